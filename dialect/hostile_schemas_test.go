package dialect_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// inHostileSchemas runs test with a schema of each hostile name that the database takes for one.
func inHostileSchemas(t *testing.T, test func(t *testing.T, db *sql.DB, d *dialect.Dialect, n string)) {
	ctx := context.Background()
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		fill(t, db, d)
		db.SetMaxOpenConns(1) // schemas of SQLite are those of a connection
		for _, n := range hostileNames(d) {
			create, drop := schemaStatements(t, d, n)
			if _, err := db.ExecContext(ctx, create); err != nil {
				t.Errorf("schema %q: %v", n, err)
				continue
			}
			test(t, db, d, n)
			if _, err := db.ExecContext(ctx, drop); err != nil {
				t.Errorf("schema %q: %v", n, err)
			}
		}
		stillThere(t, db)
	})
}

// schemaStatements are the statements that create a schema and drop it.
func schemaStatements(t *testing.T, d *dialect.Dialect, n string) (create, drop string) {
	t.Helper()
	if d == sqlite.Dialect {
		quoted := `"` + strings.ReplaceAll(n, `"`, `""`) + `"`
		return "ATTACH ':memory:' AS " + quoted, "DETACH " + quoted
	}
	create, _, err := d.SQL(&schema.CreateSchema{Name: n})
	if err != nil {
		t.Fatal(err)
	}
	drop, _, err = d.SQL(&schema.DropSchema{Name: n, Cascade: d == postgres.Dialect})
	if err != nil {
		t.Fatal(err)
	}
	return create, drop
}

// TestHostileSchemas puts all that is in a schema into one of a hostile name, and finds it there.
func TestHostileSchemas(t *testing.T) {
	ctx := context.Background()
	inHostileSchemas(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect, n string) {
		m := schema.NewMetaData(schema.DefaultSchema(n))
		schema.NewTable(m, "hp", schema.NewColumn("id", bigint, schema.PrimaryKey()))
		table := schema.NewTable(m, "ht", schema.InSchema(n),
			schema.NewColumn("id", bigint, schema.PrimaryKey(), schema.Comment("key")),
			schema.NewColumn("parent", bigint, schema.Nullable(), schema.References("hp.id")),
			schema.NewColumn("mood", typemap.Enum("mood", "sad", "glad").In(n), schema.ServerDefault("glad")),
			schema.NewColumn("word", typemap.String(20), schema.Indexed()))
		schema.NewView(m, "hv", expr.Select(table.C("mood")), schema.ViewIn(n))
		number := expr.NewSequence("hs").In(n)
		if d != sqlite.Dialect {
			m.AddSequence(number)
		}
		for range 2 { // the second time all is there
			if err := m.CreateAll(ctx, db); err != nil {
				t.Errorf("%q: %v", n, err)
				return
			}
		}
		statements := []expr.Statement{
			expr.Insert(table).Values(table.C("id").Set(1), table.C("word").Set("x")).Upsert(table.C("id")).DoUpdateAll(),
			expr.Update(table).Set(table.C("word").Set("y")).Where(table.C("id").Eq(1)),
			expr.Delete(table).Where(table.C("id").Eq(2)),
			expr.Select(expr.Cast[string](table.C("mood"), typemap.String(20))).From(expr.As(table, "a")).Where(table.C("mood").Eq("glad")),
		}
		if d == postgres.Dialect {
			statements = append(statements, expr.Select(expr.Cast[string](expr.Val("sad"), table.C("mood").Type())).Where(table.C("mood").In("glad", "sad")))
		}
		if d != sqlite.Dialect {
			statements = append(statements, expr.Select(expr.NextValue(number)))
		}
		for _, stmt := range statements {
			if err := runs(ctx, db, stmt); err != nil {
				text, _, _ := d.SQL(stmt)
				t.Errorf("%q: %v: %s", n, err, text)
			}
		}
		got, err := gild.One[string](ctx, db, expr.Select(expr.TableNamed("hv", expr.ColumnOf[string]("mood")).In(n).C("mood")))
		if got != "glad" || err != nil {
			t.Errorf("%q: view: %q, %v", n, got, err)
		}
		diff, err := gild.Diff(ctx, db, m, gild.ReflectOptions{})
		if err != nil || !diff.Empty() {
			t.Errorf("%q: %v, %v", n, diff, err)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Errorf("%q: %v", n, err)
		}
	})
}

