package compile

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/expr"
)

func (c *Compiler) insert(q *expr.InsertClauses) {
	c.construct, c.operation = "INSERT", "INSERT"
	if !c.target(q.Table) {
		return
	}
	if q.Err != nil {
		c.Fail(q.Err)
		return
	}
	c.WriteString("INSERT INTO ")
	c.Node(q.Table)
	if len(q.Columns) == 0 {
		c.WriteString(" DEFAULT VALUES")
		c.returning(q.Returning)
		return
	}
	c.writeByte(' ')
	c.columnNames(q.Columns, q.Table)
	c.WriteString(" VALUES ")
	for i, e := range q.Values {
		switch {
		case i == 0:
			c.writeByte('(')
		case i%len(q.Columns) == 0:
			c.WriteString("), (")
		default:
			c.WriteString(", ")
		}
		c.grouped(e)
	}
	c.writeByte(')')
	c.returning(q.Returning)
}

// columnNames writes the columns of an INSERT, without their table.
func (c *Compiler) columnNames(columns []*expr.Column, table expr.From) {
	c.writeByte('(')
	for i, col := range columns {
		if i > 0 {
			c.WriteString(", ")
		}
		c.assigned(col, table)
	}
	c.writeByte(')')
}

// assigned writes a column that is given a value.
func (c *Compiler) assigned(col *expr.Column, table expr.From) {
	switch {
	case col == nil:
		c.fail("a value for a column that belongs to no table: fill typed columns with schema.Define")
	case col.Table() != table:
		c.Fail(fmt.Errorf("column %q belongs to %q, not to %q", col.Name(), col.Table().FromName(), table.FromName()))
	default:
		c.Ident(col.Name())
	}
}

func (c *Compiler) update(q *expr.UpdateClauses) {
	c.construct, c.operation = "UPDATE", "UPDATE"
	if !c.target(q.Table) {
		return
	}
	if len(q.Columns) == 0 {
		c.fail("nothing is set: give assignments with Set")
		return
	}
	c.WriteString("UPDATE ")
	c.Node(q.Table)
	c.WriteString(" SET ")
	for i, col := range q.Columns {
		if i > 0 {
			c.WriteString(", ")
		}
		c.assigned(col, q.Table)
		c.writeByte('=')
		c.grouped(q.Values[i])
	}
	c.where(q.Table, q.Where)
	c.returning(q.Returning)
}

func (c *Compiler) delete(q *expr.DeleteClauses) {
	c.construct, c.operation = "DELETE", "DELETE"
	if !c.target(q.Table) {
		return
	}
	c.WriteString("DELETE FROM ")
	c.Node(q.Table)
	c.where(q.Table, q.Where)
	c.returning(q.Returning)
}

// target checks and notes the table that a statement writes to.
func (c *Compiler) target(table expr.From) bool {
	if table == nil {
		c.Fail(errors.New("a statement without a table"))
		return false
	}
	if t := tableOf(table); t != nil {
		c.collection = t.Name()
	}
	return true
}

// where writes the condition of an UPDATE or DELETE, which may mention other tables
// only inside a SELECT of its own.
func (c *Compiler) where(table expr.From, conds []expr.Expr) {
	for _, e := range conds {
		for _, f := range addTables(nil, e) {
			if f != table {
				c.Fail(fmt.Errorf("the condition mentions %q, but only %q is written to: put it into a SELECT with InSelect or Exists", f.FromName(), table.FromName()))
				return
			}
		}
	}
	c.enter([]expr.From{table})
	defer c.leave()
	c.clause(" WHERE ", conds, expr.OpAnd)
}

func (c *Compiler) returning(items []expr.Expr) {
	if len(items) == 0 {
		return
	}
	if !c.rules.Query.Returning {
		c.fail("the database has no RETURNING: select the rows in a statement of their own")
		return
	}
	c.WriteString(" RETURNING ")
	c.bare = c.rules.Query.BareReturning
	c.columns = c.items(items)
	c.bare = false
}
