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
	Triggers: func(t *schema.Table) string {
		return "SELECT name, sql FROM " + ident(cmp.Or(t.Schema(), "main")) + ".sqlite_master WHERE type = 'trigger' AND tbl_name = '" +
			strings.ReplaceAll(t.Name(), "'", "''") + "' COLLATE NOCASE ORDER BY name"
	},
	Views:  "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name",
	Reads:  func(view string) string { return "EXPLAIN SELECT * FROM " + ident(view) },
	Writes: explainWrites,
	Numbers: []string{
		"UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = %(from)s) WHERE name = %(to)s AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %(from)s)",
		"INSERT INTO sqlite_sequence (name, seq) SELECT %(to)s, seq FROM sqlite_sequence WHERE name = %(from)s AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %(to)s)",
	},
}

func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// explainWrites are statements that compile all triggers of a table, and run none.
// Source: https://www.sqlite.org/lang_explain.html
func explainWrites(t *schema.Table) []string {
	name := ident(t.Name())
	if t.Schema() != "" {
		name = ident(t.Schema()) + "." + name
	}
	var sets []string
	for _, c := range t.Definitions() {
		if c.Computed == nil {
			sets = append(sets, ident(c.Name())+" = "+ident(c.Name()))
		}
	}
	return []string{
		"EXPLAIN INSERT INTO " + name + " DEFAULT VALUES", "EXPLAIN DELETE FROM " + name,
		"EXPLAIN UPDATE " + name + " SET " + strings.Join(sets, ", "),
	}
}
