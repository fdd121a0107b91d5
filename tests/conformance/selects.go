package main

import (
	"github.com/gildsql/gild/expr"
)

func init() {
	enter(map[string]reading{
		"select": func(r *reader, n node) any { return r.selection(n) },
	})
}

func (r *reader) selection(n node) expr.Query {
	n.only("cols", "from", "where", "group_by", "order_by", "having", "limit", "offset", "distinct", "add_cte")
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
	if o.has("limit") {
		s = s.Limit(asInt(o["limit"]))
	}
	if o.has("offset") {
		s = s.Offset(asInt(o["offset"]))
	}
	return s.AddCTE(r.addedCTEs(o.list("add_cte"))...)
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

func (r *reader) combined(kind string, queries []expr.Query) expr.Query {
	unsupported("the kind %q", kind)
	return nil
}
