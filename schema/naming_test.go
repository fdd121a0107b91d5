package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestChecksBesideColumns: a tag has no place for the name of a check, which the convention wants; and has the words of
// SQL in letters of either case.
func TestChecksBesideColumns(t *testing.T) {
	m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	schema.Define[struct {
		schema.Table `gild:"lines"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Qty          expr.Col[int64]  `gild:"qty,check=qty > 0"`
		Up           expr.Null[int64] `gild:"up,fk=lines.id,ondelete=set null,onupdate=Cascade"`
	}](m, schema.Amend("id", schema.CheckColumn("id < 9", schema.Named("small"))))
	if err := m.Err(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range m.Table("lines").Checks() {
		names = append(names, c.Name)
	}
	for _, c := range []string{"qty", "id"} {
		for _, c := range m.Table("lines").Column(c).Checks() {
			names = append(names, c.Name)
		}
	}
	if want := []string{"ck_lines_qty", "ck_lines_small"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
	fk := m.Table("lines").ForeignKeys()[0]
	if fk.OnDelete != schema.SetNull || fk.OnUpdate != schema.Cascade {
		t.Errorf("%q %q", fk.OnDelete, fk.OnUpdate)
	}

	m = schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	schema.NewTable(m, "t", schema.NewColumn("a", typemap.Integer(), schema.CheckColumn("a > 0"), schema.CheckColumn("a < 9")))
	if err := m.Err(); err == nil || !strings.Contains(err.Error(), "use Named") {
		t.Errorf("two checks of one name: %v", err)
	}
}
