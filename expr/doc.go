// Package expr is gild's expression language: statements and their parts as an
// immutable tree of Go values that knows no database.
//
// A tree is built with the constructors and methods of this package and compiled
// where it is executed, at the connection. Every value is safe for concurrent use:
// builder methods return a new statement and leave their receiver as it was.
//
// Mistakes made while building are kept in the tree and reported, with the name of
// the construct, when the statement is compiled. Nothing here panics, and a Go string
// is always a value, never SQL; the one way to write SQL text is Text.
//
// Typed columns (Col, Null) and the expressions made from them (X) carry a Go type, so
// that comparing a number with a string does not compile. The dynamic form is the same
// with type any: a column known only at run time is a Col[any].
package expr
