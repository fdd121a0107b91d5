package expr

import "github.com/gildsql/gild/typemap"

// Binary is an operator between two expressions.
type Binary struct {
	shelledBase
	Op          Op
	Left, Right Expr
	Typ         typemap.Type
	Option      string // of LIKE the escape character, of regular expressions their flags, of a full text search its configuration
}

// Fields declares the node.
func (b *Binary) Fields(v Visitor) {
	v.Kind("binary")
	v.Number(int(b.Op))
	v.Word(b.Option)
	v.Type(b.Typ)
	v.Expr(&b.Left)
	v.Expr(&b.Right)
}

// Type returns the type of the result.
func (b *Binary) Type() typemap.Type { return b.Typ }

// Unary is an operator in front of one expression.
type Unary struct {
	ExprBase
	Op      Op
	Operand Expr
	Typ     typemap.Type
}

// Fields declares the node.
func (u *Unary) Fields(v Visitor) {
	v.Kind("unary")
	v.Number(int(u.Op))
	v.Type(u.Typ)
	v.Expr(&u.Operand)
}

// Type returns the type of the result.
func (u *Unary) Type() typemap.Type { return u.Typ }

// Logical is a list of conditions joined by AND or OR.
type Logical struct {
	shelledBase
	Op    Op // OpAnd or OpOr
	Parts []Expr
}

// Fields declares the node.
func (l *Logical) Fields(v Visitor) {
	v.Kind("logical")
	v.Number(int(l.Op))
	v.Exprs(&l.Parts)
}

// Type returns the boolean type.
func (l *Logical) Type() typemap.Type { return typemap.Boolean() }

// List is a parenthesised list of expressions, such as the right side of IN.
type List struct {
	ExprBase
	Items []Expr
}

// Fields declares the node.
func (l *List) Fields(v Visitor) {
	v.Kind("list")
	v.Exprs(&l.Items)
}

// Constant is NULL, TRUE or FALSE as part of the SQL text.
type Constant struct {
	ExprBase
	Value *bool // nil is NULL
	Empty bool  // an AND without conditions: true, and where it is all there is, no WHERE
}

// Fields declares the node.
func (c *Constant) Fields(v Visitor) {
	v.Kind("constant")
	switch {
	case c.Value == nil:
		v.Number(-1)
	default:
		v.Number(flag(*c.Value) | flag(c.Empty)<<1)
	}
}

// Type returns the boolean type for TRUE and FALSE, the unknown type for NULL.
func (c *Constant) Type() typemap.Type {
	if c.Value == nil {
		return typemap.Type{}
	}
	return typemap.Boolean()
}

// NullValue returns NULL as SQL text.
func NullValue() *Constant { return nullWord }
