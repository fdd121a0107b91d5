package main

import "github.com/gildsql/gild/expr"

// mirrored are the comparisons as they read from the right.
var mirrored = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// A comparison in the recorded statements went through Python, which asks the right operand
// first when its class is derived from that of the left one: a table's column beside a column
// that is of no table, a known function beside another. The text then has them the other way
// round. reflects tells whether that is so.
func reflects(kind string, left expr.Expr, right any) bool {
	e, ok := right.(expr.Expr)
	if !ok || mirrored[kind] == "" {
		return false
	}
	l, r := expr.Canonical(left), expr.Canonical(e)
	if isPlainColumn(l) {
		return isTableColumn(r)
	}
	a, ok := l.(*expr.Call)
	b, isCall := r.(*expr.Call)
	return ok && isCall && !isKnown(a) && isKnown(b)
}

// isTableColumn reports whether e is a column that comes from a table's definition.
func isTableColumn(e expr.Expr) bool {
	c, ok := e.(*expr.Column)
	return ok && c.Origin() != nil && isDefined(c.Origin())
}

// isDefined reports whether a column is one of the fixture or of a case's own tables.
func isDefined(c *expr.Column) bool {
	_, ok := c.Table().(expr.Fixed)
	return ok
}

// isPlainColumn reports whether e is a column that comes from no table's definition.
func isPlainColumn(e expr.Expr) bool {
	switch e := e.(type) {
	case *expr.Column:
		return !isTableColumn(e)
	case *expr.BareColumn, *expr.RawExpr:
		return true
	}
	return false
}

// knownFunctions are those with a class of their own.
var knownFunctions = map[string]bool{}

func init() {
	for _, name := range []string{
		"aggregate_strings", "array_agg", "char_length", "coalesce", "concat", "count", "cube", "cume_dist",
		"current_date", "current_time", "current_timestamp", "current_user", "dense_rank", "grouping_sets",
		"localtime", "localtimestamp", "max", "min", "mode", "next_value", "now", "percent_rank",
		"percentile_cont", "percentile_disc", "pow", "random", "rank", "rollup", "session_user", "sum",
		"sysdate", "user",
	} {
		knownFunctions[name] = true
	}
}

func isKnown(c *expr.Call) bool { return knownFunctions[c.Name] }
