package main

import "github.com/gildsql/gild/expr"

// An operator joins an expression with a value or another expression.
type operator func(left expr.X[any], right any) expr.Expr

func enterOperators(operators map[string]operator) {
	for kind, op := range operators {
		enter(map[string]reading{kind: func(r *reader, n node) any {
			left, right := r.x(n.arg(0)), r.operand(n.arg(1))
			if reflects(kind, left, right) {
				e, _ := right.(expr.Expr)
				return operators[mirrored[kind]](expr.Typed[any](e), left)
			}
			return op(left, right)
		}})
	}
}

var operators = map[string]operator{
	"==": func(l expr.X[any], r any) expr.Expr { return l.Eq(r) },
	"!=": func(l expr.X[any], r any) expr.Expr { return l.Ne(r) },
	"<":  func(l expr.X[any], r any) expr.Expr { return l.Lt(r) },
	"<=": func(l expr.X[any], r any) expr.Expr { return l.Le(r) },
	">":  func(l expr.X[any], r any) expr.Expr { return l.Gt(r) },
	">=": func(l expr.X[any], r any) expr.Expr { return l.Ge(r) },
	"+":  func(l expr.X[any], r any) expr.Expr { return l.Add(r) },
	"-":  func(l expr.X[any], r any) expr.Expr { return l.Sub(r) },
	"*":  func(l expr.X[any], r any) expr.Expr { return l.Mul(r) },
	"/":  func(l expr.X[any], r any) expr.Expr { return l.Div(r) },
	"||": func(l expr.X[any], r any) expr.Expr { return l.Concat(r) },
	"//": func(l expr.X[any], r any) expr.Expr { return l.FloorDiv(r) },
	"%":  func(l expr.X[any], r any) expr.Expr { return l.Mod(r) },

	"bitwise_and":    func(l expr.X[any], r any) expr.Expr { return l.BitAnd(r) },
	"bitwise_or":     func(l expr.X[any], r any) expr.Expr { return l.BitOr(r) },
	"bitwise_xor":    func(l expr.X[any], r any) expr.Expr { return l.BitXor(r) },
	"bitwise_lshift": func(l expr.X[any], r any) expr.Expr { return l.ShiftLeft(r) },
	"bitwise_rshift": func(l expr.X[any], r any) expr.Expr { return l.ShiftRight(r) },

	"is_distinct_from":     func(l expr.X[any], r any) expr.Expr { return l.IsDistinctFrom(r) },
	"is_not_distinct_from": func(l expr.X[any], r any) expr.Expr { return l.IsNotDistinctFrom(r) },
}

func init() {
	enterOperators(operators)
	for kind, method := range likes {
		enter(map[string]reading{kind: func(r *reader, n node) any {
			return method(r.x(n.arg(0)), r.operand(n.arg(1)), likeOptions(kind, n.optionsAt(2))...)
		}})
	}
	enter(map[string]reading{
		"is":     func(r *reader, n node) any { return r.x(n.arg(0)).Is(r.constant(n.arg(1))) },
		"is_not": func(r *reader, n node) any { return r.x(n.arg(0)).IsNot(r.constant(n.arg(1))) },
		"in":     func(r *reader, n node) any { return r.in(n) },
		"not_in": func(r *reader, n node) any { return r.in(n) },
		"between": func(r *reader, n node) any {
			if n.optionsAt(3).flag("symmetric") {
				return r.x(n.arg(0)).BetweenSymmetric(r.operand(n.arg(1)), r.operand(n.arg(2)))
			}
			return r.x(n.arg(0)).Between(r.operand(n.arg(1)), r.operand(n.arg(2)))
		},
		"not_between": func(r *reader, n node) any {
			if n.optionsAt(3).flag("symmetric") {
				return r.x(n.arg(0)).NotBetweenSymmetric(r.operand(n.arg(1)), r.operand(n.arg(2)))
			}
			return r.x(n.arg(0)).NotBetween(r.operand(n.arg(1)), r.operand(n.arg(2)))
		},
		"neg":         func(r *reader, n node) any { return r.x(n.arg(0)).Neg() },
		"bitwise_not": func(r *reader, n node) any { return r.x(n.arg(0)).BitNot() },
		"collate":     func(r *reader, n node) any { return r.x(n.arg(0)).Collate(n.text(1)) },
		"regexp_match": func(r *reader, n node) any {
			return r.x(n.arg(0)).Regexp(r.operand(n.arg(1)), n.optionsAt(2).text("flags"))
		},
		"regexp_replace": func(r *reader, n node) any {
			return r.x(n.arg(0)).RegexpReplace(r.operand(n.arg(1)), r.operand(n.arg(2)), n.optionsAt(3).text("flags"))
		},
		"match": func(r *reader, n node) any {
			return r.x(n.arg(0)).Match(r.operand(n.arg(1)), expr.RegConfig(n.optionsAt(2).text("postgresql_regconfig")))
		},
		"op":    func(r *reader, n node) any { return r.custom(n) },
		"tuple": func(r *reader, n node) any { return r.tuple(n) },
		"asc":   func(r *reader, n node) any { return r.x(n.arg(0)).Asc() },
		"desc":  func(r *reader, n node) any { return r.x(n.arg(0)).Desc() },
	})
}