// TestHostileSchemasOfTenants calls schemas by hostile names when a statement runs.
func TestHostileSchemasOfTenants(t *testing.T) {
	inHostileSchemas(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect, n string) {
		ctx := gild.InSchemas(context.Background(), map[string]string{"": n, "own": n})
		m := schema.NewMetaData()
		table := schema.NewTable(m, "hw", schema.NewColumn("id", bigint, schema.PrimaryKey()),
			schema.NewColumn("mood", typemap.Enum("mood", "sad", "glad").In("own")))
		schema.NewTable(m, "ho", schema.InSchema("own"), schema.NewColumn("id", bigint, schema.PrimaryKey(), schema.References("hw.id")))
		for range 2 {
			if err := m.CreateAll(ctx, db); err != nil {
				t.Errorf("%q: %v", n, err)
				return
			}
		}
		if _, err := gild.Exec(ctx, db, expr.Insert(table).Values(table.C("id").Set(1), table.C("mood").Set("sad"))); err != nil {
			t.Errorf("%q: %v", n, err)
		}
		got, err := gild.One[string](context.Background(), db, expr.Select(expr.TableNamed("hw", expr.ColumnOf[string]("mood")).In(n).C("mood")))
		if got != "sad" || err != nil {
			t.Errorf("%q: %q, %v", n, got, err)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Errorf("%q: %v", n, err)
		}
	})
}

// TestHostileSchemasAreQuoted: on each of the six, a schema is one name in quotes, wherever it stands.
func TestHostileSchemasAreQuoted(t *testing.T) {
	for _, n := range hostileNames(mariadb.Dialect) {
		if strings.Contains(n, ".") {
			continue // which tells database and owner on SQL Server
		}
		m := schema.NewMetaData()
		mood := typemap.Enum("mood", "sad").In(n)
		table := schema.NewTable(m, "t", schema.InSchema(n), schema.NewColumn("id", bigint, schema.PrimaryKey()), schema.NewColumn("mood", mood))
		index := schema.NewIndex("ix", "id")
		table.Add(index)
		view := schema.NewView(m, "v", expr.Select(table.C("id")), schema.ViewIn(n))
		for _, d := range six {
			open, end := `"`, `"`
			switch d.Name {
			case "mysql", "mariadb":
				open, end = "`", "`"
			case "mssql":
				open, end = "[", "]"
			}
			quoted := open + strings.ReplaceAll(n, end, end+end) + end
			for i, stmt := range []expr.Statement{
				expr.Select(table.C("id")), expr.Insert(table).Values(table.C("id").Set(1)), expr.Update(table).Set(table.C("id").Set(1)), expr.Delete(table),
				&schema.CreateTable{Table: table}, &schema.DropTable{Table: table}, &schema.AddColumn{Column: table.Column("mood")},
				&schema.CreateSchema{Name: n}, &schema.CreateIndex{Index: index},
				&schema.CreateSequence{Sequence: expr.NewSequence("s").In(n)}, &schema.CreateView{View: view},
				&schema.CreateEnum{Type: mood}, expr.Select(expr.TableNamed("t", expr.ColumnOf[int64]("id")).In(n).C("id")),
			} {
				text, _, err := d.SQL(stmt)
				if err != nil {
					continue // which the database does not have
				}
				if !strings.Contains(text, quoted) {
					t.Errorf("%s %d: %q is not in quotes: %s", d.Name, i, n, text)
				}
			}
		}
	}
}

// TestHostileTranslation calls the default schema by a hostile name when statements run: tables are created, written, read,
// compared and dropped there.
func TestHostileTranslation(t *testing.T) {
	inHostileSchemas(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect, n string) {
		ctx := gild.InSchemas(context.Background(), map[string]string{"": n, "own": n})
		m := schema.NewMetaData()
		a := schema.NewTable(m, "here", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()), schema.NewColumn("mood", typemap.Enum("mood", "x", "y"), schema.ServerDefault("y")))
		b := schema.NewTable(m, "there", schema.InSchema("own"), schema.NewColumn("a", typemap.Integer(), schema.PrimaryKey(), schema.References("here.id")))
		schema.NewView(m, "both", expr.Select(a.C("mood")).JoinOn(b, b.C("a").EqExpr(a.C("id"))))
		if err := m.CreateAll(ctx, db); err != nil {
			t.Errorf("%q: %v", n, err)
			return
		}
		for _, s := range []expr.Statement{expr.Insert(a).Values(a.C("id").Set(1)), expr.Insert(b).Values(b.C("a").Set(1))} {
			if _, err := gild.Exec(ctx, db, s); err != nil {
				t.Errorf("%q: %v", n, err)
			}
		}
		if got, err := gild.All[string](ctx, db, expr.Select(m.Views()[0].C("mood"))); err != nil || strings.Join(got, "") != "y" {
			t.Errorf("%q: %v, %v", n, got, err)
		}
		if diff, err := gild.Diff(ctx, db, m, gild.ReflectOptions{}); err != nil || !diff.Empty() {
			t.Errorf("%q: %v, %v", n, diff, err)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Errorf("%q: %v", n, err)
		}
	})
}
