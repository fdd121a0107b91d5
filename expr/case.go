package expr

import "github.com/gildsql/gild/typemap"

// CaseExpr is CASE: the result of the first branch that holds.
type CaseExpr struct {
	ExprBase
	Value Expr   // what the branches are compared with; nil when they are conditions
	Whens []Expr // condition, result, condition, result...
	Else  Expr   // the result when no branch holds; nil for NULL
	Typ   typemap.Type
}

// Fields declares the node.
func (c *CaseExpr) Fields(v Visitor) {
	v.Kind("case")
	v.Type(c.Typ)
	v.Expr(&c.Value)
	v.Exprs(&c.Whens)
	v.Expr(&c.Else)
}

// Type returns the type of the last branch's result that has one, else that of ELSE.
func (c *CaseExpr) Type() typemap.Type { return c.Typ }

// CaseOn is a CASE with results of Go type T. It is an expression at any time; its methods
// return a new one.
type CaseOn[T any] struct{ X[T] }

// Case starts a CASE whose branches are conditions. It needs at least one When.
func Case[T any]() CaseOn[T] { return CaseOn[T]{shell[T](&CaseExpr{})} }

// When adds the result v for rows where cond holds and no branch before it does. With T any,
// v may be an expression.
func (c CaseOn[T]) When(cond Expr, v T) CaseOn[T] { return c.add(canon(cond), bindValue(v)) }

// WhenExpr is When with the value of an expression.
func (c CaseOn[T]) WhenExpr(cond Expr, e Of[T]) CaseOn[T] { return c.add(canon(cond), canon(e)) }

// Else sets the result for rows where no branch holds, which is NULL otherwise.
func (c CaseOn[T]) Else(v T) CaseOn[T] { return c.otherwise(bindValue(v)) }

// ElseExpr is Else with the value of an expression.
func (c CaseOn[T]) ElseExpr(e Of[T]) CaseOn[T] { return c.otherwise(canon(e)) }

func (c CaseOn[T]) add(cond, result Expr) CaseOn[T] {
	return CaseOn[T]{shell[T](addWhen(c.inner(), cond, result))}
}

func (c CaseOn[T]) otherwise(result Expr) CaseOn[T] {
	return CaseOn[T]{shell[T](setElse(c.inner(), result))}
}

// SimpleCase is a CASE that compares one value of Go type V with others, with results of Go
// type T. Its methods return a new one.
type SimpleCase[T, V any] struct{ X[T] }

// CaseOf starts a CASE that compares value with those of its branches:
// CaseOf[string](users.Level).When(1, "low").
func CaseOf[T, V any](value Of[V]) SimpleCase[T, V] {
	return SimpleCase[T, V]{shell[T](&CaseExpr{Value: canon(value)})}
}

// When adds the result v for rows where the value is equal to match. With T or V any, either
// may be an expression.
func (c SimpleCase[T, V]) When(match V, v T) SimpleCase[T, V] {
	return c.add(bindValue(match), bindValue(v))
}

// WhenExpr is When with expressions.
func (c SimpleCase[T, V]) WhenExpr(match Of[V], e Of[T]) SimpleCase[T, V] {
	return c.add(canon(match), canon(e))
}

// Else sets the result for rows where the value is equal to none, which is NULL otherwise.
func (c SimpleCase[T, V]) Else(v T) SimpleCase[T, V] { return c.otherwise(bindValue(v)) }

// ElseExpr is Else with the value of an expression.
func (c SimpleCase[T, V]) ElseExpr(e Of[T]) SimpleCase[T, V] { return c.otherwise(canon(e)) }

func (c SimpleCase[T, V]) add(match, result Expr) SimpleCase[T, V] {
	return SimpleCase[T, V]{shell[T](addWhen(c.inner(), match, result))}
}

func (c SimpleCase[T, V]) otherwise(result Expr) SimpleCase[T, V] {
	return SimpleCase[T, V]{shell[T](setElse(c.inner(), result))}
}

// addWhen returns the CASE e with another branch. The zero shell has no CASE inside.
func addWhen(e Expr, when, result Expr) Expr {
	c, _ := e.(*CaseExpr)
	if c == nil {
		c = &CaseExpr{}
	}
	derived := *c
	derived.Whens = extend(c.Whens, []Expr{when, result})
	derived.Typ = derived.resultType()
	return &derived
}

func setElse(e Expr, result Expr) Expr {
	c, _ := e.(*CaseExpr)
	if c == nil {
		c = &CaseExpr{}
	}
	derived := *c
	derived.Else = result
	derived.Typ = derived.resultType()
	return &derived
}

// resultType is that of the last result that has one, as SQLAlchemy has it.
func (c *CaseExpr) resultType() typemap.Type {
	for i := len(c.Whens) - 1; i > 0; i -= 2 {
		if t := TypeOf(c.Whens[i]); t != (typemap.Type{}) {
			return t
		}
	}
	if c.Else != nil {
		return TypeOf(c.Else)
	}
	return typemap.Type{}
}
