package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// tableDef is a table while it is defined.
type tableDef struct {
	ts    *tables
	table *table
	r     *reader
	pk    map[string]bool // keys of a primary key listed apart
}

// note looks at an item before the columns are made.
func (d *tableDef) note(n node) {
	switch n.kind() {
	case "coldef":
		key := n.text(0)
		if k := n.optionsAt(2).text("key"); k != "" {
			key = k
		}
		d.table.keys[key] = n.text(0)
	case "pk":
		d.pk = map[string]bool{}
		for _, key := range asList(n.arg(0)) {
			d.pk[asText(key)] = true
		}
	}
}

// ownOptions reads the options of a table.
func (d *tableDef) ownOptions(o options) []schema.TableItem {
	var items []schema.TableItem
	if in := o.text("schema"); in != "" {
		items = append(items, schema.InSchema(in))
	}
	if comment := o.text("comment"); comment != "" {
		items = append(items, schema.Comment(comment))
	}
	for _, word := range o.list("prefixes") {
		items = append(items, schema.Prefixes(asText(word)))
	}
	for _, option := range d.dialectOptions(o, false) {
		items = append(items, option)
	}
	return items
}

// names returns the names of columns given by key.
func (d *tableDef) names(keys []any) []string {
	var out []string
	for _, k := range keys {
		key := asText(k)
		if name, ok := d.table.keys[key]; ok {
			key = name
		}
		out = append(out, key)
	}
	return out
}

func (d *tableDef) column(n node) schema.TableItem {
	o := n.optionsAt(2)
	var typ typemap.Type
	var list []schema.ColumnOption
	if n.arg(1) != nil {
		typ = typeOf(asNode(n.arg(1)))
		if own := asNode(n.arg(1)).options(); own.flag("create_constraint") {
			list = append(list, schema.CheckValues(schema.Named(own.text("name"))))
		}
	}
	if typ.Kind == typemap.KindUnknown && len(o.list("fk")) == 0 {
		typ = typemap.Integer()
	}
	list = append(list, d.generated(o)...)
	if nullable, given := o["nullable"].(bool); o.flag("pk") || d.pk[n.text(0)] {
		list = append(list, schema.PrimaryKey())
	} else if given && !nullable || !given && o.has("identity") {
		list = append(list, schema.NotNull())
	} else {
		list = append(list, schema.Nullable())
	}
	if fk := o.list("fk"); len(fk) > 0 {
		table, column := d.target(asText(fk[0]))
		list = append(list, schema.References(table+"."+column, d.foreignKeyOptions(second(fk))...))
	}
	list = append(list, d.flags(o)...)
	for _, option := range d.dialectOptions(o, false) {
		list = append(list, option)
	}
	return schema.NewColumn(n.text(0), typ, append(list, d.defaults(o)...)...)
}

// second is the options object behind a text.
func second(list []any) options {
	if len(list) < 2 {
		return nil
	}
	o, _ := list[1].(map[string]any)
	return o
}

// flags are what a column has or has not.
func (d *tableDef) flags(o options) []schema.ColumnOption {
	var list []schema.ColumnOption
	for name, option := range map[string]schema.ColumnOption{
		"unique": schema.UniqueColumn(), "index": schema.Indexed(), "quote": schema.QuotedName(), "autoincrement": schema.AutoIncrement(),
	} {
		if o.flag(name) {
			list = append(list, option)
		}
	}
	if auto, given := o["autoincrement"].(bool); given && !auto {
		list = append(list, schema.NoAutoIncrement())
	}
	if comment := o.text("comment"); comment != "" {
		list = append(list, schema.Comment(comment))
	}
	switch check := o["check"].(type) {
	case string:
		list = append(list, schema.CheckColumn(check))
	case []any:
		list = append(list, schema.CheckColumn(asText(check[0]), d.constraintOptions(second(check))...))
	}
	return list
}

// generated is what the database makes the values of a column from.
func (d *tableDef) generated(o options) []schema.ColumnOption {
	if identity, ok := o["identity"].(map[string]any); ok {
		numbers := sequenceOf("", options(identity))
		if options(identity).flag("always") {
			return []schema.ColumnOption{schema.IdentityAlways(numbers)}
		}
		return []schema.ColumnOption{schema.IdentityByDefault(numbers)}
	}
	if computed := o.list("computed"); len(computed) > 0 {
		persistence := schema.PersistenceAuto
		if persisted, given := second(computed)["persisted"].(bool); given {
			persistence = map[bool]schema.Persistence{true: schema.Stored, false: schema.Virtual}[persisted]
		}
		if text, ok := computed[0].(string); ok {
			return []schema.ColumnOption{schema.ComputedSQL(text, persistence)}
		}
		return []schema.ColumnOption{schema.ComputedExpr(d.r.expr(computed[0]), persistence)}
	}
	return nil
}

// defaults reads what a column has when an INSERT or an UPDATE gives nothing.
func (d *tableDef) defaults(o options) []schema.ColumnOption {
	var list []schema.ColumnOption
	switch def := o["server_default"].(type) {
	case string:
		list = append(list, schema.ServerDefault(expr.TypedVal(def, typemap.Text())))
	case []any:
		list = append(list, schema.ServerDefault(d.r.expr(def)))
	}
	if def := o["default"]; def != nil {
		list = append(list, schema.Default(d.r.operand(def)))
	}
	if name := o.text("sequence"); name != "" {
		list = append(list, schema.Default(expr.NextValue(d.r.sequence(name))))
	}
	if def := o["onupdate"]; def != nil {
		list = append(list, schema.OnUpdate(d.r.operand(def)))
	}
	return list
}

// target reads "table.column" or "schema.table.column".
func (d *tableDef) target(text string) (table, column string) {
	parts := strings.Split(text, ".")
	if len(parts) < 2 {
		malformed("%q is no column of a table", text)
	}
	last := len(parts) - 1
	table, column = parts[last-1], parts[last]
	keys := d.table.keys
	if t := d.ts.byName[table]; t != nil {
		keys = t.keys
	}
	if name, ok := keys[column]; ok {
		column = name
	}
	return strings.Join(parts[:last], "."), column
}

// keysInOrder are the names of options in the order in which they were written.
func (d *tableDef) keysInOrder(o options) []string {
	keys := slices.Sorted(maps.Keys(o))
	at := func(key string) int { return strings.Index(d.ts.text, `"`+key+`"`) }
	slices.SortStableFunc(keys, func(a, b string) int { return at(a) - at(b) })
	return keys
}

// dialectOptions reads the options called <dialect>_<option>. SQLAlchemy's MariaDB passes over most
// of those of MySQL, gild's does not; ofKey tells of an index or a key, where it does not, either.
func (d *tableDef) dialectOptions(o options, ofKey bool) []schema.Option {
	var list []schema.Option
	for _, key := range d.keysInOrder(o) {
		dialect, name, ok := strings.Cut(key, "_")
		if !ok || !slices.Contains(dialectNames, dialect) || key == "postgresql_not_valid" {
			continue
		}
		if dialect == "mysql" && d.r.dialect == "mariadb" && !(ofKey && (name == "using" || name == "with_parser")) {
			continue
		}
		list = append(list, schema.DialectOption(dialect, name, d.optionValue(name, o[key])))
	}
	return list
}
