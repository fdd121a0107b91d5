package orm

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// ErrNull says that an expression that was evaluated in memory is NULL.
var ErrNull = errors.New("gild: the expression is NULL")

// Eval computes an expression in memory, from the fields of the objects whose addresses are in it. So
// a method of an entity that returns an expression is one definition for both: on a probe it is SQL,
// on an object a value.
//
//	func (s *Stay) Nights() expr.X[int64] { return orm.C(&s.Till).SubExpr(orm.C(&s.From)) }
//
//	orm.Select(p).Where(p.Nights().Gt(3))   // WHERE stays.till - stays.from > ?
//	nights, err := orm.Eval(stay.Nights())
//
// NULL goes through as in SQL; where it is the result the error is ErrNull. Known are arithmetic,
// comparisons, AND, OR and NOT, IN, BETWEEN, IS NULL, CASE, the joining of texts, coalesce, abs,
// length, lower and upper. What databases do not agree about, such as the order of texts and letters
// outside of ASCII in upper, is an error, and so is what does not fit.
func Eval[V any](e expr.Of[V]) (v V, err error) {
	if e == nil {
		return v, errors.New("gild: Eval of nil")
	}
	result, err := eval(expr.Canonical(e))
	switch {
	case err != nil:
		return v, fault.Errorf("in memory: %w", err)
	case result == nil:
		return v, ErrNull
	}
	from, to := reflect.ValueOf(result), reflect.TypeFor[V]()
	if to.Kind() == reflect.Interface && from.Type().Implements(to) {
		return result.(V), nil
	}
	sameKind := from.CanInt() && reflect.Zero(to).CanInt() || from.CanFloat() && reflect.Zero(to).CanFloat() || from.Kind() == to.Kind()
	if !sameKind && !(from.CanInt() && reflect.Zero(to).CanFloat()) || !from.CanConvert(to) {
		return v, fmt.Errorf("gild: in memory: the result is a %T, not a %s", result, to)
	}
	out := from.Convert(to)
	if from.CanInt() && out.CanInt() && out.Int() != from.Int() {
		return v, fmt.Errorf("gild: in memory: %v is no %s", result, to)
	}
	return out.Interface().(V), nil
}

// eval returns the value of an expression: nil for NULL, int64, float64, string, bool, or what the
// field has.
func eval(e expr.Expr) (any, error) {
	switch n := e.(type) {
	case *probed:
		return plainValue(reflect.NewAt(n.typ, n.ptr).Elem())
	case *expr.Bind:
		if n.Param != "" || n.Make != nil || n.Place != 0 {
			return nil, fmt.Errorf("the value of a parameter is not known")
		}
		return plainValue(reflect.ValueOf(n.Value))
	case *expr.Constant:
		if n.Value == nil {
			return nil, nil
		}
		return *n.Value, nil
	case *expr.Logical:
		return evalLogical(n)
	case *expr.Unary:
		return evalUnary(n)
	case *expr.Binary:
		return evalBinary(n)
	case *expr.CaseExpr:
		return evalCase(n)
	case *expr.Call:
		return evalCall(n)
	case *expr.Invalid:
		return nil, n.Err
	}
	return nil, unknown(e)
}

func unknown(what any) error { return fmt.Errorf("a %T is not known: it needs the database", what) }

// plainValue strips what is around a value.
func plainValue(v reflect.Value) (any, error) {
	if !v.IsValid() {
		return nil, nil
	}
	if opt, ok := v.Interface().(interface{ IsSet() bool }); ok && isOptional(v.Type()) {
		if out := v.MethodByName("Get").Call(nil); opt.IsSet() && out[1].Bool() {
			return plainValue(out[0])
		}
		return nil, nil
	}
	if v.CanAddr() {
		if d, ok := v.Addr().Interface().(interface{ plain() (reflect.Value, error) }); ok {
			inner, err := d.plain()
			if err != nil {
				return nil, err
			}
			return plainValue(inner)
		}
	}
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return nil, nil
	case v.Kind() == reflect.Pointer:
		return plainValue(v.Elem())
	case v.Type().Implements(valuerType) && v.Type() != timeType:
		return v.Interface(), nil
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint():
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("%d is too large", v.Uint())
		}
		return int64(v.Uint()), nil
	case v.CanFloat():
		return v.Float(), nil
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.Kind() == reflect.Bool:
		return v.Bool(), nil
	}
	return v.Interface(), nil
}

