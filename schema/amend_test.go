package schema_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestOfType has the typed column, the definition and the table agree on the type.
func TestOfType(t *testing.T) {
	mood := typemap.Enum("mood", "sad", "ok")
	people := schema.Define[struct {
		schema.Table `gild:"people"`
		Mood         expr.Col[string]
	}](schema.NewMetaData(), schema.Amend("mood", schema.OfType(mood)))
	if err := people.Err(); err != nil {
		t.Fatal(err)
	}
	for where, got := range map[string]typemap.Type{
		"definition": people.Column("mood").Type(), "column": people.Mood.Column().Type(), "table": people.Table.Columns()[0].Type(),
	} {
		if got != mood {
			t.Errorf("%s: %#v", where, got)
		}
	}
}
