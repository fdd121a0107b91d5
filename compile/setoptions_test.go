package compile_test

import (
	"testing"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestSetOptions: options of a table that is there, where the database changes them, and mistakes.
func TestSetOptions(t *testing.T) {
	table := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("a", typemap.Integer()))
	set := func(options ...schema.Setting) *schema.SetOptions {
		return &schema.SetOptions{Table: table, Options: options}
	}
	const fixed = "error:options are part of a table from its beginning here"
	checkSix(t, []written{
		{"set", set(schema.Setting{Name: "fillfactor", Value: "70"}), each{"": fixed,
			"postgresql": "ALTER TABLE t SET (fillfactor = 70)", "mysql": "ALTER TABLE t FILLFACTOR=70", "mariadb": "ALTER TABLE t FILLFACTOR=70"}},
		{"as usual", set(schema.Setting{Name: "row_format"}), each{"": fixed,
			"postgresql": "ALTER TABLE t RESET (row_format)", "mysql": "ALTER TABLE t ROW_FORMAT=DEFAULT", "mariadb": "ALTER TABLE t ROW_FORMAT=DEFAULT"}},
		{"nothing", set(), each{"": fixed, "postgresql": "error:no options", "mysql": "error:no options", "mariadb": "error:no options"}},
		{"no plain word", set(schema.Setting{Name: "engine", Value: "a; DROP TABLE t"}), each{"": fixed,
			"postgresql": "error:engine", "mysql": "error:engine", "mariadb": "error:engine"}},
		{"no table", &schema.SetOptions{Options: []schema.Setting{{Name: "a", Value: "b"}}}, each{"": fixed, "postgresql": "error:table", "mysql": "error:table", "mariadb": "error:table"}},
	})
}
