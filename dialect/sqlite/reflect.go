package sqlite

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
)

// reflection makes definitions of what the catalog tells.
var reflection = &schema.Reflection{
	Dialect:    "sqlite",
	TableItems: tableItems,
	// Virtual tables, and the tables in which their modules keep what they know.
	// Source: https://www.sqlite.org/vtab.html#xshadowname
	LeaveOut: func(t *schema.TableInfo, all []schema.TableInfo) bool {
		return t.Options["using"] != "" || slices.ContainsFunc(all, func(other schema.TableInfo) bool {
			return other.Options["using"] != "" && strings.HasPrefix(t.Name.Name, other.Name.Name+"_")
		})
	},
}

func tableItems(t *schema.TableInfo) []schema.TableItem {
	var items []schema.TableItem
	if slices.ContainsFunc(t.Columns, func(c schema.ColumnInfo) bool { return c.Options["autoincrement"] != "" }) {
		items = append(items, Autoincrement())
	}
	if t.Options["without_rowid"] != "" {
		items = append(items, WithoutRowID())
	}
	if t.Options["strict"] != "" {
		items = append(items, Strict())
	}
	return items
}
