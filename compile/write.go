package compile

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// beginWrite checks what an INSERT, UPDATE or DELETE writes to, and reports a mistake made while
// the statement was built.
func (c *Compiler) beginWrite(operation string, table expr.From, w *expr.Writing) bool {
	c.construct, c.operation = operation, operation
	if !c.with.levels[len(c.with.levels)-1].writable {
		c.Fail(fmt.Errorf("%s inside another statement: only WITH takes it, by its method CTE", operation))
	}
	switch f := table.(type) {
	case nil:
		c.fail("a statement without a table")
	case *expr.Invalid:
		c.Fail(f.Err)
	case *expr.Join:
		c.Fail(fmt.Errorf("a join (%s) cannot be written to, only a table", names([]expr.From{f})))
	}
	if w.Err != nil {
		c.Fail(w.Err)
	}
	if c.err != nil {
		return false
	}
	if t := tableOf(table); t != nil {
		c.collection = t.Name()
	}
	return true
}

// value is what a column is given. Of a row's own values, at is the place.
type value struct {
	column *expr.Column
	expr   expr.Expr // nil for one of the row's own in an INSERT
	at     int
}

// inTableOrder sorts values by the place of their columns in the table.
func inTableOrder(values []value, table expr.From) {
	columns := table.Columns()
	slices.SortStableFunc(values, func(a, b value) int {
		return slices.Index(columns, a.column) - slices.Index(columns, b.column)
	})
}

// withDefaults appends what columns without a value are given by the definition of the table.
func (c *Compiler) withDefaults(values []value, table expr.From, of func(*schema.Column) expr.Expr) []value {
	t := tableOf(table)
	if t == nil {
		return values
	}
	given := values
	for _, col := range t.Definitions() {
		e := of(col)
		if e == nil {
			continue
		}
		column := columnOfAlias(table, col.Column)
		if slices.ContainsFunc(given, func(v value) bool { return v.column == column }) {
			continue
		}
		if call, ok := e.(*expr.Call); ok && call.Sequence != nil && (c.rules.Func.NextValue == nil || c.rules.Func.NoSequences) {
			continue
		}
		values = append(values, value{column: column, expr: e, at: -1})
	}
	return values
}

// assigned writes a column that is given a value.
func (c *Compiler) assigned(col *expr.Column, table expr.From) {
	if c.belongs(col, table) {
		c.columnIdent(col)
	}
}

// belongs checks that a column that is given a value is one of the table.
func (c *Compiler) belongs(col *expr.Column, table expr.From) bool {
	switch {
	case col == nil:
		c.fail("a value for a column that belongs to no table: fill typed columns with schema.Define")
	case col.Table() != table:
		c.Fail(fmt.Errorf("column %q belongs to %q, not to %q", col.Name(), col.Table().FromName(), table.FromName()))
	default:
		return true
	}
	return false
}

// setValue writes the value that a column is given. Bound, it is called as the column is, with
// suffix behind.
func (c *Compiler) setValue(col *expr.Column, e expr.Expr, suffix string) {
	c.noTuple(col, e)
	if b, ok := e.(*expr.Bind); ok && !b.Many {
		outer := c.valueName
		c.valueName = nameBase(col.Key()) + suffix
		c.bind(b, false)
		c.valueName = outer
		return
	}
	c.grouped(e)
}

// assignment tells what a statement assigns to its columns, while it writes their values.
type assignment struct {
	of       func(col *expr.Column) expr.Expr // nil for no value
	row      bool                             // a column without value has that of the row
	suffix   string                           // of the names of its values
	unfolded []*expr.Column                   // columns whose values are being written for others
}

// assignedValue writes what is assigned to a column, where another's value refers to it.
func (c *Compiler) assignedValue(a *expr.AssignedValue) {
	given := &c.assigning
	col := a.Column
	if given.of == nil {
		c.Fail(fmt.Errorf("AssignedTo(%s) stands among the values of an INSERT or an UPDATE alone", col.Name()))
		return
	}
	e := given.of(col)
	again := slices.Contains(given.unfolded, col)
	switch {
	case (e == nil || again) && given.row:
		c.Node(col)
	case e == nil:
		c.Fail(fmt.Errorf("AssignedTo(%s): the INSERT gives the column no value", col.Name()))
	case again:
		c.Fail(fmt.Errorf("AssignedTo(%s): the value refers to itself", col.Name()))
	default:
		given.unfolded = append(given.unfolded, col)
		c.setValue(col, e, given.suffix)
		given.unfolded = given.unfolded[:len(given.unfolded)-1]
	}
}

// only checks that expressions mention no tables but those of the statement. A SELECT inside them
// looks after itself.
func (c *Compiler) only(tables []expr.From, what string, list []expr.Expr) {
	for _, e := range list {
		for _, f := range addTables(nil, e) {
			switch {
			case slices.Contains(withJoins(nil, tables), f):
			case tables == nil:
				c.Fail(fmt.Errorf("%s mentions %q: an INSERT has no row to take it from, only a SELECT inside it has", what, f.FromName()))
			default:
				c.Fail(fmt.Errorf("%s mentions %q, which the statement does not have: it is about %s", what, f.FromName(), names(tables)))
			}
		}
	}
}

// written writes the table that is written to, with the hints about it. Of one that a later
// clause names in full, it is the name alone.
func (c *Compiler) written(table expr.From, w *expr.Writing, name bool) {
	if name {
		c.Ident(c.fromName(table))
		return
	}
	defer c.hintWritten(table, w)()
	c.hinted(table)
}

// hintWritten has the hints about a table that is written to wherever it stands, until what it returns
// is called.
func (c *Compiler) hintWritten(table expr.From, w *expr.Writing) (end func()) {
	outer := c.tableHints
	c.tableHints = nil
	for _, h := range w.Hints {
		if c.isFor(h) && c.rules.Query.Hints != HintComment {
			c.tableHints = map[expr.From]string{table: c.hintAbout(table, h)}
		}
	}
	return func() { c.tableHints = outer }
}

// verb writes INSERT, UPDATE or DELETE, and the hints of databases that have them in a comment behind it.
func (c *Compiler) verb(word string, table expr.From, w *expr.Writing) {
	c.WriteString(word)
	for _, h := range w.Hints {
		if c.isFor(h) && c.rules.Query.Hints == HintComment {
			c.WriteString(c.hintComment(table, h) + " ")
		}
	}
	c.hints(w.Prefixes, "", " ")
}
