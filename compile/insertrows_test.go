package compile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestRowsWithoutValue: a row that gives a column of the first one no value has the column's default, if gild
// sends it.
func TestRowsWithoutValue(t *testing.T) {
	notes := schema.NewTable(schema.NewMetaData(), "notes",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("text", typemap.Text()),
		schema.NewColumn("kind", typemap.String(10), schema.Default("plain")),
		schema.NewColumn("place", typemap.Integer(), schema.ServerDefault(1)),
	)
	id, text, kind, place := notes.C("id"), notes.C("text"), notes.C("kind"), notes.C("place")
	full := []expr.Assignment{kind.Set("other"), id.Set(1), text.Set("a")}
	lacks := []expr.Assignment{text.Set("b"), id.Set(2)}

	got, args, err := postgres.Dialect.SQL(expr.Insert(notes).Rows(full, lacks, full))
	const want = "INSERT INTO notes (id, text, kind) VALUES ($1, $2, $3), ($4, $5, $6), ($7, $8, $9)"
	if err != nil || strings.Join(strings.Fields(got), " ") != want || len(args) != 9 || args[5] != "plain" {
		t.Errorf("%s %v, %v", got, args, err)
	}
	for name, stmt := range map[string]expr.Statement{
		"no default":       expr.Insert(notes).Rows(full, []expr.Assignment{kind.Set("x"), id.Set(2)}),
		"a server's":       expr.Insert(notes).Rows([]expr.Assignment{id.Set(1), place.Set(1)}, []expr.Assignment{id.Set(2)}),
		"without defaults": expr.Insert(notes).Rows(full, lacks).WithoutDefaults(),
	} {
		var missing *expr.NoValueError
		if _, _, err := postgres.Dialect.SQL(stmt); !errors.As(err, &missing) || missing.Row != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := postgres.Dialect.SQL(expr.Insert(notes).Rows(lacks, full)); err == nil {
		t.Error("a row with more columns than the first: no error")
	}
}
