package reflection

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// people is the same on all databases.
func people(view bool) map[string]string {
	text := `
CREATE TABLE place (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL);
CREATE TABLE person (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, place INTEGER, secret VARCHAR(10), CONSTRAINT fk_place FOREIGN KEY (place) REFERENCES place (id), CONSTRAINT uq_secret UNIQUE (secret));
CREATE INDEX ix_name ON person (name)`
	if view {
		text += ";\nCREATE VIEW named AS SELECT id, name FROM person"
	}
	return map[string]string{"sqlite": text, "postgresql": text, "mariadb": text}
}

func tableNames(m *schema.MetaData) string {
	var names []string
	for _, t := range m.Tables() {
		names = append(names, t.FullName())
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestWhatIsReflected tries what ReflectOptions leave out and let in.
func TestWhatIsReflected(t *testing.T) {
	ctx := context.Background()
	each(t, people(true), func(t *testing.T, db database) {
		for _, test := range []struct {
			what    string
			options gild.ReflectOptions
			want    string
		}{
			{"all", gild.ReflectOptions{}, "person place"},
			{"only one, with what it refers to", gild.ReflectOptions{Only: []string{"person"}}, "person place"},
			{"only one", gild.ReflectOptions{Only: []string{"person"}, NoTargets: true}, "person"},
			{"matching", gild.ReflectOptions{Match: func(n schema.Name) bool { return n.Name == "place" }}, "place"},
		} {
			m := db.reflect(t, test.options)
			if got := tableNames(m); got != test.want || len(m.Views()) != 0 {
				t.Errorf("%s: %s", test.what, got)
			}
		}
		m := db.reflect(t, gild.ReflectOptions{Kinds: schema.RelationView})
		if len(m.Views()) != 1 || len(m.Tables()) != 0 {
			t.Errorf("views alone: %s", tableNames(m))
		}
		view := m.Views()[0]
		if _, err := gild.All[int](ctx, db, expr.Select(view.C("id"))); err != nil {
			t.Error(err)
		}
		err := gild.Reflect(ctx, db, schema.NewMetaData(), gild.ReflectOptions{Only: []string{"persom"}})
		var missing *gild.NoSuchTableError
		if !errors.As(err, &missing) || missing.Near != "person" {
			t.Errorf("%v", err)
		}
		if err := gild.Reflect(ctx, db, nil, gild.ReflectOptions{}); err == nil {
			t.Error("into nothing")
		}
	})
}

// TestColumnHook changes and leaves out columns while they are read.
func TestColumnHook(t *testing.T) {
	each(t, people(false), func(t *testing.T, db database) {
		m := db.reflect(t, gild.ReflectOptions{Column: func(table *schema.TableInfo, c *schema.ColumnInfo) bool {
			if c.Name == "name" {
				c.Comment = "of a " + table.Name.Name
			}
			return c.Name != "secret"
		}})
		person := m.Table("person")
		if person.Column("secret") != nil || len(person.Uniques()) != 0 || person.Column("name").Comment != "of a person" {
			t.Errorf("%v, %v", person.Column("secret"), person.Uniques())
		}
		if len(person.ForeignKeys()) != 1 || len(person.Indexes()) != 1 {
			t.Errorf("%d keys, %d indexes", len(person.ForeignKeys()), len(person.Indexes()))
		}
	})
}

// TestReflectTable gives a table columns and constraints of the program's own.
func TestReflectTable(t *testing.T) {
	ctx := context.Background()
	each(t, people(true), func(t *testing.T, db database) {
		m := schema.NewMetaData()
		person, err := gild.ReflectTable(ctx, db, m, "person", gild.ReflectOptions{},
			schema.NewColumn("name", typemap.Text(), schema.Comment("mine")),
			schema.NewColumn("more", typemap.Integer(), schema.Nullable()),
			schema.NewForeignKey([]string{"place"}, "place", []string{"id"}, schema.OnDelete(schema.Cascade)),
			schema.NewIndex("ix_name", "name", "id"),
		)
		check(t, err)
		check(t, m.Err())
		var names []string
		for _, c := range person.Definitions() {
			names = append(names, c.Name())
		}
		if got := strings.Join(names, " "); got != "id name place secret more" {
			t.Errorf("columns %s", got)
		}
		fk, index := person.ForeignKeys(), person.Index("ix_name")
		if person.Column("name").Comment != "mine" || len(fk) != 1 || fk[0].OnDelete != schema.Cascade || len(index.Parts) != 2 {
			t.Errorf("%v %v %v", person.Column("name"), fk, index)
		}
		if tableNames(m) != "person place" {
			t.Errorf("tables %s", tableNames(m))
		}
		again, err := gild.ReflectTable(ctx, db, m, "person", gild.ReflectOptions{})
		if err != nil || again != person {
			t.Errorf("again: %v, %v", again, err)
		}
		view, err := gild.ReflectTable(ctx, db, m, "named", gild.ReflectOptions{}, schema.NewPrimaryKey("id"))
		if err != nil || len(view.PrimaryKey()) != 1 {
			t.Errorf("%v, %v", view, err)
		}
		if _, err := gild.ReflectTable(ctx, db, m, "nothing", gild.ReflectOptions{}); !errors.Is(err, gild.ErrNoSuchTable) {
			t.Errorf("%v", err)
		}
	})
}

// TestBrokenView reads a view whose table is gone.
func TestBrokenView(t *testing.T) {
	each(t, map[string]string{"sqlite": "CREATE TABLE t (a INTEGER);\nCREATE VIEW v AS SELECT a FROM t;\nCREATE VIEW w AS SELECT 1 AS x;\nDROP TABLE t"}, func(t *testing.T, db database) {
		options := gild.ReflectOptions{Kinds: schema.RelationAny}
		err := gild.Reflect(context.Background(), db, schema.NewMetaData(), options)
		var broken *gild.UnreflectableError
		if !errors.As(err, &broken) || broken.Name.Name != "v" {
			t.Fatalf("%v", err)
		}
		var skipped []string
		options.Skip = func(err *gild.UnreflectableError) { skipped = append(skipped, err.Name.Name) }
		if m := db.reflect(t, options); len(m.Views()) != 1 || fmt.Sprint(skipped) != "[v]" {
			t.Errorf("skipped %v", skipped)
		}
	})
}

// TestReflectSchemas reads a schema beside the default one, and follows a key that leads there.
func TestReflectSchemas(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": "", "mariadb": ""}, func(t *testing.T, db database) {
		other := db.otherSchema(t, db.ExecContext)
		db.run(t, "CREATE TABLE "+db.quote(other)+".there (id INTEGER PRIMARY KEY, up INTEGER, FOREIGN KEY (up) REFERENCES "+db.quote(other)+".there (id));\n"+
			"CREATE TABLE away (id INTEGER PRIMARY KEY, t INTEGER, FOREIGN KEY (t) REFERENCES "+db.quote(other)+".there (id))")
		if got := tableNames(db.reflect(t, gild.ReflectOptions{})); got != "away "+other+".there" {
			t.Errorf("followed: %s", got)
		}
		if got := tableNames(db.reflect(t, gild.ReflectOptions{Schemas: []string{other}})); got != other+".there" {
			t.Errorf("of the other: %s", got)
		}
		m := schema.NewMetaData(schema.DefaultSchema(other))
		check(t, gild.Reflect(ctx, db, m, gild.ReflectOptions{}))
		there := m.Table("there")
		if there == nil || there.Schema() != other {
			t.Fatalf("by the default schema: %s", tableNames(m))
		}
		if target, err := there.ForeignKeys()[0].Target(); err != nil || target != there {
			t.Errorf("%v, %v", target, err)
		}
	})
}

// TestPartsAreLeftOut leaves out partitions in definitions for databases of other kinds, unless they are asked for.
func TestPartsAreLeftOut(t *testing.T) {
	each(t, map[string]string{
		"postgresql": "CREATE TABLE o (a int) PARTITION BY RANGE (a);\nCREATE TABLE p PARTITION OF o FOR VALUES FROM (1) TO (9)",
	}, func(t *testing.T, db database) {
		if got := tableNames(db.reflect(t, gild.ReflectOptions{})); got != "o p" {
			t.Errorf("all: %s", got)
		}
		if got := tableNames(db.reflect(t, gild.ReflectOptions{Generic: true})); got != "o" {
			t.Errorf("for other databases: %s", got)
		}
		if got := tableNames(db.reflect(t, gild.ReflectOptions{Generic: true, Only: []string{"p"}})); got != "p" {
			t.Errorf("only: %s", got)
		}
	})
}
