package expr

import (
	"fmt"

	"github.com/gildsql/gild/typemap"
)

// Alias is a FROM element under another name.
type Alias struct {
	FromBase
	of      From
	name    string
	base    string // what a name is made from where none was given
	columns []*Column
}

// As returns f under another name. Two aliases of one table are two FROM elements, as
// a join of a table with itself needs.
func As(f From, name string) *Alias {
	f = CanonicalFrom(f)
	base := nameBase(f)
	if a, ok := f.(*Alias); ok { // SQL has no alias of an alias
		f = CanonicalFrom(a.of)
	}
	a := &Alias{of: f, name: name, base: base}
	a.rebuild()
	return a
}

// rebuild makes the columns, for a new alias or one that Rewrite gave another element.
func (a *Alias) rebuild() {
	columns := make([]*Column, 0, len(a.of.Columns()))
	for i, c := range a.of.Columns() {
		columns = append(columns, proxyOf(a, c, i))
	}
	a.columns = columns
}

// Of returns what the alias stands for.
func (a *Alias) Of() From { return a.of }

// FromName returns the alias's name.
func (a *Alias) FromName() string { return a.name }

// Columns returns the columns in order.
func (a *Alias) Columns() []*Column { return a.columns }

// C returns the column of that name, in its dynamic form. An unknown name is an error
// when the statement is compiled.
func (a *Alias) C(name string) Col[any] { return DynamicColumn(a, name) }

// Fields declares the node.
func (a *Alias) Fields(v Visitor) {
	v.Kind("alias")
	v.Word(a.name)
	v.Word(a.base)
	v.From(&a.of)
}

// DynamicColumn returns the column of f with that name as a Col[any]. An unknown name
// is an error, naming f and the column, when the statement is compiled.
func DynamicColumn(f From, name string) Col[any] {
	f = CanonicalFrom(f)
	if c := ColumnNamed(f, name); c != nil {
		return ColOf[any](c)
	}
	of := f
	if a, ok := f.(*Alias); ok {
		of = a.of
	}
	if mistake, ok := of.(*Invalid); ok {
		return shell[any](mistake)
	}
	return shell[any](invalid("no column \"" + name + "\" in " + described(f)))
}

// described names a FROM element in messages.
func described(f From) string {
	if name := f.FromName(); name != "" {
		return "\"" + name + "\""
	}
	return "a part of FROM without a name"
}

// JoinKind is the kind of a join.
type JoinKind int

// The kinds of joins.
const (
	InnerJoin JoinKind = iota
	LeftJoin
	FullJoin
)

// Join is two FROM elements joined. Inside a SELECT, Left may be nil: what stands
// before it, found by the ON condition or by the foreign keys.
type Join struct {
	FromBase
	Kind  JoinKind
	Left  From
	Right From
	On    Expr // nil: from the foreign key between the two
}

// Columns returns the columns of both sides.
func (j *Join) Columns() []*Column {
	var columns []*Column
	for _, side := range []From{j.Left, j.Right} {
		if !isNil(side) {
			columns = append(columns, side.Columns()...)
		}
	}
	return columns
}

// FromName returns the empty string: a join has no name.
func (j *Join) FromName() string { return "" }

// Fields declares the node.
func (j *Join) Fields(v Visitor) {
	v.Kind("join")
	v.Number(int(j.Kind))
	v.From(&j.Left)
	v.From(&j.Right)
	v.Expr(&j.On)
}

// Scalar is a SELECT in parentheses as an expression: of one value, or as the set of IN
// and EXISTS. It is made by ScalarOf, InSelect and Exists.
type Scalar struct {
	ExprBase
	Query Query
}

// Fields declares the node.
func (s *Scalar) Fields(v Visitor) {
	v.Kind("scalar")
	v.Query(&s.Query)
}

// Type returns the type of the only column.
func (s *Scalar) Type() typemap.Type {
	if isNil(s.Query) || len(s.Query.Outputs()) != 1 {
		return typemap.Type{}
	}
	return TypeOf(s.Query.Outputs()[0])
}

// ScalarOf is (SELECT ...) as a value of Go type T, for a SELECT of one column that finds
// one row; NULL if it finds none.
func ScalarOf[T any](q Query) X[T] {
	if !isNil(q) && len(q.Outputs()) > 1 {
		return shell[T](invalid(fmt.Sprintf("a SELECT of %d columns where a value belongs: ScalarOf takes one column", len(q.Outputs()))))
	}
	return shell[T](scalar(q))
}

// RowSelect is the only row of a query, to compare with a Tuple of as many members.
func RowSelect(q Query) X[any] { return shell[any](scalar(q)) }

func scalar(q Query) Expr {
	if isNil(q) {
		return invalid("a nil SELECT")
	}
	return &Scalar{Query: q}
}
