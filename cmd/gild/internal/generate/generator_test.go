package generate

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// sourceOf is a source with a table of one column and options.
func sourceOf(options map[string]string) Source {
	return Source{Dialect: "mysql", Reflection: mysql.Dialect.Inspector.Reflection, Tables: []schema.TableInfo{{
		Name: schema.Name{Name: "t"}, Kind: schema.RelationTable, Options: options,
		Columns: []schema.ColumnInfo{{Name: "id", Type: typemap.Integer(), SQLType: "int"}},
	}}}
}

// textOf is all that is generated.
func textOf(t *testing.T, s Source) string {
	t.Helper()
	files, err := Generate(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range files {
		b.Write(f.Text)
	}
	return b.String()
}

// TestPartitionsLeftOut: how rows are divided is written where an option tells all of it, and else a comment says that it is not.
func TestPartitionsLeftOut(t *testing.T) {
	const left, option = "Not in the definition: its partitions by ", `"partition_by"`
	for by, kept := range map[string]bool{"HASH (`id`)": true, "LINEAR KEY (`id`)": true, "RANGE (`id`)": false, "LIST  COLUMNS(`id`)": false} {
		text := textOf(t, sourceOf(map[string]string{"engine": "InnoDB", "partition_by": by, "partitions": "2"}))
		if strings.Contains(text, option) != kept || strings.Contains(text, left+by) == kept || !strings.Contains(text, `"engine"`) {
			t.Errorf("%s:\n%s", by, text)
		}
	}
}

// TestUnknownOptions: what no Go can be written of is an error, and is not left out.
func TestUnknownOptions(t *testing.T) {
	s := sourceOf(nil)
	s.Reflection = &schema.Reflection{Dialect: "mysql", TableItems: func(*schema.TableInfo) []schema.TableItem {
		return []schema.TableItem{schema.Temporary(), schema.DialectOption("mysql", "odd", struct{}{})}
	}}
	_, err := Generate(s, Options{})
	for _, want := range []string{"no Go for the option", "option odd of mysql"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
