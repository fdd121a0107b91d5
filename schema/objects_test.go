package schema_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

func execAll(t *testing.T, db gild.DB, stmts ...expr.Statement) {
	t.Helper()
	for _, s := range stmts {
		if _, err := gild.Exec(context.Background(), db, s); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDomains: a domain is created before the columns that have it, keeps them to its check, and is changed and dropped.
func TestDomains(t *testing.T) {
	ctx := context.Background()
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{"pq": live.Postgres, "pgx": live.PGX} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			m := schema.NewMetaData()
			d := m.AddDomain(&schema.Domain{Name: "short word", Base: typemap.Text(), Default: "'x'", Checks: []schema.DomainCheck{{Name: "len", SQL: "length(VALUE) < 4"}}})
			tb := schema.NewTable(m, "t", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
				schema.NewColumn("w", typemap.Domain("short word", typemap.Text()), schema.Nullable()))
			for range 2 {
				if err := m.CreateAll(ctx, db); err != nil {
					t.Fatal(err)
				}
			}
			execAll(t, db, expr.Insert(tb).Values(tb.C("w").Set("abc")))
			long := expr.Insert(tb).Values(tb.C("w").Set("abcd"))
			if _, err := gild.Exec(ctx, db, long); !gild.Is(err, gild.ErrCheck) {
				t.Errorf("a long word: %v", err)
			}
			execAll(t, db, &schema.AlterDomain{Domain: d, Change: schema.DomainDropCheck, Check: d.Checks[0]}, long)
			if err := m.DropAll(ctx, db); err != nil {
				t.Fatal(err)
			}
			execAll(t, db, &schema.CreateDomain{Domain: d}, &schema.DropDomain{Domain: d}, &schema.DropDomain{Domain: d, IfExists: true})
		})
	}
}

// TestConcurrentIndex creates an index without a transaction around it, by CreateAll, by itself and by a Difference.
func TestConcurrentIndex(t *testing.T) {
	ctx := context.Background()
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{"pq": live.Postgres, "pgx": live.PGX} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			define := func(names ...string) (*schema.MetaData, *schema.Table) {
				m := schema.NewMetaData()
				tb := schema.NewTable(m, "t", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()), schema.NewColumn("a", typemap.Integer()))
				for _, n := range names {
					tb.Add(schema.NewIndex(n, "a").With(postgres.Concurrently()))
				}
				return m, tb
			}
			m, tb := define("ix_1")
			if err := m.CreateAll(ctx, db); err != nil {
				t.Fatal(err)
			}
			execAll(t, db, &schema.DropIndex{Index: tb.Indexes()[0], IfExists: true}, &schema.CreateIndex{Index: tb.Indexes()[0], IfNotExists: true})
			more, _ := define("ix_1", "ix_2")
			d, err := gild.Diff(ctx, db, more, gild.ReflectOptions{})
			if err == nil {
				err = d.Apply(ctx, db)
			}
			if err != nil {
				t.Fatal(err)
			}
			insp, err := gild.Inspect(ctx, db)
			if err != nil {
				t.Fatal(err)
			}
			indexes, err := insp.Indexes(ctx, "t")
			if err != nil || len(indexes) != 2 || indexes[0].Invalid || indexes[1].Invalid {
				t.Errorf("%+v, %v", indexes, err)
			}
			if d, err = gild.Diff(ctx, db, more, gild.ReflectOptions{}); err != nil || !d.Empty() {
				t.Errorf("%v, %v", d, err)
			}
		})
	}
}

// note is a statement of DDL of a program's own: it creates a table for notes about another one.
type note struct {
	schema.DDLBase
	about *schema.Table
}

func (n *note) WriteSQL(c *compile.Compiler) {
	c.WriteString("CREATE TABLE ")
	c.Ident("notes on " + n.about.Name())
	c.WriteString(" (text VARCHAR(20))")
}

// TestHooks: hooks run in the transaction of CreateAll where there is one, on the tables that they are told of, and an error of
// theirs ends it; statements of a program's own are run by them.
func TestHooks(t *testing.T) {
	ctx := context.Background()
	live.Each(t, func(t *testing.T, db *live.Database) {
		m := schema.NewMetaData()
		var told []string
		tb := schema.NewTable(m, `t "x" 100%`, schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey(), schema.NoAutoIncrement()))
		notes := note{about: tb}
		drop, err := gild.LiteralSQL(&schema.DropTable{Table: schema.NewTable(schema.NewMetaData(), "notes on "+tb.Name(), schema.NewColumn("text", typemap.Text()))}, db.Dialect)
		if err != nil {
			t.Fatal(err)
		}
		fail := errors.New("no")
		failing := true
		for when, item := range map[schema.Moment]schema.Hook{
			schema.AfterCreate: func(ctx context.Context, e schema.Event) error {
				if _, err := e.DB.ExecContext(ctx, "", &notes); err != nil {
					return err
				}
				if _, err := e.DB.ExecContext(ctx, "", expr.Insert(tb).Values(tb.C("id").Set(7))); err != nil || !failing {
					return err
				}
				return fail
			},
			schema.BeforeDrop: schema.Run(schema.DDL("DELETE FROM %(fullname)s")),
			schema.AfterDrop:  schema.Run(schema.DDL(strings.ReplaceAll(drop, "%", "%%"))),
		} {
			tb.Add(schema.On(when, item))
		}
		for _, when := range []schema.Moment{schema.BeforeCreate, schema.AfterCreate, schema.BeforeDrop, schema.AfterDrop} {
			m.On(when, func(_ context.Context, e schema.Event) error {
				told = append(told, fmt.Sprint(e.Moment, " ", len(e.Tables), " ", e.Dialect == db.Dialect.Name))
				return nil
			})
		}
		if err := m.CreateAll(ctx, db); !errors.Is(err, fail) {
			t.Errorf("the hook's error is lost: %v", err)
		}
		n, err := gild.One[int](ctx, db, expr.Select(expr.CountAll()).From(tb))
		if transactional := db.Dialect.Name != "mariadb" && db.Dialect.Name != "mysql"; transactional != gild.Is(err, gild.ErrUndefined) {
			t.Errorf("after the error: %d rows, %v", n, err)
		} else if !transactional {
			if err := m.DropAll(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
		failing, told = false, nil
		if err := m.CreateAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		if n, err := gild.One[int](ctx, db, expr.Select(expr.CountAll()).From(tb)); err != nil || n != 1 {
			t.Errorf("the hook has written %d rows, %v", n, err)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(told); got != "[0 1 true 1 1 true 2 1 true 3 1 true]" {
			t.Errorf("told: %s", got)
		}
	})
}
