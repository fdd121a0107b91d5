package main

import (
	"github.com/gildsql/gild/expr"
)

func init() {
	enter(map[string]reading{
		"select":      func(r *reader, n node) any { return r.selection(n) },
		"label_ref":   func(r *reader, n node) any { return expr.ByName(n.text(0)) },
		"nulls_first": func(r *reader, n node) any { return r.placeNulls(n) },
		"nulls_last":  func(r *reader, n node) any { return r.placeNulls(n) },
	})
}

func (r *reader) selection(n node) expr.Query {
	n.only("cols", "from", "where", "group_by", "order_by", "having", "limit", "offset", "distinct", "add_cte",
		"label_style", "correlate", "correlate_except", "fetch", "distinct_on", "for_update", "prefixes", "suffixes",
		"hints", "statement_hints")
	o := n.options()
	s := expr.Select(r.items(o.list("cols"))...).From(r.froms(o.list("from"))...)
	for _, e := range r.exprs(o.list("where")) {
		s = s.Where(e)
	}
	s = s.GroupBy(r.exprs(o.list("group_by"))...).OrderBy(r.exprs(o.list("order_by"))...)
	for _, e := range r.exprs(o.list("having")) {
		s = s.Having(e)
	}
	if o.flag("distinct") {
		s = s.Distinct()
	}
	s = r.selectTexts(limited(r, s, o), o)
	if style := o.text("label_style"); style != "" {
		s = s.LabelStyle(labelStyles[style])
	}
	if froms := r.froms(o.list("correlate")); len(froms) > 0 {
		s = s.Correlate(froms...)
	} else if o.has("correlate") {
		s = s.CorrelateNone()
	}
	if o.has("correlate_except") {
		s = s.CorrelateExcept(r.froms(o.list("correlate_except"))...)
	}
	return s.AddCTE(r.addedCTEs(o.list("add_cte"))...)
}

var labelStyles = map[string]expr.LabelStyle{
	"disambiguate":       expr.LabelDisambiguate,
	"none":               expr.LabelNone,
	"tablename_plus_col": expr.LabelTableColumn,
}

// placeNulls reads the place of NULL in an order, of which there may be a direction.
func (r *reader) placeNulls(n node) expr.Expr {
	e := r.expr(n.arg(0))
	first := n.kind() == "nulls_first"
	if o, ok := e.(*expr.Order); ok && first {
		return o.NullsFirst()
	} else if ok {
		return o.NullsLast()
	}
	if first {
		return expr.Typed[any](e).NullsFirst()
	}
	return expr.Typed[any](e).NullsLast()
}

func (r *reader) queries(list []any) []expr.Query {
	var out []expr.Query
	for _, v := range list {
		out = append(out, r.query(v))
	}
	return out
}

// addedCTEs reads CTEs that are written without being selected from.
func (r *reader) addedCTEs(list []any) []expr.From {
	var out []expr.From
	for _, v := range list {
		n := asNode(v)
		if n.kind() != "nest" {
			out = append(out, r.from(v))
			continue
		}
		c, ok := r.from(n.arg(0)).(*expr.CTE)
		if !ok {
			malformed("nest of %s", asNode(n.arg(0)).kind())
		}
		out = append(out, expr.Nest(c))
	}
	return out
}
