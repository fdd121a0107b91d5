package expr

import "github.com/gildsql/gild/typemap"

// Visitor receives what a node declares of itself in Fields. It is given pointers to
// children, so that one declaration serves reading (keys, walks) and copying.
type Visitor interface {
	// Kind names the kind of node. Kinds of other packages start with their import path.
	Kind(name string)
	// Word declares text that is part of the SQL, such as a name.
	Word(s string)
	// Number declares a flag, an operator or another small number.
	Number(n int)
	// Type declares an SQL type.
	Type(t typemap.Type)
	// Expr declares a child, which may be nil.
	Expr(e *Expr)
	// Exprs declares a list of children.
	Exprs(list *[]Expr)
	// Columns declares a list of columns.
	Columns(list *[]*Column)
	// From declares a FROM element, which may be nil. Elements are told apart by identity.
	From(f *From)
	// Froms declares a list of FROM elements.
	Froms(list *[]From)
	// Query declares a query inside the node, which may be nil.
	Query(q *Query)
	// Pin declares an object that is known by identity alone, such as a table.
	Pin(object any)
	// Opaque declares that the node has no cache key.
	Opaque()
}
