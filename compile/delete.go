package compile

import "github.com/gildsql/gild/expr"

// delete writes a DELETE, reading top to bottom as SQL does.
func (c *Compiler) delete(q *expr.DeleteClauses) {
	if !c.beginWrite("DELETE", q.Table, &q.Writing) {
		return
	}
	others := c.others(q.Table, q.Froms, q.Where)
	how := c.rules.DML.DeleteOthers
	c.checkOthers(q.Table, others, how, q.Where)
	all := append([]expr.From{q.Table}, others...)
	c.only(all, "RETURNING", q.Returning)
	c.enter(all)
	defer c.leave()
	c.addCTEs(q.CTEs)
	c.verb("DELETE ", q.Table, &q.Writing)
	c.WriteString("FROM ")
	c.written(q.Table, &q.Writing, how.renames(q.Table, others))
	c.outputClause(q.Table, "deleted", q.Returning)
	c.otherTables(q.Table, &q.Writing, others, how)
	c.clause(" WHERE ", q.Where, expr.OpAnd)
	c.few(&q.Few, others, how.renames(q.Table, others))
	c.returning(q.Table, q.Returning)
}
