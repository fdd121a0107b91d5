package compile

import "github.com/gildsql/gild/expr"

// delete writes a DELETE, reading top to bottom as SQL does.
func (c *Compiler) delete(q *expr.DeleteClauses) {
	if !c.beginWrite("DELETE", q.Table, &q.Writing) {
		return
	}
	c.only(q.Table, "the condition", q.Where)
	c.only(q.Table, "RETURNING", q.Returning)
	c.enter([]expr.From{q.Table})
	defer c.leave()
	c.addCTEs(q.CTEs)
	c.WriteString("DELETE ")
	c.hints(q.Prefixes, "", " ")
	c.WriteString("FROM ")
	c.written(q.Table, &q.Writing)
	c.outputClause(q.Table, "deleted", q.Returning)
	c.clause(" WHERE ", q.Where, expr.OpAnd)
	c.returning(q.Table, q.Returning)
}
