package expr

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gildsql/gild/typemap"
)

// NoValueError says that a row of an INSERT gives a column of the first one no value. The compiler takes the
// column's default, if it has one that gild sends.
type NoValueError struct {
	Row    int // from 1 on
	Column *Column
}

// Error says what is missing.
func (e *NoValueError) Error() string {
	if e.Column == nil {
		return "a row has no value for a column"
	}
	return fmt.Sprintf("row %d has no value for column %q, which has no default that is sent: every row of an INSERT assigns the same columns", e.Row, e.Column.Name())
}

// appendRow appends the values of the n-th row to list, in the order of columns. With an error the
// list comes back as it was.
func appendRow(list []Expr, columns []*Column, row []Assignment, n int) ([]Expr, error) {
	if len(row) > len(columns) {
		return list, fmt.Errorf("row of %d values for %d columns: every row of an INSERT assigns the same columns", len(row), len(columns))
	}
	longer := append(list, make([]Expr, len(columns))...)
	values := longer[len(list):]
	for i, a := range row {
		col, err := a.target()
		if err != nil {
			return list, err
		}
		at := i
		if columns[i] != col { // rows are mostly written in one order
			at = slices.Index(columns, col)
		}
		switch {
		case at < 0:
			return list, fmt.Errorf("column %q is not in the first row: every row of an INSERT assigns the same columns", col.name)
		case values[at] != nil:
			return list, assignedTwice(col)
		}
		values[at] = canon(a.Value)
	}
	for i, v := range values {
		if v == nil {
			values[i] = &Invalid{Err: &NoValueError{Row: n, Column: columns[i]}}
		}
	}
	return longer, nil
}

// Lists inserts many rows whose values come column by column: each column is assigned a list, an
// array of its type, and the lists are of one length. The text is the same for any number of rows.
// The database numbers the rows in the order of the lists. Only PostgreSQL has arrays; columns that
// are arrays themselves cannot be given this way.
func (s *InsertStmt) Lists(lists ...Assignment) *InsertStmt {
	return s.derive(func(c *InsertClauses) {
		switch {
		case c.rows > 0 || c.Source != nil:
			c.fail(errors.New("lists beside rows or a query: an INSERT has one of them"))
		case len(lists) == 0:
			c.fail(errors.New("Lists without a list"))
		}
		c.Values = nil
		if err := c.add(lists); err != nil {
			c.fail(err)
		}
		c.Lists = true
		for _, col := range c.Columns {
			if col.Type().Kind == typemap.KindArray {
				c.fail(fmt.Errorf("column %q is an array: Lists would take it apart", col.name))
			}
		}
	})
}

// Batches splits an INSERT of many rows into statements of n rows each, of which the last may have
// fewer. All else, such as RETURNING, is in each. Run them in one transaction where all rows or
// none are to be inserted. See gild.Batches for the n that a database takes.
func (s *InsertStmt) Batches(n int) []*InsertStmt {
	if s == nil || s.c.rows <= n || n < 1 || s.c.Err != nil {
		return []*InsertStmt{s}
	}
	out := make([]*InsertStmt, 0, (s.c.rows+n-1)/n)
	width := len(s.c.Columns)
	for at := 0; at < s.c.rows; at += n {
		end := min(at+n, s.c.rows)
		out = append(out, s.derive(func(c *InsertClauses) {
			c.Values = slices.Clip(c.Values[at*width : end*width])
			c.rows = end - at
		}))
	}
	return out
}
