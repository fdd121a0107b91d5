package expr

import (
	"errors"
	"fmt"
	"slices"
)

// InsertStmt is the statement INSERT. Its methods return a new statement; it is safe for
// concurrent use.
type InsertStmt struct {
	StatementBase
	c InsertClauses
}

// InsertClauses are the parts of an INSERT.
type InsertClauses struct {
	Table     From
	Columns   []*Column
	Values    []Expr // row after row, each as long as Columns
	Returning []Expr
	Err       error // a mistake made while building

	rows int // given with Values
}

// Insert starts an INSERT into table.
func Insert(table From) *InsertStmt {
	return &InsertStmt{c: InsertClauses{Table: CanonicalFrom(table)}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *InsertStmt) Clauses() *InsertClauses { return &s.c }

// Fields declares the node.
func (s *InsertStmt) Fields(v Visitor) {
	v.Kind("insert")
	if s.c.Err != nil {
		v.Opaque()
	}
	v.From(&s.c.Table)
	v.Columns(&s.c.Columns)
	v.Exprs(&s.c.Values)
	v.Exprs(&s.c.Returning)
}

// Values adds a row. Further rows assign the same columns, in any order. Each call copies
// the rows before it: many rows are added at once, with Rows.
func (s *InsertStmt) Values(row ...Assignment) *InsertStmt { return s.Rows(row) }

// Rows adds rows, as Values does one by one. To begin with no row at all is an error: what
// is left would insert a row of defaults.
func (s *InsertStmt) Rows(rows ...[]Assignment) *InsertStmt {
	derived := *s
	c := &derived.c
	n := len(c.Values)
	for _, row := range rows {
		n += len(row)
	}
	c.Values = append(make([]Expr, 0, n), c.Values...)
	for _, row := range rows {
		if err := c.add(row); c.Err == nil {
			c.Err = err
		}
	}
	if c.rows == 0 && c.Err == nil {
		c.Err = errors.New("no rows: Rows without a row would insert one of defaults")
	}
	return &derived
}

// add appends a row to Values in place.
func (c *InsertClauses) add(row []Assignment) (err error) {
	c.rows++
	if c.rows == 1 {
		if c.Columns, err = columnsOf(row); err != nil {
			return err
		}
	}
	if c.Values, err = appendRow(c.Values, c.Columns, row); err != nil {
		return err
	}
	if len(c.Columns) == 0 && c.rows > 1 {
		return errors.New("several rows without values: a row of defaults is inserted alone")
	}
	return nil
}

// Returning makes the statement give back items of the rows it has written.
func (s *InsertStmt) Returning(items ...Item) *InsertStmt {
	derived := *s
	derived.c.Returning = extend(s.c.Returning, expand(items))
	return &derived
}

// UpdateStmt is the statement UPDATE. Its methods return a new statement; it is safe for
// concurrent use.
type UpdateStmt struct {
	StatementBase
	c UpdateClauses
}

// UpdateClauses are the parts of an UPDATE.
type UpdateClauses struct {
	Table     From
	Columns   []*Column
	Values    []Expr // as long as Columns
	Where     []Expr // joined by AND
	Returning []Expr
	Err       error // a mistake made while building
}

// Update starts an UPDATE of table.
func Update(table From) *UpdateStmt {
	return &UpdateStmt{c: UpdateClauses{Table: CanonicalFrom(table)}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *UpdateStmt) Clauses() *UpdateClauses { return &s.c }

// Fields declares the node.
func (s *UpdateStmt) Fields(v Visitor) {
	v.Kind("update")
	if s.c.Err != nil {
		v.Opaque()
	}
	v.From(&s.c.Table)
	v.Columns(&s.c.Columns)
	v.Exprs(&s.c.Values)
	v.Exprs(&s.c.Where)
	v.Exprs(&s.c.Returning)
}

// Set adds assignments.
func (s *UpdateStmt) Set(assignments ...Assignment) *UpdateStmt {
	derived := *s
	c := &derived.c
	columns, err := columnsOf(assignments)
	values := make([]Expr, len(columns))
	for i, col := range columns {
		if slices.Contains(c.Columns, col) {
			columns, values, err = columns[:i], values[:i], assignedTwice(col)
			break
		}
		values[i] = canon(assignments[i].Value)
	}
	c.Columns, c.Values = extend(c.Columns, columns), extend(c.Values, values)
	if c.Err == nil {
		c.Err = err
	}
	return &derived
}

// Where adds conditions, all of which must hold for a row to be changed.
func (s *UpdateStmt) Where(conds ...Expr) *UpdateStmt {
	derived := *s
	derived.c.Where = extend(s.c.Where, canons(conds))
	return &derived
}

// Returning makes the statement give back items of the rows it has changed.
func (s *UpdateStmt) Returning(items ...Item) *UpdateStmt {
	derived := *s
	derived.c.Returning = extend(s.c.Returning, expand(items))
	return &derived
}

// DeleteStmt is the statement DELETE. Its methods return a new statement; it is safe for
// concurrent use.
type DeleteStmt struct {
	StatementBase
	c DeleteClauses
}

// DeleteClauses are the parts of a DELETE.
type DeleteClauses struct {
	Table     From
	Where     []Expr // joined by AND
	Returning []Expr
}

// Delete starts a DELETE from table.
func Delete(table From) *DeleteStmt {
	return &DeleteStmt{c: DeleteClauses{Table: CanonicalFrom(table)}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *DeleteStmt) Clauses() *DeleteClauses { return &s.c }

// Fields declares the node.
func (s *DeleteStmt) Fields(v Visitor) {
	v.Kind("delete")
	v.From(&s.c.Table)
	v.Exprs(&s.c.Where)
	v.Exprs(&s.c.Returning)
}

// Where adds conditions, all of which must hold for a row to be deleted.
func (s *DeleteStmt) Where(conds ...Expr) *DeleteStmt {
	derived := *s
	derived.c.Where = extend(s.c.Where, canons(conds))
	return &derived
}

// Returning makes the statement give back items of the rows it has deleted.
func (s *DeleteStmt) Returning(items ...Item) *DeleteStmt {
	derived := *s
	derived.c.Returning = extend(s.c.Returning, expand(items))
	return &derived
}

// columnsOf returns the columns that are assigned. It fails for a column that is none and
// for one assigned twice.
func columnsOf(row []Assignment) ([]*Column, error) {
	columns := make([]*Column, 0, len(row))
	for _, a := range row {
		col, err := a.target()
		if err != nil {
			return nil, err
		}
		if slices.Contains(columns, col) {
			return nil, assignedTwice(col)
		}
		columns = append(columns, col)
	}
	return columns, nil
}

func assignedTwice(col *Column) error { return fmt.Errorf("column %q is assigned twice", col.name) }

// appendRow appends the values of row to list, in the order of columns. With an error the
// list comes back as it was.
func appendRow(list []Expr, columns []*Column, row []Assignment) ([]Expr, error) {
	if len(row) != len(columns) {
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
	return longer, nil
}
