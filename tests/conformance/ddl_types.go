package main

import (
	"github.com/gildsql/gild/schema"
)

func init() {
	column := func(r *reader, n node) *schema.Column {
		t := r.table(n)
		return t.Column(t.keys[n.text(1)])
	}
	enter(map[string]reading{
		"set_table_comment":       func(r *reader, n node) any { return &schema.SetComment{On: r.table(n).Table} },
		"drop_table_comment":      func(r *reader, n node) any { return &schema.DropComment{On: r.table(n).Table} },
		"set_column_comment":      func(r *reader, n node) any { return &schema.SetComment{On: column(r, n)} },
		"drop_column_comment":     func(r *reader, n node) any { return &schema.DropComment{On: column(r, n)} },
		"set_constraint_comment":  func(r *reader, n node) any { return &schema.SetComment{On: r.constraintOf(n)} },
		"drop_constraint_comment": func(r *reader, n node) any { return &schema.DropComment{On: r.constraintOf(n)} },
		"create_table_as": func(r *reader, n node) any {
			o := n.options()
			return &schema.CreateTableAs{
				Schema: o.text("schema"), Name: n.text(1), Query: r.query(n.arg(0)),
				Temporary: o.flag("temporary"), IfNotExists: o.flag("if_not_exists"),
			}
		},
		"create_view": func(r *reader, n node) any {
			v := schema.NewView(schema.NewMetaData(), n.text(1), r.query(n.arg(0)), viewOptions(n.options())...)
			return &schema.CreateView{View: v, OrReplace: n.options().flag("or_replace")}
		},
		"drop_view": func(_ *reader, n node) any {
			o := n.options()
			v := &schema.View{Schema: o.text("schema"), Name: n.text(0), Materialized: o.flag("materialized")}
			return &schema.DropView{View: v, IfExists: o.flag("if_exists")}
		},
		"create_enum":   func(_ *reader, n node) any { return &schema.CreateEnum{Type: typeOf(asNode(n.arg(0)))} },
		"drop_enum":     func(_ *reader, n node) any { return &schema.DropEnum{Type: typeOf(asNode(n.arg(0)))} },
		"create_domain": func(_ *reader, n node) any { return &schema.CreateDomain{Domain: domainOf(asNode(n.arg(0)))} },
		"drop_domain":   func(_ *reader, n node) any { return &schema.DropDomain{Domain: domainOf(asNode(n.arg(0)))} },
	})
}

func viewOptions(o options) []schema.ViewOption {
	var list []schema.ViewOption
	if in := o.text("schema"); in != "" {
		list = append(list, schema.ViewIn(in))
	}
	if o.flag("temporary") {
		list = append(list, schema.TemporaryView())
	}
	if o.flag("materialized") {
		list = append(list, schema.Materialized())
	}
	return list
}

func domainOf(n node) *schema.Domain {
	o := n.options()
	d := &schema.Domain{
		Schema: o.text("schema"), Name: n.text(0), Base: typeOf(asNode(n.arg(1))), NotNull: o.flag("not_null"),
		Collation: o.text("collation"),
	}
	if check := o.text("check"); check != "" {
		d.Checks = []schema.DomainCheck{{Name: o.text("constraint_name"), SQL: check}}
	}
	if def := o["default"]; def != nil {
		d.Default = quotedText(def)
	}
	return d
}

// quotedText is a default that is given as text, as a literal; other values as they are.
func quotedText(v any) string {
	if n, ok := v.([]any); ok {
		return asNode(n).text(0)
	}
	return "'" + asText(v) + "'"
}
