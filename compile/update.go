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
	how := c.rules.DML.UpdateOthers
	values := c.updateValues(q, how)
	if c.err != nil {
		return
	}
	if len(values) == 0 {
		c.fail("nothing is set: give assignments with Set")
		return
	}
	others := c.others(q.Table, q.Froms, q.Where, q.Values)
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

// isBeside reports whether the table of col is another one than that which is updated, and one that the
// statement is about.
func isBeside(q *expr.UpdateClauses, col *expr.Column) bool {
	if col == nil || col.Table() == q.Table || tableOf(col.Table()) == nil {
		return false
	}
	tables := allLeaves(q.Froms)
	for _, e := range q.Where {
		tables = addTables(tables, e)
	}
	return slices.Contains(tables, col.Table())
}

// columnOfAlias returns the column of the alias that is updated for one of its table, else col
// itself.
func columnOfAlias(table expr.From, col *expr.Column) *expr.Column {
	a, ok := table.(*expr.Alias)
	if !ok || col == nil || isNil(a.Of()) || col.Table() != a.Of() {
		return col
	}
	if own := expr.ColumnNamed(a, col.Key()); own != nil {
		return own
	}
	return col
}

// updateValues returns what the columns are set to, in the order of SQL: those of other tables, where
// the database updates several at once, come first.
func (c *Compiler) updateValues(q *expr.UpdateClauses, how Others) []value {
	values := make([]value, len(q.Columns))
	for i, col := range q.Columns {
		if !how.InFront || !isBeside(q, col) {
			col = columnOfAlias(q.Table, col)
			c.belongs(col, q.Table)
		}
		values[i] = value{column: col, expr: q.Values[i]}
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
		switch of := v.column.Table(); {
		case qualified:
			c.qualifier(of)
			c.assigned(v.column, of)
		default:
			c.assigned(v.column, table)
		}
		c.writeByte('=')
		c.assigning.unfolded = append(c.assigning.unfolded[:0], v.column)
		c.setValue(v.column, v.expr, suffix)
	}
}
