package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestTableSettings changes options of a table to what a definition has, and back. What it does not have stays.
func TestTableSettings(t *testing.T) {
	created := map[string]string{
		"postgresql": "CREATE TABLE tab (name TEXT NOT NULL) WITH (fillfactor = 50, autovacuum_enabled = false)",
		"mariadb":    "CREATE TABLE tab (name VARCHAR(20) NOT NULL) ENGINE=MyISAM CHARACTER SET latin1 COLLATE latin1_bin MAX_ROWS=1000",
	}
	wanted := map[string][]schema.TableItem{
		"postgresql": {postgres.With(map[string]any{"fillfactor": 70, "parallel_workers": 2})},
		"mariadb":    {mysql.Engine("InnoDB"), mysql.Charset("utf8mb4"), mysql.RowFormat("COMPACT")},
	}
	statements := map[string]string{
		"postgresql": "ALTER TABLE tab SET (fillfactor = 70), SET (parallel_workers = 2)",
		"mariadb":    "ALTER TABLE tab CHARSET=utf8mb4, ENGINE=innodb, ROW_FORMAT=compact; ALTER TABLE tab MODIFY COLUMN name VARCHAR(20) NOT NULL",
	}
	each(t, created, func(t *testing.T, db database) {
		before := db.settings(t)
		name := map[string]typemap.Type{"postgresql": typemap.Text(), "mariadb": typemap.String(20)}[db.name]
		items := append(wanted[db.name], schema.NewColumn("name", name, schema.NotNull()))
		m := schema.NewMetaData()
		schema.NewTable(m, "tab", items...)
		d := db.diff(t, m)
		all, err := d.Statements()
		check(t, err)
		var texts []string
		for _, s := range all {
			text, err := gild.LiteralSQL(s, db.Dialect)
			check(t, err)
			texts = append(texts, text)
		}
		if got := strings.Join(texts, "; "); got != statements[db.name] {
			t.Errorf("statements\n%s\nwant\n%s", got, statements[db.name])
		}
		check(t, d.Apply(context.Background(), db))
		db.agrees(t, "changed", m)
		back, err := d.Reverse()
		check(t, err)
		check(t, back.Apply(context.Background(), db))
		if after := db.settings(t); after != before {
			t.Errorf("back:\n%s\nwas\n%s", after, before)
		}
	})
}

// settings is what the database says of the options of a table.
func (db database) settings(t *testing.T) string {
	t.Helper()
	query := "SELECT array_to_string(ARRAY(SELECT unnest(reloptions) ORDER BY 1), ' ') FROM pg_class WHERE oid = 'tab'::regclass"
	if db.name == "mariadb" {
		query = "SELECT concat_ws(' ', engine, table_collation, create_options) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'tab'"
	}
	var text string
	check(t, db.QueryRow(query).Scan(&text))
	return text
}

// TestNamelessThereAndBack: constraints that a definition gives no names get some when they come to a table that is there,
// and go by them.
func TestNamelessThereAndBack(t *testing.T) {
	text := "CREATE TABLE other (id INTEGER NOT NULL UNIQUE);\nCREATE TABLE tab (a INTEGER NOT NULL, b INTEGER NOT NULL, UNIQUE (b))"
	each(t, map[string]string{"sqlite": text, "postgresql": text, "mariadb": text}, func(t *testing.T, db database) {
		was := db.reflect(t, gild.ReflectOptions{})
		m := schema.NewMetaData()
		schema.NewTable(m, "other", schema.NewColumn("id", typemap.Integer(), schema.NotNull()), schema.NewUnique("id"))
		schema.NewTable(m, "tab",
			schema.NewColumn("a", typemap.Integer(), schema.NotNull()),
			schema.NewColumn("b", typemap.Integer(), schema.NotNull(), schema.References("other.id")),
			schema.NewUnique("b"), schema.NewUnique("a", "b"), schema.NewUnique("a"), schema.NewCheck("a > 1"), schema.NewCheck("a > b"))
		d := db.diff(t, m)
		check(t, d.Apply(context.Background(), db))
		db.agrees(t, "there", m)
		back, err := d.Reverse()
		check(t, err)
		check(t, back.Apply(context.Background(), db))
		db.agrees(t, "back", was)
	})
}
