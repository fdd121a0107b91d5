package libraries

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/gildsql/gild"
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
				Repeats: 3, Budget: 50, Slow: time.Minute, Explain: 1, MissingWhere: true, LeakAfter: time.Minute,
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
