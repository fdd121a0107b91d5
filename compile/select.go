package compile

import (
	"github.com/gildsql/gild/expr"
)

// selectStmt writes a SELECT, reading top to bottom as SQL does.
func (c *Compiler) selectStmt(s *expr.SelectStmt) {
	clauses := s.Clauses()
	q := &clauses
	nested, results := len(c.scopes) > 0, c.results
	leaving := (!nested && c.operation == "" || c.operand) && !c.inCTE
	c.results, c.operand = false, false
	defer func(before bool) { c.leaving = before }(c.leaving)
	if !nested {
		c.construct, c.operation = "SELECT", "SELECT"
	}
	defer func(bare, derived bool) { c.bare, c.derived = bare, derived }(c.bare, c.derived)
	where := c.role
	c.bare, c.derived, c.role = false, where == asFrom || where == asLateral, asValue
	all := c.froms(q)
	froms := c.correlate(all, q, where)
	if c.err != nil {
		return
	}
	if !nested || results {
		c.collection = firstTable(froms)
	}
	c.enter(froms)
	defer c.leave()
	c.scopes[len(c.scopes)-1].items, c.scopes[len(c.scopes)-1].all = q.Items, all
	c.tellApart(froms)

	if c.lint {
		c.checkProduct(froms, q.Where)
	}
	c.addCTEs(q.CTEs)
	c.WriteString("SELECT")
	defer func(before map[expr.From]string) { c.tableHints = before }(c.tableHints)
	c.selectHints(q)
	c.hints(q.Prefixes, " ", "")
	c.distinct(q)
	if top := c.rules.Query.Top; top != nil && q.IsSet() {
		rows := q.RowLimit
		top(c, Rows{&rows, len(q.OrderBy) > 0, false})
	}
	if len(q.Items) > 0 {
		c.writeByte(' ')
	}
	c.leaving = leaving
	style := q.LabelStyle
	if where == asOperand {
		style = expr.LabelNone
	}
	columns := c.outputs(q.Items, style)
	c.leaving = false
	if !nested || results {
		c.columns = columns
	}
	if len(froms) > 0 {
		c.WriteString(" FROM ")
		for i, f := range froms {
			if i > 0 {
				c.WriteString(", ")
			}
			c.hinted(f)
		}
	} else if len(q.Where) > 0 && !isEmpty(q.Where) || c.rules.Query.AlwaysFrom {
		c.WriteString(c.rules.Query.NoTable)
	}
	c.clause(" WHERE ", q.Where, expr.OpAnd)
	c.clause(" GROUP BY ", q.GroupBy, expr.OpNone)
	c.clause(" HAVING ", q.Having, expr.OpAnd)
	c.windows(q)
	if !nested || !c.rules.Query.OrderNeedsLimit || q.IsSet() {
		c.orderBy(q.OrderBy)
	}
	c.limitRows(&q.RowLimit, len(q.OrderBy) > 0, false)
	c.lock(q.Lock)
	c.hints(q.StatementHints, " ", "")
	c.hints(q.Suffixes, " ", "")
}

// clause writes keyword and list, joined by the operator or, without one, by commas.
func (c *Compiler) clause(keyword string, list []expr.Expr, op expr.Op) {
	if len(list) == 0 {
		return
	}
	if op == expr.OpNone {
		c.WriteString(keyword)
		c.openList(list)
		return
	}
	if isEmpty(list) {
		return
	}
	c.WriteString(keyword)
	c.allOf(list...)
}

// isEmpty reports whether conditions are nothing but AND of none.
func isEmpty(conds []expr.Expr) bool {
	for _, e := range conds {
		k, ok := e.(*expr.Constant)
		if !ok || k == nil || !k.Empty {
			return false
		}
	}
	return true
}

// allOf writes conditions joined by AND. Those that expr.And would only put into a list are
// written without one.
func (c *Compiler) allOf(conds ...expr.Expr) {
	if c.err != nil {
		return
	}
	if !isPlainList(conds) {
		all := expr.Canonical(expr.And(conds...))
		if list, ok := all.(*expr.Logical); ok && len(conds) > 1 && list.Op == expr.OpAnd {
			c.logical(list)
			return
		}
		c.condition(all, false)
		return
	}
	if len(conds) == 1 {
		c.condition(conds[0], false)
		return
	}
	c.joined(expr.OpAnd, conds)
}

// isPlainList reports whether expr.And leaves conditions as they are: none is a list or a
// constant itself, and none alone is a truth value.
func isPlainList(conds []expr.Expr) bool {
	for _, e := range conds {
		switch e := e.(type) {
		case *expr.Binary:
			if e == nil {
				return false
			}
			continue
		case *expr.Logical:
			if e != nil && e.Op == expr.OpOr && len(e.Parts) > 1 {
				continue
			}
		case *expr.Unary:
			if e != nil && len(conds) > 1 {
				continue
			}
		}
		return false
	}
	return true
}
