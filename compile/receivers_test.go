package compile_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
)

// receivers are all types of expr with methods that a program may call, but for those of the
// machinery that walks trees.
var receivers = []any{
	expr.Alias{}, expr.ArrayExpr{}, expr.AssignedValue{}, expr.BareColumn{}, expr.Binary{}, expr.Bind{}, expr.CTE{}, expr.Call{},
	expr.CaseExpr{}, expr.CaseOn[int64]{}, expr.CastExpr{}, expr.CollateExpr{}, expr.CollectionExpr{}, expr.Column{},
	expr.CompoundStmt{}, expr.Cond{}, expr.Conflict{}, expr.Constant{}, expr.CustomOp{}, expr.DeleteStmt{}, expr.ExcludedValue{},
	expr.ExtractExpr{}, expr.FieldExpr{}, expr.FilterExpr{}, expr.Fn[string]{}, expr.FrameBound{}, expr.IndexExpr{},
	expr.InsertStmt{}, expr.Invalid{}, expr.JSONAccess{}, expr.JSONValue{}, expr.Join{}, expr.Label{}, expr.LabelRef{},
	expr.List{}, expr.Logical{}, expr.MergeBranch{}, expr.MergeMatch(0), expr.MergeMatched{}, expr.MergeNotMatched{}, expr.MergeStmt{},
	expr.NamedTable{}, expr.NamedWindow{}, expr.NestedCTE{}, expr.NoValueError{}, expr.Null[int64]{}, expr.OnConflictClause{}, expr.Op(0), expr.Operand{},
	expr.Order{}, expr.Output{}, expr.OverExpr{}, expr.Quantified{}, expr.RawExpr{}, expr.RowLimit{},
	expr.RowValue{}, expr.Sample{}, expr.Scalar{}, expr.SelectStmt{}, expr.SimpleCase[int64, string]{}, expr.Sequence{}, expr.StatementBase{}, expr.Subquery{},
	expr.TableFunc{}, expr.TextFrom{}, expr.TextQuery{}, expr.TextStmt{}, expr.TupleExpr{}, expr.Unary{}, expr.UpdateStmt{},
	expr.ValuesExpr{}, expr.ValuesTable{}, expr.Versions{}, expr.WindowSpec{}, expr.WithinGroup{}, expr.X[int64]{}, expr.X[string]{},
}

// TestNilReceivers calls each method of each type on nil, on its zero value and on what came of
// those, with nil for arguments: what comes of it is SQL or an error, never a panic.
func TestNilReceivers(t *testing.T) {
	for _, zero := range receivers {
		typ := reflect.TypeOf(zero)
		for _, receiver := range []reflect.Value{reflect.Zero(reflect.PointerTo(typ)), reflect.New(typ), reflect.Zero(typ)} {
			for n := range receiver.NumMethod() {
				m := receiver.Type().Method(n)
				isNil := receiver.Kind() == reflect.Pointer && receiver.IsNil()
				if isNil && (!ofPointer(typ, m.Name) || !derives(m.Type)) {
					continue // Go itself cannot call it, or it reads fields as they are
				}
				kind := fmt.Sprintf("%s %v", typ, receiver)
				t.Run(fmt.Sprintf("%.60s.%s", kind, m.Name), func(t *testing.T) {
					defer func() {
						if p := recover(); p != nil {
							t.Errorf("%v", p)
						}
					}()
					for _, one := range []bool{false, true} {
						if m.Name == "Fields" || strings.HasPrefix(m.Name, "SetColumn") {
							continue
						}
						results := callWithZeros(receiver.Interface(), m, one)
						compileAnything(t, results)
						if isNil {
							allFail(t, results)
						}
					}
				})
			}
		}
	}
}

// ofPointer reports whether a method is one of the pointer alone.
func ofPointer(typ reflect.Type, method string) bool {
	_, ofValue := typ.MethodByName(method)
	return !ofValue
}

// derives reports whether a method is of a statement, or gives a part of one.
func derives(method reflect.Type) bool {
	if method.In(0).Implements(reflect.TypeFor[expr.Statement]()) {
		return true
	}
	for i := range method.NumOut() {
		if out := method.Out(i); out == method.In(0) || out.Kind() == reflect.Pointer && out.Implements(reflect.TypeFor[expr.Statement]()) {
			return true
		}
	}
	return false
}

// allFail wants an error of each statement among results, which come of a nil pointer.
func allFail(t *testing.T, results []reflect.Value) {
	for _, r := range results {
		stmt, ok := r.Interface().(expr.Statement)
		if f, isFrom := r.Interface().(expr.From); isFrom {
			stmt, ok = expr.Select(expr.CountAll()).From(f), true
		}
		for _, d := range six {
			if text, _, err := d.SQL(stmt); ok && err == nil {
				t.Errorf("%s takes it: %s", d.Name, text)
			}
		}
	}
}

// TestReceiversAreAll holds the list of types to what the package has.
func TestReceiversAreAll(t *testing.T) {
	listed := make(map[string]bool)
	for _, r := range receivers {
		name, _, _ := strings.Cut(reflect.TypeOf(r).Name(), "[")
		listed[name] = true
	}
	for _, machinery := range []string{"Key", "OutputNames"} {
		listed[machinery] = true
	}
	paths, _ := filepath.Glob("../expr/*.go")
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			if name := receiverName(f.Recv.List[0].Type); ast.IsExported(name) && !listed[name] {
				t.Errorf("%s has methods: list it among receivers", name)
				listed[name] = true
			}
		}
	}
}

func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.IndexListExpr:
		return receiverName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
