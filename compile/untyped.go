package compile

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
)

// AnyType tells which arguments of a function may be of any type.
type AnyType int

// The ways in which arguments are of any type.
const (
	NoneOfAnyType  AnyType = iota
	FirstOfAnyType         // the first one
	SameOfAnyType          // all, of one type: one of them tells that of the others
	EachOfAnyType          // each for itself
)

// Untyped writes e in a place that says nothing about its type, such as a result of a SELECT: a
// parameter is followed by a cast where the database needs it.
func (c *Compiler) Untyped(e expr.Expr) {
	c.Node(e)
	if b, ok := parameter(e); ok && c.rules.Expr.BindCast != nil && !b.Many && !b.Inline && !c.inline {
		c.rules.Expr.BindCast(c, b.Typ)
	}
}

// openUntyped is Untyped where nothing stands beside e.
func (c *Compiler) openUntyped(e expr.Expr) {
	if _, ok := e.(*expr.Binary); ok {
		c.open(e)
		return
	}
	c.Untyped(e)
}

// parameter returns the bound value that e is, perhaps one that is coerced to another type or the
// only part of AND, which leave no trace in SQL.
func parameter(e expr.Expr) (*expr.Bind, bool) {
	switch n := e.(type) {
	case *expr.Bind:
		return n, true
	case *expr.CastExpr:
		if n.Form == expr.CastCoerce {
			return parameter(n.Expr)
		}
	case *expr.Logical:
		if len(n.Parts) == 1 {
			return parameter(n.Parts[0])
		}
	}
	return nil, false
}

// typeless reports whether none of the expressions tells a type: all are parameters or NULL.
func typeless(list []expr.Expr) bool {
	return !slices.ContainsFunc(list, func(e expr.Expr) bool {
		_, ok := parameter(e)
		return !ok && !isNullWord(e)
	})
}

// argumentList writes the arguments of a call with commas between them.
func (c *Compiler) argumentList(f *expr.Call) {
	casts := NoneOfAnyType
	if c.rules.Func.AnyType != nil {
		casts = c.rules.Func.AnyType[strings.ToLower(f.Name)]
	}
	for i, e := range f.Args {
		if i > 0 {
			c.WriteString(", ")
		}
		if casts == EachOfAnyType || casts == FirstOfAnyType && i == 0 || casts == SameOfAnyType && typeless(f.Args) {
			c.Untyped(e)
			continue
		}
		c.Node(e)
	}
}
