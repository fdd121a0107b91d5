package expr

import "github.com/gildsql/gild/typemap"

// CastForm is how a CastExpr changes the type.
type CastForm int

// The forms of CastExpr.
const (
	CastPlain  CastForm = iota // CAST: the database converts
	CastTry                    // TRY_CAST: NULL for what cannot be converted
	CastCoerce                 // nothing in SQL: only gild sees another type
)

// CastExpr is an expression with another type.
type CastExpr struct {
	ExprBase
	Expr Expr
	Form CastForm
	Typ  typemap.Type
}

// Fields declares the node.
func (c *CastExpr) Fields(v Visitor) {
	v.Kind("cast")
	v.Number(int(c.Form))
	v.Type(c.Typ)
	v.Expr(&c.Expr)
}

// Type returns the new type.
func (c *CastExpr) Type() typemap.Type { return c.Typ }

// Cast is CAST(e AS typ), for a value or an expression. The type must be one that the
// database has; MySQL and MariaDB cast to some types only, and are given e as it is for
// others.
func Cast[T any](e any, typ typemap.Type) X[T] { return castTo[T](e, CastPlain, typ) }

// TryCast is Cast with NULL for what cannot be converted. Only SQL Server has it; on other
// databases compiling fails.
func TryCast[T any](e any, typ typemap.Type) X[T] { return castTo[T](e, CastTry, typ) }

// Coerce treats a value or an expression as one of type typ, without a word of it in the SQL:
// operators, bound values and results follow the new type.
func Coerce[T any](e any, typ typemap.Type) X[T] { return castTo[T](e, CastCoerce, typ) }

func castTo[T any](e any, form CastForm, typ typemap.Type) X[T] {
	inner := bindOrNull(e, typ)
	if b, ok := inner.(*Bind); ok && form == CastCoerce && b.Typ != typ {
		retyped := *b
		retyped.Typ = typ
		inner = &retyped
	}
	return shell[T](&CastExpr{Expr: inner, Form: form, Typ: typ})
}
