package libraries

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/wrap/guard"
)

// TestGuards runs a program of each library with all guards on: what is asked for in a loop is
// found, and nothing else.
func TestGuards(t *testing.T) {
	programs := map[string]func(t *testing.T, ctx context.Context, db *sql.DB){
		"gorm": func(t *testing.T, ctx context.Context, db *sql.DB) {
			g, err := gorm.Open(gormDialector(database{kind: "sqlite3"}, db), &gorm.Config{Logger: logger.Discard})
			check(t, err)
			var people []person
			check(t, g.WithContext(ctx).Table("people").Find(&people).Error)
			for _, p := range people {
				var again person
				check(t, g.WithContext(ctx).Table("people").Where("id = ?", p.ID).Take(&again).Error)
			}
		},
		"bun": func(t *testing.T, ctx context.Context, db *sql.DB) {
			b := bun.NewDB(db, bunDialect("sqlite3"))
			var people []bunPerson
			check(t, b.NewSelect().Model(&people).Scan(ctx))
			for _, p := range people { // bun writes values into the text
				var again bunPerson
				check(t, b.NewSelect().Model(&again).Where("id = ?", p.ID).Scan(ctx))
			}
		},
		"sqlx": func(t *testing.T, ctx context.Context, db *sql.DB) {
			x := sqlx.NewDb(db, "sqlite3")
			var people []person
			check(t, x.SelectContext(ctx, &people, "select * from people"))
			for _, p := range people {
				var again person
				check(t, x.GetContext(ctx, &again, "select * from people where id = ?", p.ID))
			}
		},
	}
	for name, program := range programs {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex // protects following variable
			found := map[string]int{}
			g := guard.New(guard.Config{
				Repeats: 3, Budget: 50, Slow: time.Minute, Explain: 1, MissingWhere: true, Cartesian: true, LeakAfter: time.Minute,
				Report: func(_ context.Context, f guard.Finding) {
					mu.Lock()
					defer mu.Unlock()
					found[f.Guard]++
				},
			})
			db, err := gild.Open("sqlite:///"+t.TempDir()+"/a.db", gild.WithEvents(g.Events()))
			check(t, err)
			defer db.Close()
			_, err = db.Exec(createPeople)
			check(t, err)
			_, err = db.Exec("insert into people values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')")
			check(t, err)
			program(t, guard.Scope(t.Context()), db)
			mu.Lock()
			defer mu.Unlock()
			if found[guard.NPlusOne] != 1 || len(found) != 1 {
				t.Errorf("found %v", found)
			}
			if open := g.Open(); len(open) > 0 {
				t.Errorf("open: %v", open)
			}
		})
	}
}

// TestCartesianGuard has each library ask for tables that nothing links, in its own way and by text, and for
// the same linked.
func TestCartesianGuard(t *testing.T) {
	opens := map[database]func(testing.TB, ...gild.Option) *live.Database{
		{kind: "sqlite3"}: live.SQLite, {kind: "mysql"}: live.MySQL,
		{kind: "postgres", driver: "postgres"}: live.Postgres, {kind: "postgres", driver: "pgx"}: live.PGX,
	}
	for d, open := range opens {
		var found []string
		g := guard.New(guard.Config{Cartesian: true, Report: func(_ context.Context, f guard.Finding) {
			found = append(found, f.Product.From+" and "+strings.Join(f.Product.Unlinked, ", "))
		}})
		db := open(t, gild.WithEvents(g.Events())).DB
		_, err := db.Exec(createPeople)
		check(t, err)
		x := sqlx.NewDb(db, d.kind)
		orm, err := gorm.Open(gormDialector(d, db), &gorm.Config{Logger: logger.Discard})
		check(t, err)
		b := bun.NewDB(db, bunDialect(d.kind))

		var n int
		programs := map[string]func(linked bool) error{
			"sqlx": func(linked bool) error {
				on := map[bool]string{false: "p.name <> :name", true: "p.id <> q.id and p.name <> :name"}[linked]
				rows, err := x.NamedQueryContext(t.Context(), "select count(*) from people p, people q where "+on, map[string]any{"name": "a"})
				if err != nil {
					return err
				}
				return rows.Close()
			},
			"sqlx in": func(linked bool) error {
				on := map[bool]string{false: "q.id in (?)", true: "p.id = q.id and q.id in (?)"}[linked]
				query, args, err := sqlx.In("select count(*) from people p left join people q on "+on, []int{1, 2})
				if err != nil {
					return err
				}
				return x.GetContext(t.Context(), &n, x.Rebind(query), args...)
			},
			"gorm": func(linked bool) error {
				on := map[bool]string{false: "q.name = ?", true: "q.id = p.id and q.name = ?"}[linked]
				return orm.WithContext(t.Context()).Table("people p").Select("count(*)").Joins("join people q on "+on, "a").Where("p.name <> ?", "b").Scan(&n).Error
			},
			"gorm raw": func(linked bool) error {
				on := map[bool]string{false: "true", true: "p.id = q.id"}[linked]
				return orm.WithContext(t.Context()).Raw("select count(*) from people p join people q on " + on).Scan(&n).Error
			},
			"bun": func(linked bool) error {
				query := b.NewSelect().TableExpr("people AS p").TableExpr("people AS q").ColumnExpr("count(*)").Where("p.name <> ?", "a")
				if linked {
					query = query.Where("p.id = q.id")
				}
				return query.Scan(t.Context(), &n)
			},
		}
		for name, program := range programs {
			found = nil
			if err := program(true); err != nil || found != nil {
				t.Errorf("%s, %s, linked: found %q, %v", d.kind, name, found, err)
			}
			if err := program(false); err != nil || !slices.Equal(found, []string{"p and q"}) {
				t.Errorf("%s, %s: found %q, %v", d.kind, name, found, err)
			}
		}
	}
}
