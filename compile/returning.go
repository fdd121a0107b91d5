package compile

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// ReturningStyle is how a statement that writes gives rows back.
type ReturningStyle int

// The ways to give rows back.
const (
	ReturningNone   ReturningStyle = iota // there is none
	ReturningRows                         // RETURNING behind the statement
	ReturningOutput                       // OUTPUT inserted.column, in front of VALUES, FROM and WHERE
	ReturningInto                         // RETURNING ... INTO, whose values are parameters
)

// outputClause writes what is given back, where that stands in the middle of the statement: of the
// rows as they are called there.
func (c *Compiler) outputClause(table expr.From, rows string, items []expr.Expr) {
	if len(items) == 0 || c.rules.DML.Returning != ReturningOutput || !c.gives() {
		return
	}
	c.WriteString(" OUTPUT ")
	outer := c.rowsOf
	c.rowsOf = rowsName{table, rows}
	c.columns = c.items(items)
	c.rowsOf = outer
}

// rowsName is another name for the rows of a table.
type rowsName struct {
	table expr.From
	name  string
}

// returning writes what is given back, where that stands behind the statement.
func (c *Compiler) returning(table expr.From, items []expr.Expr) {
	if len(items) == 0 || !c.gives() {
		return
	}
	switch c.rules.DML.Returning {
	case ReturningRows:
		c.WriteString(" RETURNING ")
		outer := c.bare
		c.bare = c.rules.DML.BareReturning
		c.columns = c.items(items)
		c.bare = outer
	case ReturningInto:
		c.WriteString(" RETURNING ")
		c.columns = c.resultsInto(items)
	}
}

// resultsInto writes results, and behind INTO a parameter for each that the driver fills.
func (c *Compiler) resultsInto(items []expr.Expr) *typemap.Columns {
	cols := &typemap.Columns{}
	for i, o := range expr.Outputs(items, expr.LabelDisambiguate, false) {
		if i > 0 {
			c.WriteString(", ")
		}
		name := c.name(o.Name())
		if label, ok := o.Expr.(*expr.Label); ok {
			name = label.Name
			c.unlabelled(label)
		} else {
			c.Node(o.Expr)
		}
		cols.Names = append(cols.Names, name)
		cols.Types = append(cols.Types, expr.TypeOf(o.Expr))
	}
	c.WriteString(" INTO ")
	for i, t := range cols.Types {
		if i > 0 {
			c.WriteString(", ")
		}
		c.slot(slot{bind: -1, out: true, typ: t, base: "ret", number: i})
	}
	return cols
}

// gives checks that the statement that is written can give rows back.
func (c *Compiler) gives() bool {
	d := &c.rules.DML
	switch {
	case d.Returning == ReturningNone:
		c.fail("the database has no RETURNING: select the rows in a statement of their own")
	case c.operation == "UPDATE" && d.NoUpdateReturning:
		c.fail("the database has no RETURNING for UPDATE: select the rows in a statement of their own")
	case c.operation == "MERGE" && !d.Merge.Returning:
		c.fail("MERGE gives no rows back here, only on SQL Server and on PostgreSQL from 17 on: select them in a statement of their own")
	default:
		return true
	}
	return false
}
