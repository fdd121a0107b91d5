package postgres

import (
	"math"
	"strings"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// reflection makes definitions of what the catalog tells.
var reflection = &schema.Reflection{
	Dialect:      "postgresql",
	TableItems:   tableItems,
	KeyOptions:   keyOptions,
	CheckOptions: checkOptions,
	ViewOptions:  viewOptions,
	IndexOptions: indexOptions,
	Numbered:     serial,
	Usual:        usualCounter,
	Part:         func(t *schema.TableInfo) bool { return t.Options["partition_of"] != "" },
}

// tableItems are the options of a table, by the words of CREATE TABLE.
func tableItems(t *schema.TableInfo) []schema.TableItem {
	var items []schema.TableItem
	for _, name := range []string{"tablespace", "using", "partition_by", "server"} {
		if value := t.Options[name]; value != "" {
			items = append(items, option(name, value))
		}
	}
	if t.Options["unlogged"] != "" {
		items = append(items, Unlogged())
	}
	if parents := t.Options["inherits"]; parents != "" {
		items = append(items, Inherits(strings.Split(parents, ", ")...))
	}
	if whole := t.Options["partition_of"]; whole != "" {
		items = append(items, PartitionOf(whole, t.Options["partition_bound"]))
	}
	if parameters := parametersOf(t.Options); parameters != nil {
		items = append(items, With(parameters))
	}
	return items
}

// parametersOf are the storage parameters, nil for none.
func parametersOf(options map[string]string) map[string]any {
	if options["with"] == "" {
		return nil
	}
	parameters := map[string]any{}
	for p := range strings.SplitSeq(options["with"], ", ") {
		name, value, given := strings.Cut(p, "=")
		if parameters[name] = nil; given {
			parameters[name] = value
		}
	}
	return parameters
}

func keyOptions(k *schema.KeyInfo) []schema.ConstraintOption {
	var options []schema.ConstraintOption
	if len(k.Include) > 0 {
		options = append(options, Include(k.Include...))
	}
	if k.NullsNotDistinct {
		options = append(options, NullsNotDistinct())
	}
	return options
}

func checkOptions(c *schema.CheckInfo) []schema.ConstraintOption {
	if c.NoInherit {
		return []schema.ConstraintOption{NoInherit()}
	}
	return nil
}

func viewOptions(t *schema.TableInfo) []schema.ViewOption {
	if parameters := parametersOf(t.Options); parameters != nil {
		return []schema.ViewOption{With(parameters)}
	}
	return nil
}

func indexOptions(i *schema.IndexInfo) []schema.IndexOption {
	var options []schema.IndexOption
	if i.Method != "" {
		options = append(options, Using(i.Method))
	}
	if len(i.Include) > 0 {
		options = append(options, Include(i.Include...))
	}
	if i.NullsNotDistinct {
		options = append(options, NullsNotDistinct())
	}
	classes := map[string]string{}
	for n, p := range i.Parts {
		if p.OpClass != "" {
			classes[p.PartName(n)] = p.OpClass
		}
	}
	if len(classes) > 0 {
		options = append(options, Ops(classes))
	}
	if parameters := parametersOf(i.Options); parameters != nil {
		options = append(options, With(parameters))
	}
	if space := i.Options["tablespace"]; space != "" {
		options = append(options, Tablespace(space))
	}
	return options
}

// serial is the type of a column whose numbers are those of a sequence of its own.
func serial(c *schema.ColumnInfo) typemap.Type {
	names := map[typemap.Kind]string{typemap.KindSmallInt: "SMALLSERIAL", typemap.KindInteger: "SERIAL", typemap.KindBigInt: "BIGSERIAL"}
	return typemap.Spelled(c.Type.Kind, names[c.Type.Kind])
}

// usualCounter is how a sequence counts by itself.
// Source: https://www.postgresql.org/docs/current/sql-createsequence.html
func usualCounter(sqlType string, increment int64) schema.Counter {
	least, greatest := int64(math.MinInt64), int64(math.MaxInt64)
	switch sqlType {
	case "integer":
		least, greatest = math.MinInt32, math.MaxInt32
	case "smallint":
		least, greatest = math.MinInt16, math.MaxInt16
	}
	if increment < 0 {
		return schema.Counter{Start: -1, Min: least, Max: -1, Cache: 1}
	}
	return schema.Counter{Start: 1, Min: 1, Max: greatest, Cache: 1}
}
