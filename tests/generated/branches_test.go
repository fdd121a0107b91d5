package generated

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

var stringType = typemap.String(40)

// kind is how expressions and values of a type are made.
type kind[T any] struct {
	expr  func(g *generator, depth int) expr.X[T]
	value func(g *generator) T
}

func numbersOf() kind[int64] { return kind[int64]{(*generator).number, (*generator).numberValue} }
func textsOf() kind[string]  { return kind[string]{(*generator).text, (*generator).textValue} }

// branches are CASE.
func branches[T any](k kind[T]) []maker[T] {
	type X = expr.X[T]
	return []maker[T]{
		{both, func(g *generator, d int) X { return expr.Case[T]().When(g.truth(d), k.value(g)).X }},
		{both, func(g *generator, d int) X {
			return expr.Case[T]().When(g.truth(d), k.value(g)).WhenExpr(g.truth(d), k.expr(g, d)).Else(k.value(g)).X
		}},
		{both, func(g *generator, d int) X {
			return expr.Case[T]().WhenExpr(g.truth(d), k.expr(g, d)).ElseExpr(k.expr(g, d)).X
		}},
		{both, func(g *generator, d int) X {
			return expr.CaseOf[T](g.number(d)).When(g.numberValue(), k.value(g)).WhenExpr(g.number(d), k.expr(g, d)).Else(k.value(g)).X
		}},
		{both, func(g *generator, d int) X {
			return expr.CaseOf[T](g.text(d)).When(g.textValue(), k.value(g)).ElseExpr(k.expr(g, d)).X
		}},
	}
}
