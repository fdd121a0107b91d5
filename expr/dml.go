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

// Values adds a row. Further rows assign the same columns, in any order.
func (s *InsertStmt) Values(row ...Assignment) *InsertStmt {
	derived := *s
	c := &derived.c
	var err error
	if c.rows == 0 {
		c.Columns, err = columnsOf(row)
	}
	var values []Expr
	if err == nil {
		values, err = inOrder(c.Columns, row)
	}
	c.rows++
	if err == nil && len(c.Columns) == 0 && c.rows > 1 {
		err = errors.New("several rows without values: a row of defaults is inserted alone")
	}
	if c.Err == nil {
		c.Err = err
	}
	c.Values = extend(c.Values, values)
	return &derived
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
	for i, col := range columns {
		if slices.Contains(c.Columns, col) {
			err = assignedTwice(col)
			break
		}
		c.Columns = extend(c.Columns, []*Column{col})
		c.Values = extend(c.Values, []Expr{canon(assignments[i].Value)})
	}
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

// inOrder returns the values of row in the order of columns.
func inOrder(columns []*Column, row []Assignment) ([]Expr, error) {
	if len(row) != len(columns) {
		return nil, fmt.Errorf("row of %d values for %d columns: every row of an INSERT assigns the same columns", len(row), len(columns))
	}
	values := make([]Expr, len(columns))
	for i, a := range row {
		col, err := a.target()
		if err != nil {
			return nil, err
		}
		at := i
		if columns[i] != col { // rows are mostly written in one order
			at = slices.Index(columns, col)
		}
		switch {
		case at < 0:
			return nil, fmt.Errorf("column %q is not in the first row: every row of an INSERT assigns the same columns", col.name)
		case values[at] != nil:
			return nil, assignedTwice(col)
		}
		values[at] = canon(a.Value)
	}
	return values, nil
}
