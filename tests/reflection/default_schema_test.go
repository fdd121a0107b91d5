package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
)

const namedSchema = `
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE other.kind AS ENUM ('x', 'y');
CREATE DOMAIN "Long" AS text CHECK (length(VALUE) > 3);
CREATE DOMAIN amount AS "Long" CHECK (VALUE <> 'none');
CREATE DOMAIN other.aa AS amount[];
CREATE TABLE a (id int PRIMARY KEY, b int, mood mood DEFAULT 'sad', moods mood[], kind other.kind, amount amount, amounts other.aa);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD CONSTRAINT circle FOREIGN KEY (b) REFERENCES b;
COMMENT ON CONSTRAINT circle ON a IS 'it closes';
CREATE TABLE other.c (id int PRIMARY KEY, kind other.kind, b int REFERENCES b);
CREATE VIEW other.v AS SELECT id, kind FROM other.c;
CREATE VIEW w AS SELECT v.id, a.mood FROM other.v JOIN a ON a.id = v.id`

// TestDefaultByName reads the default schema by its own name, and another one behind it: each thing is read once,
// under the name that was asked for, and can be created elsewhere. That goes for the enums and views of the second schema, too,
// for domains behind those that they are made of, and for the comment of a foreign key that closes a circle.
func TestDefaultByName(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{
		"sqlite": `
CREATE TABLE a (id INTEGER PRIMARY KEY, b INT);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a);
CREATE VIEW v AS SELECT b FROM a`,
		"mariadb": `
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a (id));
CREATE VIEW v AS SELECT b FROM a`,
		"postgresql": "",
	}, func(t *testing.T, db database) {
		named, err := db.inspect(t).DefaultSchema(ctx)
		check(t, err)
		o := gild.ReflectOptions{Kinds: schema.RelationAny, Schemas: []string{named}}
		tables, views := 2, 1
		if db.name == "postgresql" {
			other := db.tenantSchema(t, "other")
			db.run(t, strings.ReplaceAll(namedSchema, "other.", other+"."))
			o.Schemas, tables, views = append(o.Schemas, other), 3, 2
		}
		m := schema.NewMetaData()
		check(t, gild.Reflect(ctx, db, m, o))
		if len(m.Tables()) != tables || len(m.Views()) != views {
			t.Errorf("%d tables and %d views are read", len(m.Tables()), len(m.Views()))
		}
		if m.Table(named+".a") == nil || m.Table("a") != nil {
			t.Error("a table is not called as it was asked for")
		}
		agrees := func(what string, m *schema.MetaData) *schema.Difference {
			t.Helper()
			d, err := gild.Diff(ctx, db, m, o)
			check(t, err)
			if !d.Empty() {
				t.Errorf("%s:\n%s", what, d)
			}
			return d
		}
		agrees("itself", m)
		for what, again := range map[string]func(d *schema.Difference) error{
			"created": func(*schema.Difference) error { return m.CreateAll(ctx, db) },
			"come back": func(d *schema.Difference) error {
				back, err := d.Reverse()
				check(t, err)
				return back.Apply(ctx, db)
			},
		} {
			nothing, err := gild.Diff(ctx, db, schema.NewMetaData(), o)
			check(t, err)
			check(t, nothing.Apply(ctx, db, schema.AllowLoss()))
			agrees("nothing", schema.NewMetaData())
			check(t, again(nothing))
			agrees(what, m)
		}
		check(t, m.DropAll(ctx, db))
		agrees("dropped", schema.NewMetaData())
	})
}