func (d *Deferred[T]) plain() (reflect.Value, error) {
	v, err := d.Get()
	return reflect.ValueOf(&v).Elem(), err
}

// evalLogical is AND and OR with three truth values.
func evalLogical(n *expr.Logical) (any, error) {
	decides := n.Op == expr.OpOr
	var out any = !decides
	for _, part := range n.Parts {
		v, err := evalTruth(part)
		switch {
		case err != nil:
			return nil, err
		case v == decides:
			return decides, nil
		case v == nil:
			out = nil
		}
	}
	return out, nil
}

// evalTruth returns true, false or nil.
func evalTruth(e expr.Expr) (any, error) {
	v, err := eval(e)
	if _, isTruth := v.(bool); err == nil && v != nil && !isTruth {
		err = fmt.Errorf("a %T is no truth value", v)
	}
	return v, err
}

func evalUnary(n *expr.Unary) (any, error) {
	v, err := eval(n.Operand)
	if err != nil || v == nil {
		return nil, err
	}
	switch x := v.(type) {
	case bool:
		if n.Op == expr.OpNot {
			return !x, nil
		}
	case int64:
		if n.Op == expr.OpNeg {
			return calculate(expr.OpSub, int64(0), x)
		}
	case float64:
		if n.Op == expr.OpNeg {
			return -x, nil
		}
	}
	return nil, fmt.Errorf("an operator in front of a %T is not known", v)
}

func evalBinary(n *expr.Binary) (any, error) {
	switch n.Op {
	case expr.OpIn, expr.OpNotIn:
		return evalIn(n)
	case expr.OpBetween, expr.OpNotBetween:
		bounds, ok := n.Right.(*expr.Logical)
		if !ok || len(bounds.Parts) != 2 {
			return nil, unknown(n.Right)
		}
		v, err := evalLogical(&expr.Logical{Op: expr.OpAnd, Parts: []expr.Expr{
			&expr.Binary{Op: expr.OpGe, Left: n.Left, Right: bounds.Parts[0]}, &expr.Binary{Op: expr.OpLe, Left: n.Left, Right: bounds.Parts[1]}}})
		return negateIf(n.Op == expr.OpNotBetween, v), err
	}
	left, err := eval(n.Left)
	if err != nil {
		return nil, err
	}
	right, err := eval(n.Right)
	if err != nil {
		return nil, err
	}
	switch n.Op {
	case expr.OpIs, expr.OpIsNot, expr.OpIsDistinct, expr.OpIsNotDistinct:
		same := left == nil && right == nil
		if left != nil && right != nil {
			v, err := compareIn(expr.OpEq, left, right)
			if err != nil {
				return nil, err
			}
			same = v == true
		}
		return same == (n.Op == expr.OpIs || n.Op == expr.OpIsNotDistinct), nil
	}
	if left == nil || right == nil {
		return nil, nil
	}
	switch n.Op {
	case expr.OpEq, expr.OpNe, expr.OpLt, expr.OpLe, expr.OpGt, expr.OpGe:
		return compareIn(n.Op, left, right)
	}
	return calculate(n.Op, left, right)
}

func negateIf(negate bool, v any) any {
	if truth, known := v.(bool); known && negate {
		return !truth
	}
	return v
}

// evalIn is IN with a list of values.
func evalIn(n *expr.Binary) (any, error) {
	list, ok := n.Right.(*expr.Bind)
	if !ok || !list.Many || list.Row != nil || list.Param != "" {
		return nil, unknown(n.Right)
	}
	left, err := eval(n.Left)
	if err != nil {
		return nil, err
	}
	members := reflect.ValueOf(list.Value)
	var out any = false
	for i := range members.Len() {
		v, err := plainValue(reflect.ValueOf(members.Index(i).Interface()))
		if err != nil {
			return nil, err
		}
		if left == nil || v == nil {
			out = nil
			continue
		}
		same, err := compareIn(expr.OpEq, left, v)
		if err != nil {
			return nil, err
		}
		if same == true {
			return n.Op == expr.OpIn, nil
		}
	}
	return negateIf(n.Op == expr.OpNotIn, out), nil
}

