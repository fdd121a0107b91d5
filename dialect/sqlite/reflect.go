package sqlite

import (
	"slices"

	"github.com/gildsql/gild/schema"
)

// reflection makes definitions of what the catalog tells.
var reflection = &schema.Reflection{
	Dialect:    "sqlite",
	TableItems: tableItems,
	KeyOptions: keyOptions,
	ColumnOptions: func(c *schema.ColumnInfo) []schema.ColumnOption {
		if how := c.Options[onNull]; how != "" {
			return []schema.ColumnOption{OnConflictNotNull(how)}
		}
		return nil
	},
	LeaveOut: func(t *schema.TableInfo, _ []schema.TableInfo) bool {
		return t.Options["shadow"] != ""
	},
	Part: func(t *schema.TableInfo) bool { return t.Options["using"] != "" },
}

// keyOptions are what a key has besides its columns.
func keyOptions(k *schema.KeyInfo) []schema.ConstraintOption {
	var options []schema.ConstraintOption
	if k.OnConflict != "" {
		options = append(options, OnConflict(k.OnConflict))
	}
	collations, desc := map[string]string{}, []string(nil)
	for _, p := range k.Parts {
		if p.Collation != "" {
			collations[p.Column] = p.Collation
		}
		if p.Desc {
			desc = append(desc, p.Column)
		}
	}
	if len(collations) > 0 {
		options = append(options, Collations(collations))
	}
	if desc != nil {
		options = append(options, Descending(desc...))
	}
	return options
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
