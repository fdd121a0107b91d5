package compile_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// TestNilArguments calls each method that derives with zero values: what comes of it is SQL or an
// error, on all databases, never a panic.
func TestNilArguments(t *testing.T) {
	id := authors.ID
	for _, base := range []any{
		expr.Select(id), expr.Union(expr.Select(id), expr.Select(id)), expr.Insert(authors), expr.Update(authors), expr.Delete(authors),
		expr.Insert(authors).Values(id.Set(1)).OnConflict(id), expr.Insert(authors).Values(id.Set(1)).Upsert(id),
		expr.Merge(authors), expr.Merge(authors).WhenMatched(), expr.Merge(authors).WhenNotMatched(),
		expr.Case[int64](), expr.CaseOf[int64](id), expr.Func[int64]("f"), id, authors.Name, expr.Window(),
		expr.Select(id).CTE("c"), expr.Values("v", id), expr.TableSample(authors, "s", 1), expr.AsOf(nil, nil), expr.As(nil, ""),
		expr.Text("SELECT 1"), expr.FromText(expr.Text("t")), expr.TableNamed("t"), expr.NewSequence(""),
	} {
		for n := range reflect.TypeOf(base).NumMethod() {
			m := reflect.TypeOf(base).Method(n)
			t.Run(fmt.Sprintf("%T.%s", base, m.Name), func(t *testing.T) {
				for _, one := range []bool{false, true} {
					compileAnything(t, callWithZeros(base, m, one))
				}
			})
		}
	}
}

// callWithZeros calls a method with zero values; of a variadic parameter with one, if so wanted.
func callWithZeros(base any, m reflect.Method, one bool) []reflect.Value {
	args := []reflect.Value{reflect.ValueOf(base)}
	for i := 1; i < m.Type.NumIn(); i++ {
		in := m.Type.In(i)
		switch {
		case in == reflect.TypeFor[expr.Visitor](), in.Kind() == reflect.Func && !m.Type.IsVariadic():
			return nil // of the machinery
		case m.Type.IsVariadic() && i == m.Type.NumIn()-1 && !one:
			continue
		case m.Type.IsVariadic() && i == m.Type.NumIn()-1:
			in = in.Elem()
		}
		args = append(args, reflect.Zero(in))
	}
	return m.Func.Call(args)
}

// compileAnything compiles what a method returned, on each database.
func compileAnything(t *testing.T, results []reflect.Value) {
	for _, r := range results {
		var stmt expr.Statement
		switch v := r.Interface().(type) {
		case nil:
			continue
		case expr.Statement:
			stmt = v
		case expr.Expr:
			stmt = expr.Select(v)
		case expr.From:
			stmt = expr.Select(expr.CountAll()).From(v)
		case expr.Assignment:
			stmt = expr.Update(authors).Set(v)
		default:
			continue
		}
		for _, d := range six {
			_, _, _ = d.SQL(stmt)
		}
		_ = fmt.Sprint(stmt)
	}
}

// Statements of ten thousand levels are SQL like others.
func TestDepth(t *testing.T) {
	const depth = 10_000
	id := authors.ID
	all, not, sum := expr.Expr(id.Eq(1)), expr.Expr(expr.Func[bool]("f", id)), expr.X[int64]{}
	sum = id.AddExpr(id)
	query := expr.Select(id)
	for i := range depth {
		all = expr.And(expr.Or(all, id.IsNull()), id.GtExpr(id))
		not = &expr.Unary{Op: expr.OpNot, Operand: not, Typ: typemap.Boolean()}
		sum = sum.MulExpr(id).AddExpr(id)
		if i%10 == 0 {
			query = expr.Select(id).Where(id.InSelect(query))
		}
	}
	for name, stmt := range map[string]expr.Statement{
		"conditions": expr.Select(id).Where(all), "NOT": expr.Select(id).Where(not), "sums": expr.Select(sum), "subqueries": query,
	} {
		for _, d := range six {
			if _, _, err := d.SQL(stmt); err != nil {
				t.Errorf("%s on %s: %v", name, d.Name, err)
			}
		}
	}
}