// compareIn compares two values of which none is NULL.
func compareIn(op expr.Op, left, right any) (any, error) {
	order, ordered := 0, true
	switch l := left.(type) {
	case int64, float64:
		if _, isInt := right.(int64); !isInt {
			if _, isFloat := right.(float64); !isFloat {
				return nil, fmt.Errorf("a number is compared with a %T", right)
			}
		}
		order = compareNumbers(left, right)
	case time.Time:
		r, same := right.(time.Time)
		if !same {
			return nil, fmt.Errorf("a time is compared with a %T", right)
		}
		order = l.Compare(r)
	default:
		if reflect.TypeOf(left) != reflect.TypeOf(right) {
			return nil, fmt.Errorf("a %T is compared with a %T", left, right)
		}
		ordered = false
		order = flag(!reflect.DeepEqual(left, right))
	}
	switch {
	case op == expr.OpEq:
		return order == 0, nil
	case op == expr.OpNe:
		return order != 0, nil
	case !ordered:
		return nil, fmt.Errorf("the order of values of type %T is the database's", left)
	}
	return map[expr.Op]bool{expr.OpLt: order < 0, expr.OpLe: order <= 0, expr.OpGt: order > 0, expr.OpGe: order >= 0}[op], nil
}

// compareNumbers compares whole numbers exactly.
func compareNumbers(left, right any) int {
	l, lInt := left.(int64)
	r, rInt := right.(int64)
	if lInt && rInt {
		return compareValues(l, r)
	}
	return compareValues(toFloat(left), toFloat(right))
}

func toFloat(v any) float64 {
	if n, isInt := v.(int64); isInt {
		return float64(n)
	}
	f, _ := v.(float64)
	return f
}

func evalCase(n *expr.CaseExpr) (any, error) {
	for i := 0; i+1 < len(n.Whens); i += 2 {
		when := n.Whens[i]
		if n.Value != nil {
			when = &expr.Binary{Op: expr.OpEq, Left: n.Value, Right: when}
		}
		holds, err := evalTruth(when)
		if err != nil {
			return nil, err
		}
		if holds == true {
			return eval(n.Whens[i+1])
		}
	}
	if n.Else == nil {
		return nil, nil
	}
	return eval(n.Else)
}

func evalCall(n *expr.Call) (any, error) {
	name := strings.ToLower(n.Name)
	if n.Star || n.Distinct || len(n.OrderBy) > 0 || len(n.Args) == 0 || !slices.Contains([]string{"coalesce", "abs", "length", "lower", "upper"}, name) {
		return nil, fmt.Errorf("the function %s is not known: it needs the database", n.Name)
	}
	var args []any
	for _, a := range n.Args {
		v, err := eval(a)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	if name == "coalesce" {
		for _, v := range args {
			if v != nil {
				return v, nil
			}
		}
		return nil, nil
	}
	switch v := args[0].(type) {
	case nil:
		return nil, nil
	case int64:
		if name == "abs" && v < 0 {
			return calculate(expr.OpSub, int64(0), v)
		} else if name == "abs" {
			return v, nil
		}
	case float64:
		if name == "abs" {
			return math.Abs(v), nil
		}
	case string:
		return textFunction(name, v)
	}
	return nil, fmt.Errorf("%s of a %T is not known", n.Name, args[0])
}

func textFunction(name, v string) (any, error) {
	ascii := strings.IndexFunc(v, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	switch {
	case name == "length":
		return int64(utf8.RuneCountInString(v)), nil
	case name == "lower" && ascii:
		return strings.ToLower(v), nil
	case name == "upper" && ascii:
		return strings.ToUpper(v), nil
	}
	return nil, fmt.Errorf("%s of %q differs between databases", name, v)
}
