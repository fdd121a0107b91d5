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

// Asc orders by the label, smallest first.
func (l *Label) Asc() *Order { return &Order{Expr: canon(l)} }

// Desc orders by the label, greatest first.
func (l *Label) Desc() *Order { return &Order{Expr: canon(l), Descending: true} }

// Order is an expression in ORDER BY with its direction.
type Order struct {
	ExprBase
	Expr       Expr
	Descending bool
}

// Fields declares the node.
func (o *Order) Fields(v Visitor) {
	v.Kind("order")
	v.Number(flag(o.Descending))
	v.Expr(&o.Expr)
}
