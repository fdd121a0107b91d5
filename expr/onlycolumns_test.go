package expr_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestOnlyColumns: another list in the place of the old one, and nothing else changed; statements that were derived before
// stay as they are.
func TestOnlyColumns(t *testing.T) {
	m := schema.NewMetaData()
	a := schema.NewTable(m, "a", schema.NewColumn("id", typemap.Integer()), schema.NewColumn("b_id", typemap.Integer(), schema.References("b.id")))
	b := schema.NewTable(m, "b", schema.NewColumn("id", typemap.Integer()), schema.NewColumn("name", typemap.Text()))
	base := expr.Select(a, b.C("name")).Join(b).Where(a.C("id").Gt(1)).OrderBy(b.C("id")).Limit(5)
	for _, tt := range []struct {
		stmt *expr.SelectStmt
		want string
	}{
		{base.OnlyColumns(b.C("id")), "SELECT b.id FROM a JOIN b ON b.id = a.b_id WHERE a.id > :id_1 ORDER BY b.id LIMIT :param_1"},
		{base.OnlyColumns(a).Columns(b.C("id")), "SELECT a.id, a.b_id, b.id AS id_1 FROM a JOIN b ON b.id = a.b_id WHERE a.id > :id_2 ORDER BY b.id LIMIT :param_1"},
		{expr.Select(a.C("id"), b.C("id")).OnlyColumns(b.C("name")), "SELECT b.name FROM b"},
		{base, "SELECT a.id, a.b_id, b.name FROM a JOIN b ON b.id = a.b_id WHERE a.id > :id_1 ORDER BY b.id LIMIT :param_1"},
	} {
		if got := tt.stmt.String(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}
