package main

import (
	"encoding/json"

	"github.com/gildsql/gild/expr"
)

var setOperations = map[string]func(queries ...expr.Query) *expr.CompoundStmt{
	"union": expr.Union, "union_all": expr.UnionAll,
	"intersect": expr.Intersect, "intersect_all": expr.IntersectAll,
	"except": expr.Except, "except_all": expr.ExceptAll,
}

func init() {
	readings := map[string]reading{}
	for kind := range setOperations {
		readings[kind] = func(r *reader, n node) any { return r.setOperation(n) }
	}
	enter(readings)
}

func (r *reader) combined(kind string, queries []expr.Query) expr.Query {
	return setOperations[kind](queries...)
}

func (r *reader) setOperation(n node) expr.Query {
	n.only("order_by", "limit", "offset", "fetch", "for_update", "group_by", "add_cte")
	o := n.options()
	s := setOperations[n.kind()](r.queries(asList(n.arg(0)))...)
	s = s.GroupBy(r.exprs(o.list("group_by"))...).OrderBy(r.exprs(o.list("order_by"))...)
	s = limited(r, s, o)
	if o.has("for_update") {
		s = s.ForUpdate(r.lock(o)...)
	}
	return s.AddCTE(r.addedCTEs(o.list("add_cte"))...)
}

// limitable is a query of which a part of the rows can be kept.
type limitable[S any] interface {
	Limit(n int) S
	LimitExpr(n expr.Expr) S
	Offset(n int) S
	OffsetExpr(n expr.Expr) S
	Fetch(n int, options ...expr.FetchOption) S
	FetchExpr(n expr.Expr, options ...expr.FetchOption) S
}

// limited reads what keeps a part of the rows.
func limited[S limitable[S]](r *reader, s S, o options) S {
	if v, ok := o["limit"]; ok {
		if n, ok := count(v); ok {
			s = s.Limit(n)
		} else {
			s = s.LimitExpr(r.expr(v))
		}
	}
	if v, ok := o["offset"]; ok {
		if n, ok := count(v); ok {
			s = s.Offset(n)
		} else {
			s = s.OffsetExpr(r.expr(v))
		}
	}
	if f, ok := o["fetch"].(map[string]any); ok {
		how := []expr.FetchOption{}
		if options(f).flag("with_ties") {
			how = append(how, expr.WithTies())
		}
		if options(f).flag("percent") {
			how = append(how, expr.Percent())
		}
		if n, ok := count(f["count"]); ok {
			s = s.Fetch(n, how...)
		} else {
			s = s.FetchExpr(r.expr(f["count"]), how...)
		}
	}
	return s
}

// count reads a number of rows that is no expression: a number, or a bound one without options.
func count(v any) (int, bool) {
	if isNode(v) && isPlain(asNode(v)) {
		v = asNode(v).arg(0)
	}
	if _, ok := v.(json.Number); !ok {
		return 0, false
	}
	return asInt(v), true
}

// lock reads for_update.
func (r *reader) lock(all options) []expr.LockOption {
	given, _ := all["for_update"].(map[string]any)
	o := options(given)
	var out []expr.LockOption
	for name, option := range map[string]expr.LockOption{
		"read": expr.LockShared(), "nowait": expr.LockNoWait(),
		"skip_locked": expr.LockSkipLocked(), "key_share": expr.LockKeyShare(),
	} {
		if o.flag(name) {
			out = append(out, option)
		}
	}
	return append(out, expr.LockOf(r.items(o.list("of"))...))
}

// selectTexts reads DISTINCT ON, the lock and the texts of a SELECT.
func (r *reader) selectTexts(s *expr.SelectStmt, o options) *expr.SelectStmt {
	if on := r.exprs(o.list("distinct_on")); len(on) > 0 {
		s = s.DistinctOn(on...)
	}
	if o.has("for_update") {
		s = s.ForUpdate(r.lock(o)...)
	}
	for _, t := range textsFor(o.list("prefixes")) {
		s = s.Prefix(t.text, t.dialect)
	}
	for _, t := range textsFor(o.list("suffixes")) {
		s = s.Suffix(t.text, t.dialect)
	}
	for _, t := range textsFor(o.list("statement_hints")) {
		s = s.StatementHint(t.text, t.dialect)
	}
	for _, v := range o.list("hints") {
		hint := asList(v)
		for _, t := range textsFor([]any{hint[1:]}) {
			s = s.Hint(r.from(hint[0]), t.text, t.dialect)
		}
	}
	return s
}
