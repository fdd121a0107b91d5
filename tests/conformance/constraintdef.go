package main

import (
	"encoding/json"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

func (d *tableDef) primaryKey(n node) schema.TableItem {
	return schema.NewPrimaryKey(d.names(asList(n.arg(0)))...).With(d.constraintOptions(n.optionsAt(1))...)
}

// constraint reads a constraint or an index.
func (d *tableDef) constraint(n node) schema.TableItem {
	switch n.kind() {
	case "unique":
		u := schema.NewUnique(d.names(asList(n.arg(0)))...).With(d.constraintOptions(n.optionsAt(1))...)
		return d.known(u, n.optionsAt(1))
	case "check":
		options := d.constraintOptions(n.optionsAt(1))
		if text, ok := n.arg(0).(string); ok {
			return d.known(schema.NewCheck(text, options...), n.optionsAt(1))
		}
		return d.known(schema.NewCheckExpr(d.r.expr(n.arg(0)), options...), n.optionsAt(1))
	case "fk":
		return d.known(d.foreignKey(n), n.optionsAt(2))
	case "exclude":
		return d.known(d.exclude(n), n.optionsAt(1))
	case "index":
		return d.index(n)
	}
	unsupported("a %s in a table", n.kind())
	return nil
}

// known enters a constraint by its id.
func (d *tableDef) known(c schema.Constraint, o options) schema.Constraint {
	if id := o.text("id"); id != "" {
		d.table.constraints[id] = c
	}
	return c
}

func (d *tableDef) constraintOptions(o options) []schema.ConstraintOption {
	var list []schema.ConstraintOption
	if name := o.text("name"); name != "" {
		list = append(list, schema.Named(name))
	}
	if comment := o.text("comment"); comment != "" {
		list = append(list, schema.Comment(comment))
	}
	if deferrable, given := o["deferrable"].(bool); given {
		list = append(list, map[bool]schema.ConstraintOption{true: schema.Deferrable(), false: schema.NotDeferrable()}[deferrable])
	}
	switch o.text("initially") {
	case "DEFERRED", "deferred":
		list = append(list, schema.InitiallyDeferred())
	case "IMMEDIATE", "immediate":
		list = append(list, schema.InitiallyImmediate())
	}
	if o.flag("postgresql_not_valid") {
		list = append(list, schema.NotValid())
	}
	for _, option := range d.dialectOptions(o, true) {
		list = append(list, option)
	}
	return list
}

func (d *tableDef) foreignKeyOptions(o options) []schema.ForeignKeyOption {
	var list []schema.ForeignKeyOption
	for _, option := range d.constraintOptions(o) {
		list = append(list, option)
	}
	if action := o.text("ondelete"); action != "" {
		list = append(list, schema.OnDelete(schema.Action(action)))
	}
	if action := o.text("onupdate"); action != "" {
		list = append(list, schema.OnKeyUpdate(schema.Action(action)))
	}
	if match := o.text("match"); match != "" {
		list = append(list, schema.Match(match))
	}
	if o.flag("use_alter") {
		list = append(list, schema.UseAlter())
	}
	return list
}

func (d *tableDef) foreignKey(n node) *schema.ForeignKey {
	var table string
	var columns []string
	for _, target := range asList(n.arg(1)) {
		t, c := d.target(asText(target))
		table, columns = t, append(columns, c)
	}
	return schema.NewForeignKey(d.names(asList(n.arg(0))), table, columns, d.foreignKeyOptions(n.optionsAt(2))...)
}

func (d *tableDef) index(n node) *schema.Index {
	o := n.optionsAt(2)
	i := schema.NewIndex(n.name(0))
	for _, part := range asList(n.arg(1)) {
		if key, ok := part.(string); ok {
			i.Parts = append(i.Parts, schema.IndexKey{Column: d.names([]any{key})[0]})
		} else {
			i.On(d.r.expr(part))
		}
	}
	if o.flag("unique") {
		i.With(schema.UniqueIndex())
	}
	for _, option := range d.dialectOptions(o, true) {
		i.With(option)
	}
	if id := o.text("id"); id != "" {
		d.table.indexes[id] = i
	}
	return i
}

func (d *tableDef) exclude(n node) *schema.Exclude {
	o := n.optionsAt(1)
	ops, _ := o["ops"].(map[string]any)
	var parts []schema.ExcludePart
	for _, v := range asList(n.arg(0)) {
		what, operator := asPair(v)
		p := schema.ExcludePart{Operator: asText(operator)}
		if key, ok := what.(string); ok {
			p.Column = d.names([]any{key})[0]
			p.Class, _ = ops[key].(string)
		} else {
			p.Expr = d.r.expr(what)
		}
		parts = append(parts, p)
	}
	e := schema.NewExclude(parts...).With(d.constraintOptions(o)...)
	if using := o.text("using"); using != "" {
		e.Using = using
	}
	if o.has("where") {
		e.For(d.r.expr(o["where"]))
	}
	return e
}

// optionValue reads the value of a dialect's option as gild has it.
func (d *tableDef) optionValue(name string, v any) any {
	switch v := v.(type) {
	case json.Number:
		return asInt(v)
	case map[string]any:
		return optionMap(name, v)
	case []any:
		if name == "where" {
			return d.r.expr(v)
		}
		return d.names(v)
	}
	return v
}

func optionMap(name string, v map[string]any) any {
	switch name {
	case "ops":
		classes := map[string]string{}
		for key, class := range v {
			classes[key] = asText(class)
		}
		return classes
	case "length":
		lengths := map[string]int{}
		for key, n := range v {
			lengths[key] = asInt(n)
		}
		return lengths
	}
	return v
}

// sequenceOf reads the options of a sequence, or of an identity.
func sequenceOf(name string, o options) *expr.Sequence {
	number := func(key string) *int64 {
		if _, ok := o[key].(json.Number); !ok {
			return nil
		}
		n := int64(asInt(o[key]))
		return &n
	}
	s := expr.NewSequence(name).In(o.text("schema"))
	s.Start, s.Increment, s.Min, s.Max, s.Cache = number("start"), number("increment"), number("minvalue"), number("maxvalue"), number("cache")
	s.NoMin, s.NoMax = o.flag("nominvalue"), o.flag("nomaxvalue")
	if cycle, given := o["cycle"].(bool); given {
		s.Cycle, s.NoCycle = cycle, !cycle
	}
	if o.has("data_type") {
		s.Typ = typeOf(asNode(o["data_type"]))
	}
	return s
}
