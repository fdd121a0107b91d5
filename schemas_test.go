package gild_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
)

// tenancy is a database with schemas for two tenants.
type tenancy struct {
	*live.Database
	tenants [2]string
}

// of returns a context in which the default schema is a tenant's, and so is one called "own".
func (d *tenancy) of(tenant int) context.Context {
	name := d.tenants[tenant]
	return gild.InSchemas(context.Background(), map[string]string{"": name, "own": name})
}

// eachTenancy runs test on each database with two schemas.
func eachTenancy(t *testing.T, test func(t *testing.T, db *tenancy)) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{
		"sqlite": live.SQLite, "pq": live.Postgres, "pgx": live.PGX, "mysql": live.MySQL,
	} {
		t.Run(name, func(t *testing.T) {
			db := &tenancy{Database: open(t)}
			ctx := context.Background()
			if name == "sqlite" { // whose schemas are those of a connection
				db.SetMaxOpenConns(1)
			}
			for i := range db.tenants {
				db.tenants[i] = fmt.Sprintf("t%d_%s", i, strings.ToLower(strings.NewReplacer("/", "_", " ", "_").Replace(t.Name())))
				var stmt expr.Statement = &schema.CreateSchema{Name: db.tenants[i], IfNotExists: true}
				if name == "sqlite" {
					stmt = expr.Text(fmt.Sprintf("ATTACH '%s' AS %s", servers.SQLite(t), db.tenants[i]))
				}
				if _, err := gild.Exec(ctx, db, stmt); err != nil {
					t.Fatal(err)
				}
				if name != "sqlite" {
					t.Cleanup(func() {
						_, _ = gild.Exec(ctx, db, &schema.DropSchema{Name: db.tenants[i], Cascade: name != "mysql"})
					})
				}
			}
			test(t, db)
		})
	}
}

// TestInSchemas runs the same statements for two tenants, many at a time: each sees its own rows only.
func TestInSchemas(t *testing.T) {
	eachTenancy(t, func(t *testing.T, db *tenancy) {
		meta := schema.NewMetaData()
		notes := schema.NewTable(meta, "notes",
			schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
			schema.NewColumn("mood", typemap.Enum("mood", "sad", "happy"), schema.ServerDefault("happy")),
			schema.NewColumn("text", typemap.String(50), schema.Indexed(), schema.Comment("what")))
		lines := schema.NewTable(meta, "lines", schema.InSchema("own"),
			schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
			schema.NewColumn("note", typemap.Integer(), schema.References("notes.id"), schema.Nullable()))
		schema.NewView(meta, "happy", expr.Select(notes.C("text")).Where(notes.C("mood").Eq("happy")))
		if db.Dialect.Name == "postgresql" {
			meta.AddSequence(expr.NewSequence("numbers"))
		}
		for i := range db.tenants {
			for range 2 { // the second time all is there
				if err := meta.CreateAll(db.of(i), db); err != nil {
					t.Fatal(err)
				}
			}
		}
		insert := expr.Insert(notes).Params(notes.C("text"))
		query := expr.Select(notes.C("text"), expr.Count(lines.C("id")).As("n")).LeftJoinOn(lines, lines.C("note").EqExpr(notes.C("id"))).GroupBy(notes.C("text"))
		in := expr.Select(meta.Views()[0].C("text")).Where(meta.Views()[0].C("text").InSelect(expr.Select(notes.C("text"))))
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() { oneTenant(t, db, i%2, insert, query, in) })
		}
		wait.Wait()
		for i := range db.tenants {
			if _, err := gild.Exec(db.of(i), db, expr.Update(notes).Set(notes.C("mood").Set("sad"))); err != nil {
				t.Error(err)
			}
			if _, err := gild.Exec(db.of(i), db, expr.Delete(notes).Where(notes.C("mood").Eq("sad"))); err != nil {
				t.Error(err)
			}
			if err := meta.DropAll(db.of(i), db); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// oneTenant writes for one tenant and reads what is there.
func oneTenant(t *testing.T, db *tenancy, i int, insert *expr.InsertStmt, queries ...expr.Statement) {
	ctx := db.of(i)
	for n := range 10 {
		if _, err := gild.Exec(ctx, db, insert, sql.Named("text", fmt.Sprintf("of %d, %d", i, n))); err != nil {
			t.Error(err)
			return
		}
		for _, q := range queries {
			got, err := gild.All[struct{ Text string }](ctx, db, q)
			if err != nil || len(got) == 0 {
				t.Errorf("%d rows, %v", len(got), err)
				return
			}
			for _, row := range got {
				if !strings.HasPrefix(row.Text, fmt.Sprintf("of %d", i)) {
					t.Errorf("tenant %d sees %q", i, row.Text)
				}
			}
		}
	}
}

// TestInSchemasORM: a session works in the schemas of the context, from the first row to the last.
func TestInSchemasORM(t *testing.T) {
	type Note struct {
		orm.Entity `gild:"notes"`
		ID         int64  `gild:"id,pk"`
		Text       string `gild:"text,size=99"`
	}
	eachTenancy(t, func(t *testing.T, db *tenancy) {
		meta := schema.NewMetaData()
		models := orm.NewRegistry(meta, orm.Model[Note]())
		for i := range db.tenants {
			ctx := db.of(i)
			if err := meta.CreateAll(ctx, db); err != nil {
				t.Fatal(err)
			}
			err := models.InTx(ctx, db, func(s *orm.Session) error {
				s.Add(&Note{Text: db.tenants[i]})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for i, name := range db.tenants {
			err := models.InTx(db.of(i), db, func(s *orm.Session) error {
				n := orm.From[Note]()
				all, err := orm.Select(n).Where(orm.C(&n.ID).Gt(0)).All(db.of(i), s)
				if err == nil && (len(all) != 1 || all[0].Text != name) {
					t.Errorf("tenant %d sees %v", i, all)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
			if err := meta.DropAll(db.of(i), db); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestWithSchemas translates for a whole database; a context has its own say, and nil none.
func TestWithSchemas(t *testing.T) {
	db := live.SQLite(t, gild.WithSchemas(map[string]string{"": "main", "a": "b"}))
	meta := schema.NewMetaData()
	u := schema.NewTable(meta, "u", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
	v := schema.NewTable(schema.NewMetaData(), "v", schema.InSchema("a"), schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
	if err := u.Create(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		ctx  context.Context
		want string
	}{
		{context.Background(), "SELECT main.u.id, b.v.id AS id_1 FROM main.u, b.v"},
		{gild.InSchemas(context.Background(), map[string]string{"a": ""}), "SELECT u.id, v.id AS id_1 FROM u, v"},
		{gild.InSchemas(context.Background(), nil), "SELECT u.id, a.v.id AS id_1 FROM u, a.v"},
		{gild.InSchemas(gild.InSchemas(context.Background(), nil), map[string]string{"a": "x y"}), `SELECT u.id, "x y".v.id AS id_1 FROM u, "x y".v`},
		{context.Background(), "SELECT main.u.id, b.v.id AS id_1 FROM main.u, b.v"},
	} {
		db.Log.Take()
		_, _ = gild.All[struct{}](tt.ctx, db, expr.Select(u.C("id"), v.C("id")))
		if got := strings.Join(db.Log.Take(), "\n"); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	if _, err := gild.Exec(context.Background(), db, schema.DDL("CREATE INDEX %(schema)s.ix ON u (id)").For(u)); err != nil {
		t.Error(err)
	}
}
