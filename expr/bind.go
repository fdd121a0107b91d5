package expr

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// Bind is a value that travels beside the SQL as a parameter.
type Bind struct {
	ExprBase
	Value any
	Typ   typemap.Type
	Param string // the name of a parameter whose value comes with the execution, else empty
	Many  bool   // Value is a []any, or the parameter takes a slice: one placeholder each, in parentheses
	Hint  string // what names made for the value start with: the column or the function it stands beside; empty for "param"
}

// Fields declares the node; the value is left out.
func (b *Bind) Fields(v Visitor) {
	v.Kind("bind")
	v.Type(b.Typ)
	v.Word(b.Param)
	v.Number(flag(b.Many))
	v.Word(b.Hint)
}

// Val returns v as a bound value.
func Val[T any](v T) X[T] { return X[T]{bind(v, typemap.TypeOfValue(any(v)))} }

// Param returns a parameter whose value is given with each execution, as
// sql.Named(name, value). The statement can then be built once and run many times.
func Param[T any](name string) X[T] {
	var zero T
	return X[T]{&Bind{Param: name, Typ: typemap.TypeOfValue(any(zero))}}
}

// bind returns v as an expression: itself if it is one, else bound with type typ.
func bind(v any, typ typemap.Type) Expr {
	switch v := v.(type) {
	case Expr:
		return canon(v)
	case Node:
		return invalid(fmt.Sprintf("a %T where a value belongs: a SELECT goes into InSelect, Exists or ScalarOf", v))
	}
	return &Bind{Value: v, Typ: typ}
}

// bindBeside is bind for a value that an operator takes beside e: it has the type of e, and
// its name.
func bindBeside(e Expr, v any) Expr {
	if _, ok := v.(Node); ok {
		return bind(v, TypeOf(e))
	}
	return &Bind{Value: v, Typ: TypeOf(e), Hint: hintOf(e)}
}

// hintOf returns the name that values beside e are called by.
func hintOf(e Expr) string {
	switch e := e.(type) {
	case *Column:
		return e.name
	case *Call:
		return e.Name[strings.LastIndexByte(e.Name, '.')+1:]
	}
	return ""
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TypeOf returns the SQL type of e as far as it is known from the tree.
func TypeOf(e Expr) typemap.Type {
	switch e := canon(e).(type) {
	case interface{ Type() typemap.Type }:
		return e.Type()
	case *Bind:
		return e.Typ
	}
	return typemap.Type{}
}
