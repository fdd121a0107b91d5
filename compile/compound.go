package compile

import (
	"fmt"
	"regexp"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

var setWords = map[expr.SetOp]string{
	expr.OpUnion: " UNION ", expr.OpUnionAll: " UNION ALL ",
	expr.OpIntersect: " INTERSECT ", expr.OpIntersectAll: " INTERSECT ALL ",
	expr.OpExcept: " EXCEPT ", expr.OpExceptAll: " EXCEPT ALL ",
}

// compound writes a set operation. What follows the queries is about all of them.
func (c *Compiler) compound(s *expr.CompoundStmt) {
	q := s.Clauses()
	top := len(c.scopes) == 0
	leaving := top && c.operation == ""
	defer func(bare bool, where role) { c.bare, c.role = bare, where }(c.bare, c.role)
	if top {
		c.construct, c.operation = "SELECT", "SELECT"
		c.enter(nil)
		defer c.leave()
	}
	c.addCTEs(q.CTEs)
	columns := c.operands(q, top, leaving)
	if c.err != nil {
		return
	}
	c.enter(nil)
	defer c.leave()
	c.scopes[len(c.scopes)-1].names = expr.SubqueryOf(s, "").Columns()
	c.bare, c.role = true, asValue
	c.clause(" GROUP BY ", q.GroupBy, expr.OpNone)
	if top || !c.rules.Query.OrderNeedsLimit || q.IsSet() {
		c.orderBy(q.OrderBy)
	}
	c.limitRows(&q.RowLimit, len(q.OrderBy) > 0, true)
	if top {
		c.columns = columns
	}
}

// setWord writes the word between two queries.
func (c *Compiler) setWord(op expr.SetOp) {
	if word := c.rules.Query.Except; op == expr.OpExcept && word != "" {
		c.WriteString(word)
		return
	}
	c.WriteString(setWords[op])
}

// operands writes the queries and returns the columns of the first one, which name the result.
func (c *Compiler) operands(q *expr.CompoundClauses, top, leaving bool) *typemap.Columns {
	if len(q.Operands) == 0 {
		c.fail("a set operation of no queries")
		return nil
	}
	where, count := c.role, 0
	var columns *typemap.Columns
	for i, e := range q.Operands {
		o, ok := e.(*expr.Operand)
		if !ok {
			c.Node(e)
			return nil
		}
		if n := len(o.Query().Outputs()); i == 0 {
			count = n
		} else if n != count {
			c.Fail(fmt.Errorf("the queries of a set operation have different numbers of columns: the first %d, number %d %d", count, i+1, n))
			return nil
		}
		if i > 0 {
			c.setWord(q.Op)
		}
		if where == asOperand && (i > 0 || len(q.OrderBy)+len(q.GroupBy) > 0) { // which name columns of the first
			where = asValue
		}
		c.role, c.results, c.operand = where, top && i == 0, leaving
		c.operandQuery(o.Query())
		if i == 0 {
			columns = c.columns
		}
		c.results, c.operand = false, false
	}
	return columns
}

// operandQuery writes one query of a set operation, in parentheses if what is at its end would be taken
// for that of the whole.
func (c *Compiler) operandQuery(q expr.Query) {
	parens := needsParens(q)
	if parens {
		c.writeByte('(')
	}
	c.with.operand = true
	c.Node(q)
	c.with.operand = false
	if parens {
		c.writeByte(')')
	}
}

func needsParens(q expr.Query) bool {
	switch q := q.(type) {
	case *expr.SelectStmt:
		clauses := q.Clauses()
		return len(clauses.OrderBy) > 0 || clauses.IsSet()
	case *expr.TextQuery: // SQLite takes no parentheses there
		text := q.Text()
		return text == nil || hasTail.MatchString(text.SQL())
	}
	return true
}

// hasTail finds what at the end of a query could be taken for that of a set operation.
var hasTail = regexp.MustCompile(`(?i)\b(order|limit|offset|fetch|for|with|union|except|intersect|minus)\b`)
