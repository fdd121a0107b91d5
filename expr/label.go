package expr

import "github.com/gildsql/gild/typemap"

// Label names an expression in a SELECT list.
type Label struct {
	ExprBase
	Expr Expr
	Name string
}

// Fields declares the node.
func (l *Label) Fields(v Visitor) {
	v.Kind("label")
	v.Word(l.Name)
	v.Expr(&l.Expr)
}

// Type returns the type of the labelled expression.
func (l *Label) Type() typemap.Type { return TypeOf(l.Expr) }
