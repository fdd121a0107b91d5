package compile

import (
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// update writes an UPDATE, reading top to bottom as SQL does.
func (c *Compiler) update(q *expr.UpdateClauses) {
	if !c.beginWrite("UPDATE", q.Table, &q.Writing) {
		return
	}
	values := c.updateValues(q)
	if c.err != nil {
		return
	}
	if len(values) == 0 {
		c.fail("nothing is set: give assignments with Set")
		return
	}
	others := c.others(q.Table, q.Froms, q.Where, q.Values)
	how := c.rules.DML.UpdateOthers
	c.checkOthers(q.Table, others, how, q.Where)
	all := append([]expr.From{q.Table}, others...)
	c.only(all, "RETURNING", q.Returning)
	c.enter(all)
	defer c.leave()
	c.addCTEs(q.CTEs)
	c.verb("UPDATE ", q.Table, &q.Writing)
	c.written(q.Table, &q.Writing, how.renames(q.Table, others))
	if how.InFront && len(others) > 0 {
		c.WriteString(", ")
		c.fromTables(others)
	}
	c.WriteString(" SET ")
	c.assignments(values, q.Table, how.InFront && len(others) > 0, "")
	c.outputClause(q.Table, "inserted", q.Returning)
	c.otherTables(q.Table, &q.Writing, others, how)
	c.clause(" WHERE ", q.Where, expr.OpAnd)
	c.few(&q.Few, others, how.renames(q.Table, others))
	c.returning(q.Table, q.Returning)
}

// updateValues returns what the columns are set to, in the order of SQL.
func (c *Compiler) updateValues(q *expr.UpdateClauses) []value {
	values := make([]value, len(q.Columns))
	for i, col := range q.Columns {
		values[i] = value{column: col, expr: q.Values[i]}
		c.belongs(col, q.Table)
	}
	if !q.NoDefaults {
		values = c.withDefaults(values, q.Table, (*schema.Column).UpdateDefault)
	}
	if !q.Ordered {
		inTableOrder(values, q.Table)
	}
	return values
}

// assignments writes the assignments of an UPDATE, to columns with their table if there are several.
// Values are called as their columns, with suffix behind.
func (c *Compiler) assignments(values []value, table expr.From, qualified bool, suffix string) {
	outer := c.assigning
	defer func() { c.assigning = outer }()
	c.assigning = assignment{row: true, suffix: suffix, of: func(col *expr.Column) expr.Expr {
		if i := slices.IndexFunc(values, func(v value) bool { return v.column == col }); i >= 0 {
			return values[i].expr
		}
		return nil
	}}
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		if qualified {
			c.qualifier(table)
		}
		c.assigned(v.column, table)
		c.writeByte('=')
		c.assigning.unfolded = append(c.assigning.unfolded[:0], v.column)
		c.setValue(v.column, v.expr, suffix)
	}
}
