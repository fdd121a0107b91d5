package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

func (c *Compiler) insert(q *expr.InsertClauses) {
	c.construct, c.operation = "INSERT", "INSERT"
	if !c.target(q.Table, q.Err) {
		return
	}
	c.only(nil, "a value", q.Values)
	c.WriteString("INSERT INTO ")
	c.Node(q.Table)
	c.enter(nil)
	defer c.leave()
	if len(q.Columns) == 0 {
		c.WriteString(c.rules.DML.EmptyInsert)
		c.returning(q.Table, q.Returning)
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
	c.returning(q.Table, q.Returning)
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
	if !c.target(q.Table, q.Err) {
		return
	}
	if len(q.Columns) == 0 {
		c.fail("nothing is set: give assignments with Set")
		return
	}
	c.only(q.Table, "a value", q.Values)
	c.enter([]expr.From{q.Table})
	defer c.leave()
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
	c.returning(q.Table, q.Returning)
}

func (c *Compiler) delete(q *expr.DeleteClauses) {
	c.construct, c.operation = "DELETE", "DELETE"
	if !c.target(q.Table, nil) {
		return
	}
	c.enter([]expr.From{q.Table})
	defer c.leave()
	c.WriteString("DELETE FROM ")
	c.Node(q.Table)
	c.where(q.Table, q.Where)
	c.returning(q.Table, q.Returning)
}

// target checks and notes the table that a statement writes to, and reports a mistake made
// while the statement was built.
func (c *Compiler) target(table expr.From, mistake error) bool {
	switch f := table.(type) {
	case nil:
		c.fail("a statement without a table")
	case *expr.Invalid:
		c.Fail(f.Err)
	case *expr.Join:
		c.Fail(fmt.Errorf("a join (%s) cannot be written to, only a table", names([]expr.From{f})))
	}
	if mistake != nil {
		c.Fail(mistake)
	}
	if c.err != nil {
		return false
	}
	if t := tableOf(table); t != nil {
		c.collection = t.Name()
	}
	return true
}

// only checks that expressions mention no table but the one written to. A SELECT inside
// them looks after itself.
func (c *Compiler) only(table expr.From, what string, list []expr.Expr) {
	for _, e := range list {
		for _, f := range addTables(nil, e) {
			switch {
			case f == table:
			case table == nil:
				c.Fail(fmt.Errorf("%s mentions %q: an INSERT has no row to take it from, only a SELECT inside it has", what, f.FromName()))
			default:
				c.Fail(fmt.Errorf("%s mentions %q, but only %q is written to: put it into a SELECT with InSelect, Exists or ScalarOf", what, f.FromName(), table.FromName()))
			}
		}
	}
}

// where writes the condition of an UPDATE or DELETE.
func (c *Compiler) where(table expr.From, conds []expr.Expr) {
	c.only(table, "the condition", conds)
	c.clause(" WHERE ", conds, expr.OpAnd)
}

func (c *Compiler) returning(table expr.From, items []expr.Expr) {
	if len(items) == 0 {
		return
	}
	if !c.rules.DML.Returning {
		c.fail("the database has no RETURNING: select the rows in a statement of their own")
		return
	}
	if c.operation == "UPDATE" && !c.rules.DML.UpdateReturning {
		c.fail("the database has no RETURNING for UPDATE: select the rows in a statement of their own")
		return
	}
	c.only(table, "RETURNING", items)
	c.WriteString(" RETURNING ")
	c.bare = c.rules.DML.BareReturning
	c.columns = c.items(items)
	c.bare = false
}
