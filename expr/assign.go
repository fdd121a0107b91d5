package expr

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gildsql/gild/typemap"
)

// Assignment gives a column a value. Without a column, which is a mistake, Value may be
// an Invalid that says why there is none.
type Assignment struct {
	Column *Column
	Value  Expr
}

// Assign gives col a value of any type, or the value of an expression: the dynamic form of
// Col.Set and Col.SetExpr. What is not a column is an error of the statement.
func Assign(col Expr, v any) Assignment {
	target := canon(col)
	c, ok := target.(*Column)
	if !ok {
		if _, mistake := target.(*Invalid); !mistake {
			target = invalid(fmt.Sprintf("a value for a %T: only a column can be assigned one", target))
		}
		return Assignment{nil, target}
	}
	return ColOf[any](c).Set(v)
}

// unset is the value of an assignment that changes nothing.
var unset Expr = &Constant{}

// given returns the assignments that change something.
func given(row []Assignment) []Assignment {
	isUnset := func(a Assignment) bool { return a.Column == nil && a.Value == unset }
	if !slices.ContainsFunc(row, isUnset) {
		return row
	}
	return slices.DeleteFunc(slices.Clone(row), isUnset)
}

// target returns the column, or why there is none.
func (a Assignment) target() (*Column, error) {
	if a.Column != nil {
		return a.Column, nil
	}
	if reason, ok := a.Value.(*Invalid); ok && reason != nil {
		return nil, reason.Err
	}
	return nil, errors.New("a value for a column that belongs to no table: fill typed columns with schema.Define")
}

// AssignedTo stands, among the values of an INSERT or an UPDATE, for what the same statement
// assigns to another column.
func AssignedTo[T any](col Of[T]) X[T] {
	return shell[T](ofColumn("AssignedTo", col, func(c *Column) Expr { return &AssignedValue{Column: c} }))
}

// ofColumn returns what function makes of a column, or that it is none.
func ofColumn(function string, col Expr, of func(*Column) Expr) Expr {
	switch c := canon(col).(type) {
	case *Column:
		return of(c)
	case *Invalid:
		return c
	}
	return invalid(function + " takes a column")
}

// declareColumn declares a column that a node has.
func declareColumn(v Visitor, c **Column) {
	list := []*Column{*c}
	v.Columns(&list)
	if list[0] != *c { // a reader must not write
		*c = list[0]
	}
}

// AssignedValue is the value that the statement assigns to a column.
type AssignedValue struct {
	ExprBase
	Column *Column
}

// Type returns the column's type.
func (a *AssignedValue) Type() typemap.Type { return TypeOf(canon(a.Column)) }

// Fields declares the node.
func (a *AssignedValue) Fields(v Visitor) {
	v.Kind("assigned")
	declareColumn(v, &a.Column)
}

// params returns an assignment of a parameter to each column: of its name, and its type.
func params(columns []Expr) []Assignment {
	out := make([]Assignment, len(columns))
	for i, e := range columns {
		c, ok := canon(e).(*Column)
		if !ok {
			out[i] = Assign(e, nil)
			continue
		}
		out[i] = Assignment{c, &Bind{Param: c.Key(), Typ: c.Type()}}
	}
	return out
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

// Writing are the clauses that INSERT, UPDATE and DELETE have in common.
type Writing struct {
	CTEs      []From // of WITH, besides those that are mentioned: each a *CTE or a *NestedCTE
	Prefixes  []Hint // behind the statement's first word
	Hints     []Hint // about the table that is written to
	Returning []Expr
	Err       error // a mistake made while building
}

// Few keeps an UPDATE or a DELETE to the first rows of an order.
type Few struct {
	OrderBy []Expr
	Limit   *int64 // nil for all
}

func (f *Few) fields(v Visitor) {
	v.Exprs(&f.OrderBy)
	if f.Limit == nil {
		v.Number(-1)
		return
	}
	v.Number(int(*f.Limit))
}

func (w *Writing) fields(v Visitor) {
	if w.Err != nil {
		v.Opaque()
	}
	v.Froms(&w.CTEs)
	declareHints(v, w.Prefixes)
	declareHints(v, w.Hints)
	v.Exprs(&w.Returning)
}

// fail keeps the first mistake.
func (w *Writing) fail(err error) {
	if w.Err == nil {
		w.Err = err
	}
}
