package mysql

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// reflection makes definitions of what the catalog tells.
var reflection = &schema.Reflection{
	Dialect:    "mysql",
	TableItems: tableItems,
	ColumnOptions: func(c *schema.ColumnInfo) []schema.ColumnOption {
		if c.Options["invisible"] != "" {
			return []schema.ColumnOption{Invisible()}
		}
		return nil
	},
	IndexOptions: indexOptions,
	ViewOptions:  viewOptions,
	Numbered: func(c *schema.ColumnInfo) typemap.Type {
		return typemap.Spelled(c.Type.Kind, strings.ToUpper(c.SQLType)+" AUTO_INCREMENT")
	},
	Usual:        usualCounter,
	LocalIndexes: true,
}

// tableItems are the options of a table, by the words of CREATE TABLE. How rows are divided by ranges or
// lists is more than an option tells.
func tableItems(t *schema.TableInfo) []schema.TableItem {
	var items []schema.TableItem
	by, _, _ := strings.Cut(t.Options["partition_by"], " ")
	divided := slices.Contains([]string{"KEY", "HASH", "LINEAR"}, strings.ToUpper(by))
	for _, name := range slices.Sorted(maps.Keys(t.Options)) {
		switch {
		case slices.Contains(partitionOptions, name) && !divided:
		case slices.Contains(partitionOptions, name) || slices.Contains(tableOptions, name):
			items = append(items, option(name, t.Options[name]))
		}
	}
	return items
}

func indexOptions(i *schema.IndexInfo) []schema.IndexOption {
	var options []schema.IndexOption
	switch i.Method {
	case "":
	case "fulltext", "spatial":
		options = append(options, option("prefix", strings.ToUpper(i.Method)))
	default:
		options = append(options, Using(strings.ToUpper(i.Method)))
	}
	if i.Options["invisible"] != "" {
		options = append(options, Invisible())
	}
	lengths := map[string]int{}
	for n, p := range i.Parts {
		if p.Length > 0 {
			lengths[p.PartName(n)] = p.Length
		}
	}
	if len(lengths) > 0 {
		options = append(options, Lengths(lengths))
	}
	return options
}

func viewOptions(t *schema.TableInfo) []schema.ViewOption {
	var all []schema.ViewOption
	for _, name := range options["view"] {
		if value := t.Options[name]; value != "" {
			all = append(all, option(name, value))
		}
	}
	return all
}

// usualCounter is how a sequence of MariaDB counts by itself.
// Source: https://mariadb.com/kb/en/create-sequence/
func usualCounter(_ string, increment int64) schema.Counter {
	if increment < 0 {
		return schema.Counter{Start: -1, Min: math.MinInt64 + 1, Max: -1, Cache: 1000}
	}
	return schema.Counter{Start: 1, Min: 1, Max: math.MaxInt64 - 1, Cache: 1000}
}
