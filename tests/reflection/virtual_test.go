package reflection

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// virtualTables have names that begin alike: what is a module's own is not told by them.
var virtualTables = map[string]string{"sqlite": `
CREATE TABLE docs_note (id INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE docs USING fts4(title, "the, body", tokenize=porter);
CREATE VIRTUAL TABLE "odd ""name""" USING rtree(id, low, high)`}

// TestVirtualTables creates virtual tables elsewhere as they were, and leaves out what their modules keep.
func TestVirtualTables(t *testing.T) {
	ctx := context.Background()
	each(t, virtualTables, func(t *testing.T, db database) {
		read := db.reflect(t, anyKind)
		if got := tableNames(read); got != `docs docs_note odd "name"` {
			t.Errorf("tables %s", got)
		}
		db.agrees(t, "itself", read)
		other := db.another(t)
		check(t, read.CreateAll(ctx, other))
		check(t, read.CreateAll(ctx, other))
		other.agrees(t, "the other", read)
		same(t, "the other", other.told(t), db.told(t))
		docs := read.Table("docs")
		if _, err := gild.Exec(ctx, other, expr.Insert(docs).Values(docs.C("title").Set("running"), docs.C("the, body").Set("far"))); err != nil {
			t.Error(err)
		}
		if n := must[int](t)(gild.One[int](ctx, other, expr.Text("SELECT count(*) FROM docs WHERE docs MATCH 'run'"))); n != 1 {
			t.Errorf("found %d", n)
		}
		check(t, read.DropAll(ctx, other))
		same(t, "dropped", other.told(t), nil)
		if got := tableNames(db.reflect(t, gild.ReflectOptions{Generic: true})); got != "docs_note" {
			t.Errorf("for other databases: %s", got)
		}
	})
}

// TestVirtualTablesByHand defines virtual tables with columns and without, and changes one.
func TestVirtualTablesByHand(t *testing.T) {
	ctx := context.Background()
	define := func(module string) *schema.MetaData {
		m := schema.NewMetaData()
		schema.NewTable(m, "places", sqlite.Virtual(module))
		schema.NewTable(m, "words", sqlite.Virtual("fts4(title, body)"),
			schema.NewColumn("docid", typemap.BigInt(), schema.PrimaryKey()), schema.NewColumn("title", typemap.Text()), schema.NewColumn("body", typemap.Text()))
		return m
	}
	each(t, map[string]string{"sqlite": ""}, func(t *testing.T, db database) {
		was := define("rtree(id, low, high)")
		check(t, was.CreateAll(ctx, db))
		db.agrees(t, "created", was)
		db.agrees(t, "in other words", define("RTREE (id,  low, high)"))
		if text, err := gild.LiteralSQL(&schema.CreateTable{Table: was.Table("words"), IfNotExists: true}, db.Dialect); err != nil || text != "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts4(title, body)" {
			t.Errorf("%s, %v", text, err)
		}
		db.run(t, "INSERT INTO places VALUES (1, 2, 3)")
		more := define("rtree(id, low, high, left, right)")
		d := db.diff(t, more)
		var lost *schema.LossError
		if err := d.Apply(ctx, db); !errors.As(err, &lost) {
			t.Errorf("%v", err)
		}
		check(t, d.Apply(ctx, db, schema.AllowLoss()))
		db.agrees(t, "changed", more)
		back, err := d.Reverse()
		check(t, err)
		check(t, back.Apply(ctx, db, schema.AllowLoss()))
		db.agrees(t, "back", was)
		d = db.diff(t, schema.NewMetaData())
		check(t, d.Apply(ctx, db, schema.AllowLoss()))
		left := must[[]string](t)(db.inspect(t).Tables(ctx))
		if slices.Sort(left); len(left) != 0 {
			t.Errorf("left: %q", left)
		}
	})
}
