package sqlite

import (
	"cmp"
	"strings"

	"github.com/gildsql/gild/internal/sqlform"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/schema"
)

// form is how definitions are compared: SQLite keeps them as they were written.
var form = &sqlform.Rules{Flavor: sqltext.SQLite(), FoldNames: true, Bits: true, Tight: true}

// rebuild is the way of SQLite's manual to change a table.
// Source: https://www.sqlite.org/lang_altertable.html#otheralter
var rebuild = &schema.Rebuild{
	State:   "PRAGMA foreign_keys",
	Suspend: "PRAGMA foreign_keys = OFF", Resume: "PRAGMA foreign_keys = ON",
	Begin: "PRAGMA legacy_alter_table = ON", End: "PRAGMA legacy_alter_table = OFF",
	Check: "PRAGMA foreign_key_check",
	Triggers: func(in string, t *schema.Table) string {
		return "SELECT name, sql FROM " + within(cmp.Or(in, "main"), "sqlite_master") + " WHERE type = 'trigger' AND tbl_name = '" +
			strings.ReplaceAll(t.Name(), "'", "''") + "' COLLATE NOCASE ORDER BY name"
	},
	// What is kept has the name without the schema.
	Again: func(in, text string) string {
		if in == "" {
			return text
		}
		return strings.Replace(text, "CREATE TRIGGER ", "CREATE TRIGGER "+ident(in)+".", 1)
	},
	Views: func(in string) string {
		return "SELECT name FROM " + within(in, "sqlite_master") + " WHERE type = 'view' ORDER BY name"
	},
	Reads:  func(in, view string) string { return "EXPLAIN SELECT * FROM " + within(in, view) },
	Writes: explainWrites,
	Numbers: func(in string) []string {
		numbers := strings.ReplaceAll(within(in, "sqlite_sequence"), "%", "%%")
		return []string{
			"UPDATE " + numbers + " SET seq = (SELECT seq FROM " + numbers + " WHERE name = %(from)s) WHERE name = %(to)s AND EXISTS (SELECT 1 FROM " + numbers + " WHERE name = %(from)s)",
			"INSERT INTO " + numbers + " (name, seq) SELECT %(to)s, seq FROM " + numbers + " WHERE name = %(from)s AND NOT EXISTS (SELECT 1 FROM " + numbers + " WHERE name = %(to)s)",
		}
	},
}

// within is a name behind that of its schema, empty for none.
func within(in, name string) string {
	if in == "" {
		return ident(name)
	}
	return ident(in) + "." + ident(name)
}

func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// explainWrites are statements that compile all triggers of a table, and run none.
// Source: https://www.sqlite.org/lang_explain.html
func explainWrites(in string, t *schema.Table) []string {
	name := within(in, t.Name())
	var sets []string
	for _, c := range t.Definitions() {
		if c.Computed == nil {
			sets = append(sets, ident(c.Name())+" = "+ident(c.Name()))
		}
	}
	all := []string{"EXPLAIN INSERT INTO " + name + " DEFAULT VALUES", "EXPLAIN DELETE FROM " + name}
	if sets != nil { // a virtual table may be defined without columns
		all = append(all, "EXPLAIN UPDATE "+name+" SET "+strings.Join(sets, ", "))
	}
	return all
}
