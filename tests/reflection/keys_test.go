package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
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
	each(t, empty, func(t *testing.T, db database) {
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

// TestNumberedKeyComes gives a table with rows a key that the database numbers, and takes it away.
func TestNumberedKeyComes(t *testing.T) {
	ctx := context.Background()
	define := func(items ...schema.TableItem) *schema.MetaData {
		m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
		schema.NewTable(m, "t%'", append([]schema.TableItem{schema.NewColumn("s", typemap.String(20))}, items...)...)
		return m
	}
	id := func(typ typemap.Type) schema.TableItem {
		return schema.NewColumn(`i"d`, typ, schema.PrimaryKey())
	}
	each(t, empty, func(t *testing.T, db database) {
		plain, numbered := define(), define(id(typemap.BigInt()))
		of := db.quote("t%'")
		check(t, plain.CreateAll(ctx, db))
		db.run(t, "INSERT INTO "+of+" (s) VALUES ('a'), ('b')")
		d := db.diff(t, numbered)
		back := must[*schema.Difference](t)(d.Reverse())
		db.apply(t, "numbered", d)
		db.agrees(t, "numbered", numbered)
		db.run(t, "INSERT INTO "+of+" (s) VALUES ('c')")
		var n int
		check(t, db.QueryRow("SELECT "+db.quote(`i"d`)+" FROM "+of+" WHERE s = 'c'").Scan(&n))
		if n != 3 {
			t.Errorf("the next number is %d, want 3", n)
		}
		db.apply(t, "plain", back)
		db.agrees(t, "plain", plain)
	})
}

// TestSerialComesAndGoes: the sequence of a SERIAL column is made for a column that is there, and goes without a trace.
func TestSerialComesAndGoes(t *testing.T) {
	ctx := context.Background()
	define := func(options ...schema.ColumnOption) *schema.MetaData {
		m := schema.NewMetaData()
		schema.NewTable(m, "It's", schema.NewColumn("I d", typemap.Integer(), append(options, schema.PrimaryKey())...))
		return m
	}
	each(t, map[string]string{"postgresql": ""}, func(t *testing.T, db database) {
		serial, plain, identity := define(), define(schema.NoAutoIncrement()), define(schema.IdentityByDefault())
		check(t, plain.CreateAll(ctx, db))
		db.run(t, `INSERT INTO "It's" VALUES (1), (7)`)
		for step, m := range []*schema.MetaData{serial, plain, serial, identity, serial, plain} {
			d := db.diff(t, m)
			back := must[*schema.Difference](t)(d.Reverse())
			before := db.reflect(t, anyKind)
			db.apply(t, "forward", d)
			db.agrees(t, "forward", m)
			db.apply(t, "back", back)
			db.agrees(t, "back", before)
			db.apply(t, "forward again", db.diff(t, m))
			db.agrees(t, "forward again", m)
			own := must[int](t)(gild.One[int](ctx, db, expr.Text("SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace")))
			if want := map[*schema.MetaData]int{serial: 1, identity: 1}[m]; own != want {
				t.Errorf("step %d: %d sequences, want %d", step, own, want)
			}
			if m != plain {
				db.run(t, `INSERT INTO "It's" DEFAULT VALUES`)
			}
		}
		if n := must[int](t)(gild.One[int](ctx, db, expr.Text(`SELECT max("I d") FROM "It's"`))); n != 11 {
			t.Errorf("the last number is %d, want 11", n)
		}
	})
}

// TestKeysInOtherCase: SQLite finds what a foreign key refers to in any case of its letters.
func TestKeysInOtherCase(t *testing.T) {
	setup := "CREATE TABLE a (id INTEGER PRIMARY KEY, \"Other\" INTEGER UNIQUE);\n" +
		"CREATE TABLE b (x INTEGER REFERENCES A(ID), y INTEGER REFERENCES A, z INTEGER CONSTRAINT fz REFERENCES \"A\" (oTHER));\n" +
		"CREATE TABLE self (id INTEGER PRIMARY KEY, up INTEGER REFERENCES SELF (Id))"
	each(t, map[string]string{"sqlite": setup}, func(t *testing.T, db database) {
		m := db.reflect(t, gild.ReflectOptions{})
		if d := db.diff(t, m); !d.Empty() {
			t.Errorf("not the same: %s", d)
		}
		only := db.reflect(t, gild.ReflectOptions{Only: []string{"b"}})
		for _, m := range []*schema.MetaData{m, only} {
			var got string
			for _, k := range m.Table("b").ForeignKeys() {
				got += k.RefTable + " " + strings.Join(k.RefColumns, " ") + " "
			}
			if want := "a id a id a Other "; got != want {
				t.Errorf("keys refer to %q, want %q", got, want)
			}
		}
	})
}
