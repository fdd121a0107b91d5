package sqlite

import (
	"slices"

	"github.com/gildsql/gild/schema"
)

// reflection makes definitions of what the catalog tells.
var reflection = &schema.Reflection{
	Dialect:    "sqlite",
	TableItems: tableItems,
	LeaveOut: func(t *schema.TableInfo, _ []schema.TableInfo) bool {
		return t.Options["shadow"] != ""
	},
	Part: func(t *schema.TableInfo) bool { return t.Options["using"] != "" },
}

func tableItems(t *schema.TableInfo) []schema.TableItem {
	var items []schema.TableItem
	if slices.ContainsFunc(t.Columns, func(c schema.ColumnInfo) bool { return c.Options["autoincrement"] != "" }) {
		items = append(items, Autoincrement())
	}
	if t.Options["without_rowid"] != "" {
		items = append(items, WithoutRowID())
	}
	if using := t.Options["using"]; using != "" {
		items = append(items, Virtual(using))
	}
	if t.Options["strict"] != "" {
		items = append(items, Strict())
	}
	return items
}
