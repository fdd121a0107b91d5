package expr

import (
	"database/sql/driver"
	"errors"
	"reflect"
)

// Node is a part of a statement tree. All nodes are pointers to structs that are not
// changed once built.
//
// The interface is sealed; to add a node of your own, embed ExprBase, FromBase or
// StatementBase and give the dialects a rule for it. A node that does not declare its
// Fields works, but a statement with it in is compiled anew each time.
type Node interface {
	// Fields declares the node to v: first its kind, then everything that decides about
	// its SQL, in a fixed order. Children, cache key and copies all come from it.
	Fields(v Visitor)
	node()
}

// Item is what a SELECT list or a RETURNING list takes: an expression, or a FROM
// element for all its columns.
type Item interface {
	Node
	item()
}

// Expr is a Node with a value: a column, a bound value, a comparison.
type Expr interface {
	Item
	expr()
}

// From is a Node that rows can be selected from: a table, an alias, a subquery.
type From interface {
	Item
	// Columns returns the columns in order. The slice is not to be changed.
	Columns() []*Column
	// FromName returns the name that qualifies the columns in SQL.
	FromName() string
	from()
}

// Statement is a Node that can be executed. It travels to the connection as the first
// argument of QueryContext or ExecContext, with an empty query text.
type Statement interface {
	Node
	driver.Valuer
	statement()
}

// Query is a Statement that gives rows and can stand inside another: a SELECT, a set
// operation of queries, text with declared columns.
type Query interface {
	Statement
	// Outputs returns the expressions of the result's columns. The slice is not to be changed.
	Outputs() []Expr
	query()
}

// ChannelText may stand for the empty text beside a statement. It is what gild itself sends: where
// gild is not beneath, pgx would panic at arguments of an empty text.
const ChannelText = "/* gild: a statement */"

// ErrNotGild is the cause of the error for a statement sent to a database that was
// not opened through gild.
var ErrNotGild = errors.New("gild: a statement reached a driver that gild does not wrap: " +
	"open the database with gild.Open or under a driver name such as \"postgres+gild\"")

// ExprBase makes the struct that embeds it an Expr.
type ExprBase struct{ itemBase }

func (ExprBase) expr() {}

// FromBase makes the struct that embeds it a From, given the methods Columns and FromName.
type FromBase struct{ itemBase }

func (FromBase) from() {}

// StatementBase makes the struct that embeds it a Statement.
type StatementBase struct{ nodeBase }

func (StatementBase) statement() {}

// Value implements driver.Valuer for drivers that gild does not wrap: it always fails
// with ErrNotGild.
func (StatementBase) Value() (driver.Value, error) { return nil, ErrNotGild }

// QueryBase makes the struct that embeds it a Query, given the method Outputs.
type QueryBase struct{ StatementBase }

func (QueryBase) query() {}

type nodeBase struct{}

func (nodeBase) node() {}

// Fields declares the node as opaque: it has no known children and no cache key.
func (nodeBase) Fields(v Visitor) { v.Opaque() }

type itemBase struct{ nodeBase }

func (itemBase) item() {}

// unwrapper is a shell around a node: a typed column, a table embedded in a struct.
// The tree holds only what is inside.
type unwrapper interface{ Unwrap() Node }

// canon strips shells from e. What is nil, inside of an interface too, becomes Invalid:
// trees built with this package hold no nil.
func canon(e Expr) Expr {
	switch n := e.(type) { // what most trees consist of
	case *Column:
		if n != nil {
			return e
		}
	case *Binary:
		if n != nil {
			return e
		}
	case interface{ inner() Expr }: // X, and what has it inside
		e = n.inner()
	}
	for !isNil(e) {
		u, ok := e.(unwrapper)
		if !ok {
			return e
		}
		inner, ok := u.Unwrap().(Expr)
		if !ok || inner == e {
			return e
		}
		e = inner
	}
	return nilExpr
}

// nilExpr and nilFrom stand for what is nil where nobody says what it was given to.
var (
	nilExpr = invalid("a nil expression")
	nilFrom = invalid("a nil table where one to select from or write to belongs")
)

// within says of a nil expression what it was given to.
func within(e Expr, method string) Expr {
	if e == Expr(nilExpr) {
		return invalid(method + " of a nil expression")
	}
	return e
}

// fromOf is CanonicalFrom of what was given to a method.
func fromOf(f From, method string) From {
	if f = CanonicalFrom(f); f == From(nilFrom) {
		return invalid(method + " of a nil table")
	}
	return f
}

func fromsOf(list []From, method string) []From {
	out := make([]From, len(list))
	for i, f := range list {
		out[i] = fromOf(f, method)
	}
	return out
}

// isNil reports whether n is nil or a nil pointer.
func isNil(n Node) bool {
	if n == nil {
		return true
	}
	v := reflect.ValueOf(n)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// canons is canon of what was given to a method.
func canons[E Expr](list []E, method string) []Expr {
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = within(canon(e), method)
	}
	return out
}

// CanonicalFrom strips shells from f: a table embedded in a struct becomes the table. A
// nil f becomes Invalid.
func CanonicalFrom(f From) From {
	for !isNil(f) {
		u, ok := f.(unwrapper)
		if !ok {
			return f
		}
		inner, ok := u.Unwrap().(From)
		if !ok || inner == f {
			return f
		}
		f = inner
	}
	return nilFrom
}

// Canonical strips shells from e: a typed column becomes the *Column.
func Canonical(e Expr) Expr { return canon(e) }

// Invalid stands for a mistake made while building, in the place of an expression or of
// a FROM element. Compiling it fails with Err.
type Invalid struct {
	ExprBase
	Err error
}

// Columns returns nil: nothing is known.
func (i *Invalid) Columns() []*Column { return nil }

// FromName returns the empty string.
func (i *Invalid) FromName() string { return "" }

func (i *Invalid) from() {}

// Fields declares the node: it is never cached.
func (i *Invalid) Fields(v Visitor) { v.Opaque() }

func invalid(text string) *Invalid { return &Invalid{Err: errors.New(text)} }
