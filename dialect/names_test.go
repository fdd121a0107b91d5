package dialect_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// sqliteKeywords are all of https://www.sqlite.org/lang_keywords.html.
const sqliteKeywords = `abort action add after all alter always analyze and as asc attach autoincrement before begin
	between by cascade case cast check collate column commit conflict constraint create cross current current_date
	current_time current_timestamp database default deferrable deferred delete desc detach distinct do drop each else
	end escape except exclude exclusive exists explain fail filter first following for foreign from full generated glob
	group groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull
	join key last left like limit match materialized natural no not nothing notnull null nulls of offset on or order
	others outer over partition plan pragma preceding primary query raise range recursive references regexp reindex
	release rename replace restrict returning right rollback row rows savepoint select set table temp temporary then
	ties to transaction trigger unbounded union unique update using vacuum values view virtual when where window with
	without true false stored within`

// keywordsOf ask a database for its own.
var keywordsOf = map[string]string{
	"postgresql": "SELECT word FROM pg_get_keywords() WHERE catcode != 'U'",
	"mariadb":    "SELECT lower(word) FROM information_schema.keywords WHERE word REGEXP '^[A-Za-z_]+$'",
}

// TestKeywordsAreNames names tables, columns, labels and aliases like each of a database's own
// keywords, but for those that PostgreSQL calls unreserved.
func TestKeywordsAreNames(t *testing.T) {
	ctx := context.Background()
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		words := strings.Fields(sqliteKeywords)
		if query := keywordsOf[d.Name]; query != "" {
			var err error
			if words, err = gild.All[string](ctx, db, expr.Text(query)); err != nil {
				t.Fatal(err)
			}
		}
		var more []schema.TableItem
		if d.Name == "mariadb" { // which takes its time to make a table that stays
			db.SetMaxOpenConns(1)
			more = append(more, schema.Temporary())
		}
		for _, w := range words {
			m := schema.NewMetaData()
			items := append([]schema.TableItem{schema.NewColumn(w, integer), schema.NewIndex("ix_"+w, w)}, more...)
			table := schema.NewTable(m, w, items...)
			if err := m.CreateAll(ctx, db); err != nil {
				t.Errorf("%s: %v", w, err)
				continue
			}
			alias := expr.As(table, w)
			for _, stmt := range []expr.Statement{
				expr.Insert(table).Values(table.C(w).Set(1)),
				expr.Update(table).Set(table.C(w).Set(2)).Where(table.C(w).Eq(1)),
				expr.Select(table.C(w), table.C(w).As(w), expr.CountAll().As(w)).GroupBy(table.C(w)).OrderBy(table.C(w)),
				expr.Select(alias.C(w).As(w)).OrderBy(alias.C(w)),
				expr.Delete(table).Where(table.C(w).Eq(2)).Returning(table),
			} {
				if err := runs(ctx, db, stmt); err != nil {
					text, _, _ := d.SQL(stmt)
					t.Errorf("%s: %v", text, err)
				}
			}
			if err := m.DropAll(ctx, db); err != nil {
				t.Error(err)
			}
		}
	})
}

// runs executes a statement and reads its rows, if it has any.
func runs(ctx context.Context, db *sql.DB, stmt expr.Statement) error {
	rows, err := db.QueryContext(ctx, "", stmt)
	if err != nil {
		return err
	}
	defer rows.Close()
	_, err = texts(rows)
	return err
}

// hostile are names that would be SQL if they were not quoted.
var hostile = []string{
	`x"; DROP TABLE users; --`, `x'; DROP TABLE users; --`, "x`; DROP TABLE users; --", `x" AS y, (SELECT 1) AS "z`,
	`"`, `""`, `'`, `a.b`, `a b`, ` `, `--`, `/*`, `*/ x /*`, `:name`, `?`, `$1`, `%s`, `\`, `a\"b`, "a\nb", "naïve", "表", "(SELECT 1)", "1", "NULL", "CamelCase",
}

// TestHostileNames runs statements whose every name is hostile: the names come back as they were.
func TestHostileNames(t *testing.T) {
	ctx := context.Background()
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		fill(t, db, d)
		for _, name := range hostile {
			if d == mariadb.Dialect && strings.HasSuffix(name, " ") {
				continue // which the server does not take, quoted or not
			}
			m := schema.NewMetaData()
			table := schema.NewTable(m, name, schema.NewColumn("id", bigint, schema.PrimaryKey()), schema.NewColumn(name, text), schema.NewIndex("", name))
			if err := m.CreateAll(ctx, db); err != nil {
				t.Errorf("%q: %v", name, err)
				continue
			}
			if _, err := gild.Exec(ctx, db, expr.Insert(table).Values(table.C("id").Set(1), table.C(name).Set(name))); err != nil {
				t.Errorf("%q: %v", name, err)
			}
			alias := expr.As(table, name+"2")
			stmt := expr.Select(alias.C(name), alias.C("id").As(name+"3")).Where(alias.C(name).Eq(name)).OrderBy(alias.C(name))
			rows, err := db.QueryContext(ctx, "", stmt)
			if err != nil {
				t.Errorf("%q: %v", name, err)
				continue
			}
			columns, _ := rows.Columns()
			got, err := texts(rows)
			if want := name + "|1"; err != nil || len(got) != 1 || got[0] != want || columns[0] != name || columns[1] != name+"3" {
				t.Errorf("%q: rows %q, columns %q, %v", name, got, columns, err)
			}
		}
		if n, err := gild.One[int](ctx, db, expr.Select(expr.CountAll()).From(Users)); n != 3 || err != nil {
			t.Errorf("the table users has %d rows, %v", n, err)
		}
	})
}

// TestRefusedNames lists what no quotes can help.
func TestRefusedNames(t *testing.T) {
	long := strings.Repeat("x", 64)
	for _, tt := range []struct {
		name string
		stmt expr.Statement
		want string // in the error
		only string // the dialect that refuses; empty for both
	}{
		{"empty label", expr.Select(Users.ID.As("")), "empty name", ""},
		{"empty table", expr.Select(expr.TableNamed("", expr.ColumnOf[int64]("id"))), "without a name", ""},
		{"zero byte", expr.Select(Users.ID.As("a\x00b")), "zero byte", ""},
		{"too long", expr.Select(Users.ID.As(long)), "63 bytes", "postgresql"},
		{"function with a zero byte", expr.Select(expr.Func[int64]("a\x00b")), "zero byte", ""},
		{"function with an empty part", expr.Select(expr.Func[int64]("a..b")), "is empty", ""},
		{"function without a name", expr.Select(expr.Func[int64]("")), "is empty", ""},
		{"action", &schema.CreateTable{Table: schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("id", bigint, schema.References("t.id", schema.OnDelete("CASCADE; DROP TABLE users"))))},
			"unknown action", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, d := range dialects {
				text, _, err := d.SQL(tt.stmt)
				switch {
				case tt.only != "" && tt.only != d.Name:
					if err != nil {
						t.Errorf("%s: %v", d.Name, err)
					}
				case err == nil:
					t.Errorf("%s: no error: %s", d.Name, text)
				case !strings.Contains(err.Error(), tt.want):
					t.Errorf("%s: %v: want %q in it", d.Name, err, tt.want)
				}
			}
		})
	}
}
