package reflection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
)

// oddNames are names that queries have to carry unharmed.
var oddNames = []string{
	"a b", `a"b`, "a'b", "a`b", "a%b", "%s", "a\\b", "[a]", "a]b", "MixedCase", "SELECT", "naïve 表", "a.b", "a:b", ":names", "a?b", "$1", "(x", "--", "a;b", "a,b", "semi/*colon",
}

// quoter quotes a name as the database does.
func (db database) quote(name string) string {
	if db.name == "mariadb" {
		return "`" + strings.ReplaceAll(name, "`", "``") + "`"
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// TestOddNames has every getter give and take names as they are.
func TestOddNames(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"sqlite": "", "postgresql": "", "mariadb": ""}, func(t *testing.T, db database) {
		var want []string
		for n, name := range oddNames {
			q, text := db.quote(name), strings.ReplaceAll(name, "'", "''")
			if db.name == "mariadb" {
				text = strings.ReplaceAll(text, `\`, `\\`)
			}
			for _, stmt := range []string{
				fmt.Sprintf("CREATE TABLE %s (%[1]s INTEGER NOT NULL, other VARCHAR(30) DEFAULT '%s', CONSTRAINT %[3]s UNIQUE (other, %[1]s), PRIMARY KEY (%[1]s), CONSTRAINT %[4]s CHECK (%[1]s > 0))",
					q, text, db.quote("u "+name), db.quote("c "+name)),
				fmt.Sprintf("CREATE TABLE %s (ref INTEGER, CONSTRAINT %s FOREIGN KEY (ref) REFERENCES %s (%s))", db.quote("ref "+name), db.quote("f "+name), q, q),
				fmt.Sprintf("CREATE INDEX %s ON %[2]s (%[2]s, other)", db.quote("i "+name), q),
				fmt.Sprintf("CREATE VIEW %s AS SELECT %[2]s FROM %[2]s", db.quote(fmt.Sprintf("v%d %s", n, name)), q),
			} {
				if _, err := db.Exec(stmt); err != nil {
					t.Fatalf("%s: %v", stmt, err)
				}
			}
			want = append(want, name, "ref "+name)
		}
		i := db.inspect(t)
		tables := must[[]string](t)(i.Tables(ctx))
		slices.Sort(tables)
		slices.Sort(want)
		db.dumps(t, "tables", tables, strings.Trim(db.dump(want), "[]"))
		for n, name := range oddNames {
			info := must[*schema.TableInfo](t)(i.Table(ctx, name))
			key, unique, index := info.PrimaryKey, info.Uniques, slices.IndexFunc(info.Indexes, func(x schema.IndexInfo) bool { return x.Name == "i "+name })
			if info.Name.Name != name || info.Column(name) == nil || key == nil || !slices.Equal(key.Columns, []string{name}) || len(unique) != 1 ||
				unique[0].Name != "u "+name || !slices.Equal(unique[0].Columns, []string{"other", name}) ||
				index < 0 || !slices.Equal(info.Indexes[index].Columns(), []string{name, "other"}) {
				t.Errorf("%q: %s", name, db.dump(info))
			}
			if len(info.Checks) != 1 || info.Checks[0].Name != "c "+name || !strings.Contains(info.Checks[0].SQL, " > 0") {
				t.Errorf("%q: checks %s", name, db.dump(info.Checks))
			}
			fks := must[[]schema.ForeignKeyInfo](t)(i.ForeignKeys(ctx, "ref "+name))
			if len(fks) != 1 || fks[0].Name != "f "+name || fks[0].Target != (schema.Name{Name: name}) || !slices.Equal(fks[0].RefColumns, []string{name}) {
				t.Errorf("%q: foreign keys %s", name, db.dump(fks))
			}
			view := fmt.Sprintf("v%d %s", n, name)
			columns := must[[]schema.ColumnInfo](t)(i.Columns(ctx, view))
			if text := must[string](t)(i.ViewDefinition(ctx, view)); len(columns) != 1 || columns[0].Name != name || text == "" {
				t.Errorf("%q: %q %s", view, text, db.dump(columns))
			}
		}
		// And once more, all at once.
		one := must[*schema.TableInfo](t)(i.Table(ctx, "a%b"))
		i.Clear()
		for _, info := range must[[]schema.TableInfo](t)(i.Select(gild.TableFilter{Kinds: schema.RelationAny}).Info(ctx)) {
			if info.Name.Name == "a%b" {
				db.dumps(t, "of all", info, db.dump(*one))
			}
		}
	})
}

// TestSchemas reads schemas other than the default one, and keys that lead there.
func TestSchemas(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"sqlite": "", "postgresql": "", "mariadb": ""}, func(t *testing.T, db database) {
		conn, err := db.Conn(ctx) // on which SQLite attaches
		check(t, err)
		defer conn.Close()
		other := db.otherSchema(t, conn.ExecContext)
		q := db.quote(other)
		for _, stmt := range []string{
			"CREATE TABLE here (id INTEGER PRIMARY KEY)",
			"CREATE TABLE " + q + ".target (id INTEGER PRIMARY KEY)",
			"CREATE TABLE " + q + ".here (id INTEGER PRIMARY KEY, up INTEGER, CONSTRAINT within FOREIGN KEY (up) REFERENCES " + db.inOther(q) + "target (id))",
		} {
			if _, err := conn.ExecContext(ctx, stmt); err != nil {
				t.Fatalf("%s: %v", stmt, err)
			}
		}
		i, err := gild.Inspect(ctx, conn)
		check(t, err)
		if all := must[[]string](t)(i.Schemas(ctx)); !slices.Contains(all, other) {
			t.Errorf("schemas %q", all)
		}
		db.dumps(t, "tables of the default", must[[]string](t)(i.Tables(ctx)), `"here"`)
		there := i.In(other)
		db.dumps(t, "tables of the other", must[[]string](t)(there.Tables(ctx)), `"here" "target"`)
		db.dumps(t, "columns", len(must[[]schema.ColumnInfo](t)(i.Columns(ctx, "here"))), "1")
		db.dumps(t, "columns", len(must[[]schema.ColumnInfo](t)(there.Columns(ctx, "here"))), "2")
		fks := must[[]schema.ForeignKeyInfo](t)(there.ForeignKeys(ctx, "here"))
		if len(fks) != 1 || fks[0].Target != (schema.Name{Schema: other, Name: "target"}) {
			t.Errorf("foreign keys %s", db.dump(fks))
		}
		if db.name == "sqlite" { // which has no keys between files
			return
		}
		_, err = conn.ExecContext(ctx, "CREATE TABLE away (id INTEGER, CONSTRAINT out FOREIGN KEY (id) REFERENCES "+q+".target (id))")
		if db.name == "mariadb" {
			_, err = conn.ExecContext(ctx, "CREATE TABLE away (id INTEGER, CONSTRAINT `out` FOREIGN KEY (id) REFERENCES "+q+".target (id))")
		}
		check(t, err)
		if fks := must[[]schema.ForeignKeyInfo](t)(i.ForeignKeys(ctx, "away")); len(fks) != 1 || fks[0].Target != (schema.Name{Schema: other, Name: "target"}) {
			t.Errorf("foreign keys %s", db.dump(fks))
		}
	})
}

// TestSearchPath has names without a schema mean what they mean to PostgreSQL.
func TestSearchPath(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": ""}, func(t *testing.T, db database) {
		conn, err := db.Conn(ctx)
		check(t, err)
		defer conn.Close()
		other := db.otherSchema(t, conn.ExecContext)
		own := must[string](t)(db.inspect(t).DefaultSchema(ctx))
		for _, stmt := range []string{
			"CREATE TABLE " + db.quote(other) + ".target (id int PRIMARY KEY)",
			"CREATE TABLE " + db.quote(other) + ".hidden (id int, more int)",
			"CREATE TABLE hidden (id int REFERENCES " + db.quote(other) + ".target)",
			"SET search_path = " + db.quote(own) + ", " + db.quote(other),
		} {
			if _, err := conn.ExecContext(ctx, stmt); err != nil {
				t.Fatal(err)
			}
		}
		i, err := gild.Inspect(ctx, conn)
		check(t, err)
		db.dumps(t, "tables on the path", must[[]string](t)(i.Tables(ctx)), `"hidden" "target"`)
		if columns := must[[]schema.ColumnInfo](t)(i.Columns(ctx, "hidden")); len(columns) != 1 {
			t.Errorf("columns of what comes first on the path: %s", db.dump(columns))
		}
		if fks := must[[]schema.ForeignKeyInfo](t)(i.ForeignKeys(ctx, "hidden")); fks[0].Target != (schema.Name{Name: "target"}) {
			t.Errorf("a target on the path: %s", db.dump(fks))
		}
		if fks := must[[]schema.ForeignKeyInfo](t)(i.In(own).ForeignKeys(ctx, "hidden")); fks[0].Target != (schema.Name{Name: "target"}) {
			t.Errorf("a target on the path, from a schema by name: %s", db.dump(fks))
		}
	})
}
