package expr

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// Bind is a value that travels beside the SQL as a parameter.
type Bind struct {
	shelledBase
	Value any
	Typ   typemap.Type
	Param string // the name of a parameter whose value comes with the execution, else empty
	Hint  string // what names made for the value start with: the column or the function it stands beside; empty for "param"

	Many    bool // Value is a slice, or the parameter takes one: one placeholder each, in parentheses
	Default bool // with Param: Value is used by executions that give none
	Inline  bool // the value is written into the text as a literal
	Owned   bool // the value belongs to a table's definition, not to the statement

	Make func() (any, error) // makes the value anew for each execution, in place of Value

	// Place counts from 1 in the values that come with an execution as a list, in place of Value; 0 is
	// none of them.
	Place int

	Row []typemap.Type // with Many: the values are rows, each a []any with values of these types
}

// Fields declares the node; the value is left out.
func (b *Bind) Fields(v Visitor) {
	v.Kind("bind")
	v.Type(b.Typ)
	v.Word(b.Param)
	v.Number(flag(b.Many) | flag(b.Default)<<1 | flag(b.Inline)<<2 | flag(b.Row != nil)<<3 | flag(b.Owned)<<4)
	v.Word(b.Hint)
	if b.Row != nil {
		v.Number(len(b.Row))
		for _, t := range b.Row {
			v.Type(t)
		}
	}
}

// Val returns v as a bound value.
func Val[T any](v T) X[T] { return shell[T](bind(v, typemap.TypeOfValue(any(v)))) }

// TypedVal returns v as a bound value of an SQL type other than its Go type's own.
func TypedVal[T any](v T, typ typemap.Type) X[T] { return shell[T](bind(v, typ)) }

// Inline returns v as a value that is written into the SQL text as a literal, safely quoted,
// for places where a database takes no parameter. The text is another one for each value, so
// that it is not kept prepared. Its type is that of T unless one is given. A value that cannot be
// written as a literal is an error of the execution.
func Inline[T any](v T, typ ...typemap.Type) X[T] {
	e := bind(v, valueType(v, typ))
	b, ok := e.(*Bind)
	if !ok {
		return shell[T](e)
	}
	derived := *b
	derived.Inline = true
	return shell[T](&derived)
}

// Param returns a parameter whose value is given with each execution, as
// sql.Named(name, value). The statement can then be built once and run many times. Its type
// is that of T unless one is given; without either it is that of what it stands beside.
func Param[T any](name string, typ ...typemap.Type) X[T] {
	return shell[T](&Bind{Param: name, Typ: typeFor[T](typ)})
}

// Placed returns a parameter whose value is the one at place n, counted from 1, of the list that
// comes with each execution: see gild.Bound. It has no name.
func Placed(n int, typ typemap.Type) X[any] { return shell[any](&Bind{Place: n, Typ: typ}) }

// ParamDefault is Param with a value for executions that give none. A name that has two
// different values in one statement is an error of the execution.
func ParamDefault[T any](name string, v T, typ ...typemap.Type) X[T] {
	e := bind(v, valueType(v, typ))
	b, ok := e.(*Bind)
	if !ok {
		return shell[T](e)
	}
	derived := *b
	derived.Param, derived.Default, derived.Hint = name, true, ""
	return shell[T](&derived)
}

// valueType returns the type that was given, else that of the value.
func valueType(v any, given []typemap.Type) typemap.Type {
	if len(given) > 0 {
		return given[0]
	}
	return typemap.TypeOfValue(v)
}

// Owned marks the values in e as those of a definition, for packages that keep expressions with
// tables: statements into which the compiler puts e do not declare them.
func Owned(e Expr) Expr {
	return Rewrite(canon(e), func(n Node) Node {
		b, ok := n.(*Bind)
		if !ok || b.Param != "" {
			return nil
		}
		owned := *b
		owned.Owned = true
		return &owned
	})
}

// bindValue is bind with the value's own type, or NULL.
func bindValue(v any) Expr { return bindOrNull(v, typemap.TypeOfValue(v)) }

// bindOrNull is bind, but nil and nil pointers are the word NULL.
func bindOrNull(v any, typ typemap.Type) Expr {
	if isNull(v) {
		return &Constant{}
	}
	return bind(v, typ)
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
		return typedBeside(bind(v, TypeOf(e)), e)
	}
	if mistake := listFor(e, v); mistake != nil {
		return mistake
	}
	return &Bind{Value: v, Typ: typeBeside(TypeOf(e), v), Hint: hintOf(e)}
}

// listFor returns the mistake of a list where a single value belongs, nil for none.
func listFor(e Expr, v any) Expr {
	t := TypeOf(e)
	if !typemap.IsList(v) || !t.IsSingle() {
		return nil
	}
	of := "a value"
	if name := hintOf(e); name != "" {
		of = "\"" + name + "\""
	}
	return invalid(fmt.Sprintf("a list (%T) beside %s, which is of type %s: In takes lists, and columns that hold one are arrays or JSON", v, of, t.Kind))
}

// typedBeside gives a parameter without a type that of e.
func typedBeside(v, e Expr) Expr {
	if array, ok := v.(*ArrayExpr); ok {
		return arrayBeside(array, TypeOf(e))
	}
	b, ok := v.(*Bind)
	if !ok || b.Param == "" || b.Typ != (typemap.Type{}) {
		return v
	}
	typed := *b
	typed.Typ = TypeOf(e)
	return &typed
}

// hintOf returns the name that values beside e are called by.
func hintOf(e Expr) string {
	switch e := e.(type) {
	case *Column:
		return e.name
	case *BareColumn:
		return e.Name
	case *RawExpr:
		return e.SQL
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
	if c, ok := e.(*Column); ok && c != nil {
		return c.typ
	}
	switch e := canon(e).(type) {
	case interface{ Type() typemap.Type }:
		return e.Type()
	case *Bind:
		return e.Typ
	}
	return typemap.Type{}
}
