package reflection

import (
	"context"
	"testing"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestChangedKeys lets the key of a table grow and shrink: with its only column, the numbers come and go.
func TestChangedKeys(t *testing.T) {
	ctx := context.Background()
	define := func(columns ...string) *schema.MetaData {
		m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
		schema.NewTable(m, "t", schema.NewColumn("id", typemap.Integer()), schema.NewColumn("s", typemap.String(20)), schema.NewPrimaryKey(columns...))
		return m
	}
	each(t, map[string]string{"sqlite": "", "mariadb": ""}, func(t *testing.T, db database) {
		one, two := define("id"), define("id", "s")
		check(t, one.CreateAll(ctx, db))
		db.run(t, "INSERT INTO t (s) VALUES ('a'), ('b')")
		db.apply(t, "two", db.diff(t, two))
		db.agrees(t, "two", two)
		db.run(t, "INSERT INTO t (id, s) VALUES (2, 'c'), (7, 'x')")
		db.run(t, "DELETE FROM t WHERE s = 'c'")
		db.apply(t, "one", db.diff(t, one))
		db.agrees(t, "one", one)
		db.run(t, "INSERT INTO t (s) VALUES ('y')")
		var n int
		check(t, db.QueryRow("SELECT id FROM t WHERE s = 'y'").Scan(&n))
		if n != 8 {
			t.Errorf("the next number is %d, want 8", n)
		}
	})
}

// TestRepeatedUnique: two unique constraints of the same columns are one on PostgreSQL and SQLite, and one of the
// columns of the key is none.
func TestRepeatedUnique(t *testing.T) {
	ctx := context.Background()
	define := func(names ...string) *schema.MetaData {
		m := schema.NewMetaData()
		table := schema.NewTable(m, "t", schema.NewColumn("a", typemap.Integer()), schema.NewColumn("b", typemap.Integer()), schema.NewPrimaryKey("a", "b"))
		for _, n := range names {
			table.Add(schema.NewUnique("a", "b").With(schema.Named(n)))
		}
		table.Add(schema.NewUnique("b").With(schema.Named("uq_b")), schema.NewUnique("b").With(schema.Named("uq_b2")))
		return m
	}
	each(t, empty, func(t *testing.T, db database) {
		m, plain := define("one", "two"), define()
		check(t, m.CreateAll(ctx, db))
		db.agrees(t, "created", m)
		d := db.diff(t, plain)
		back, err := d.Reverse()
		check(t, err)
		db.apply(t, "plain", d)
		db.agrees(t, "plain", plain)
		db.apply(t, "back", back)
		db.agrees(t, "back", m)
	})
}