// likes are the kinds with the options of LIKE.
var likes = map[string]func(x expr.X[any], v any, opts ...expr.LikeOption) expr.Cond{
	"like": expr.X[any].Like, "not_like": expr.X[any].NotLike, "ilike": expr.X[any].ILike, "not_ilike": expr.X[any].NotILike,
	"startswith": expr.X[any].StartsWith, "endswith": expr.X[any].EndsWith, "contains": expr.X[any].Contains,
	"istartswith": expr.X[any].IStartsWith, "iendswith": expr.X[any].IEndsWith, "icontains": expr.X[any].IContains,
}

func likeOptions(_ string, o options) (opts []expr.LikeOption) {
	if escape := o.text("escape"); escape != "" {
		opts = append(opts, expr.Escape([]rune(escape)[0]))
	}
	if !o.flag("autoescape") {
		opts = append(opts, expr.Wildcards())
	}
	return opts
}

// constant reads what stands behind IS: nil, true and false are words of SQL.
func (r *reader) constant(v any) expr.Expr {
	switch v := r.operand(v).(type) {
	case nil:
		return expr.NullValue()
	case bool:
		return truth(v)
	case expr.Expr:
		return v
	default:
		return expr.Val[any](v)
	}
}

// custom reads an operator of the database's own.
func (r *reader) custom(n node) expr.Expr {
	o := n.optionsAt(3)
	var opts []expr.OpOption
	if o.has("precedence") {
		opts = append(opts, expr.Precedence(asInt(o["precedence"])))
	}
	if o.flag("is_comparison") {
		opts = append(opts, expr.AsComparison())
	}
	if o.has("return_type") {
		opts = append(opts, expr.ResultType(typeOf(asNode(o["return_type"]))))
	}
	return r.x(n.arg(0)).Op(n.text(1), r.operand(n.arg(2)), opts...)
}

// tuple reads several values as one.
func (r *reader) tuple(n node) expr.Expr {
	types := n.optionsAt(1).list("types")
	var items []any
	for i, v := range asList(n.arg(0)) {
		item := r.argument(v)
		if _, isExpr := item.(expr.Expr); !isExpr && i < len(types) {
			item = expr.TypedVal[any](item, typeOf(asNode(types[i])))
		}
		items = append(items, item)
	}
	return expr.Tuple(items...)
}

// member reads an element of a list behind IN: a tuple of plain values is a row of them.
func (r *reader) member(v any) any {
	n := asNode(v)
	if n.kind() != "tuple" {
		return r.operand(v)
	}
	row := []any{}
	for _, field := range asList(n.arg(0)) {
		if !isPlain(asNode(field)) {
			return r.expr(v)
		}
		row = append(row, r.operand(field))
	}
	return row
}

// in reads membership in a list, in a list parameter or in the rows of a query.
func (r *reader) in(n node) expr.Expr {
	left, set := r.x(n.arg(0)), asNode(n.arg(1))
	not := n.kind() == "not_in"
	switch set.kind() {
	case "list":
		var list []any
		for _, v := range asList(set.arg(0)) {
			list = append(list, r.member(v))
		}
		if not {
			return left.NotIn(list...)
		}
		return left.In(list...)
	}
	object := r.object([]any(set))
	if rows, ok := object.(*expr.ValuesTable); ok {
		object = expr.ScalarValues(rows)
	}
	q, isQuery := object.(expr.Query)
	switch e, isExpr := object.(expr.Expr); {
	case isQuery && not:
		return left.NotInSelect(q)
	case isQuery:
		return left.InSelect(q)
	case isExpr && not:
		return left.NotInExpr(e)
	case isExpr:
		return left.InExpr(e)
	}
	unsupported("in of %s", set.kind())
	return nil
}

// listParam reads a list that is a parameter.
func (r *reader) listParam(name string, v any, _ any) expr.Expr {
	list, _ := v.([]any)
	return expr.ListParam(name, list...)
}
