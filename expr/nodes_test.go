package expr

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// table is a FROM element as other packages define them: known by identity.
type table struct {
	FromBase
	name    string
	columns []*Column
}

func newTable(name string) *table {
	t := &table{name: name}
	for _, c := range []string{"id", "name", "age"} {
		t.columns = append(t.columns, NewColumn(t, c, typemap.BigInt()))
	}
	return t
}

func (t *table) Columns() []*Column { return t.columns }
func (t *table) FromName() string   { return t.name }
func (t *table) Fields(v Visitor)   { v.Kind("table"); v.Pin(t) }

var (
	users, mails = newTable("users"), newTable("mails")
	id, name     = ColOf[any](users.columns[0]), ColOf[any](users.columns[1])
	yes, no      = true, false
)

// variant makes a node of one structure around the value v.
type variant func(v any) Node

// variants has each type of node in all structures that must be told apart. Each call of a
// variant makes the node anew, so that equal keys are no matter of identity.
var variants = map[string][]variant{
	"Column": {
		func(any) Node { return id.Column() },
		func(any) Node { return name.Column() },
		func(any) Node { return mails.columns[0] },
		func(any) Node { return NewColumn(users, "id", typemap.Text()) },
		func(any) Node { c := NewColumn(users, "id", typemap.Integer()); c.ForceQuotes(); return c },
	},
	"Bind": {
		func(v any) Node { return &Bind{Value: v} },
		func(v any) Node { return &Bind{Value: v, Typ: typemap.Text()} },
		func(v any) Node { return &Bind{Value: v, Typ: typemap.String(5)} },
		func(v any) Node { return &Bind{Value: v, Inline: true} },
		func(v any) Node { return &Bind{Value: v, Param: "a", Default: true} },
		func(v any) Node { return &Bind{Value: v, Typ: typemap.Numeric(5, 2)} },
		func(v any) Node { return &Bind{Value: v, Typ: typemap.Numeric(2, 5)} },
		func(v any) Node { return &Bind{Value: v, Typ: typemap.DateTime()} },
		func(v any) Node { return &Bind{Value: v, Typ: typemap.DateTimeZone()} },
		func(v any) Node { return &Bind{Value: v, Hint: "a"} },
		func(v any) Node { return &Bind{Param: "p"} },
		func(v any) Node { return &Bind{Param: "q"} },
		func(v any) Node { return &Bind{Value: []any{v}, Many: true} },
	},
	"Binary": {
		func(v any) Node { return &Binary{Op: OpEq, Left: id, Right: Val(v)} },
		func(v any) Node { return &Binary{Op: OpNe, Left: id, Right: Val(v)} },
		func(v any) Node { return &Binary{Op: OpEq, Left: id, Right: Val(v), Option: "/"} },
		func(v any) Node { return &Binary{Op: OpEq, Left: Val(v), Right: id} },
		func(v any) Node { return &Binary{Op: OpEq, Left: id, Right: Val(v), Typ: typemap.Boolean()} },
		func(v any) Node { return &Binary{Op: OpEq, Left: Val(v), Right: Val(v)} },
		func(v any) Node { x := Val(v); return &Binary{Op: OpEq, Left: x, Right: x} },
	},
	"Unary": {
		func(v any) Node { return &Unary{Op: OpNot, Operand: Val(v)} },
		func(v any) Node { return &Unary{Op: OpNeg, Operand: Val(v)} },
		func(v any) Node { return &Unary{Op: OpNot, Operand: id} },
		func(v any) Node { return &Unary{Op: OpNot, Operand: Val(v), Typ: typemap.Boolean()} },
	},
	"Logical": {
		func(v any) Node { return &Logical{Op: OpAnd, Parts: []Expr{id, Val(v)}} },
		func(v any) Node { return &Logical{Op: OpOr, Parts: []Expr{id, Val(v)}} },
		func(v any) Node { return &Logical{Op: OpAnd, Parts: []Expr{Val(v), id}} },
		func(v any) Node { return &Logical{Op: OpAnd, Parts: []Expr{id, Val(v), id}} },
	},
	"List": {
		func(v any) Node { return &List{Items: []Expr{id, Val(v)}} },
		func(v any) Node { return &List{Items: []Expr{id}} },
		func(v any) Node { return &List{Items: []Expr{&List{Items: []Expr{id, Val(v)}}}} },
		func(v any) Node { return &List{Items: []Expr{&List{Items: []Expr{id}}, Val(v)}} },
		func(v any) Node { return &List{} },
	},
	"Constant": {
		func(any) Node { return &Constant{} },
		func(any) Node { return &Constant{Value: &yes} },
		func(any) Node { return &Constant{Value: &yes, Empty: true} },
		func(any) Node { return &Constant{Value: &no} },
	},
	"Call": {
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id, Val(v)}} },
		func(v any) Node { return &Call{Name: "g", Args: []Expr{id, Val(v)}} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id}} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id, Val(v)}, Distinct: true} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id, Val(v)}, Star: true} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id, Val(v)}, Typ: typemap.Text()} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id, Val(v)}, Portable: true} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id}, OrderBy: []Expr{Val(v)}} },
		func(v any) Node { return &Call{Name: "f", OrderBy: []Expr{id, Val(v)}} },
		func(v any) Node { return &Call{Name: "f", Args: []Expr{id, Val(v)}, Sequence: NewSequence("s")} },
		func(v any) Node {
			return &Call{Name: "f", Args: []Expr{id, Val(v)}, Sequence: NewSequence("s").In("t")}
		},
	},
	"FilterExpr": {
		func(v any) Node { return &FilterExpr{Func: id, Where: Val(v)} },
		func(v any) Node { return &FilterExpr{Func: name, Where: Val(v)} },
		func(v any) Node { return &FilterExpr{Func: id, Where: name} },
	},
	"WithinGroup": {
		func(v any) Node { return &WithinGroup{Func: id, OrderBy: []Expr{Val(v)}} },
		func(v any) Node { return &WithinGroup{Func: name, OrderBy: []Expr{Val(v)}} },
		func(v any) Node { return &WithinGroup{Func: id, OrderBy: []Expr{Val(v), id}} },
		func(v any) Node { return &WithinGroup{Func: id, OrderBy: []Expr{Val(v)}, Typ: typemap.Text()} },
	},
	"OverExpr": {
		func(v any) Node { return &OverExpr{Func: id, Window: *Window().OrderBy(Val(v))} },
		func(v any) Node { return &OverExpr{Func: name, Window: *Window().OrderBy(Val(v))} },
		func(v any) Node { return &OverExpr{Func: id, Window: *Window().PartitionBy(Val(v))} },
		func(v any) Node { return &OverExpr{Func: id, Window: *WindowNamed("w").OrderBy(Val(v))} },
		func(v any) Node { return &OverExpr{Func: id, Window: *Window().Rows(Preceding(Val(v)), Unbounded())} },
		func(v any) Node { return &OverExpr{Func: id, Window: *Window().Range(Preceding(Val(v)), Unbounded())} },
		func(v any) Node { return &OverExpr{Func: id, Window: *Window().Rows(Preceding(Val(v)), CurrentRow())} },
		func(v any) Node { return &OverExpr{Func: id, Window: *Window().Rows(CurrentRow(), Following(Val(v)))} },
		func(v any) Node {
			return &OverExpr{Func: id, Window: *Window().Rows(CurrentRow(), Following(Val(v))).Exclude(ExcludeTies)}
		},
	},
	"NamedWindow": {
		func(v any) Node { return &NamedWindow{Name: "a", Window: *Window().OrderBy(Val(v))} },
		func(v any) Node { return &NamedWindow{Name: "b", Window: *Window().OrderBy(Val(v))} },
		func(v any) Node { return &NamedWindow{Name: "a", Window: *Window().PartitionBy(Val(v))} },
	},
	"Label": {
		func(v any) Node { return &Label{Expr: Val(v), Name: "a"} },
		func(v any) Node { return &Label{Expr: Val(v), Name: "b"} },
		func(v any) Node { return &Label{Expr: id, Name: "a"} },
	},
	"Order": {
		func(v any) Node { return &Order{Expr: Val(v)} },
		func(v any) Node { return &Order{Expr: Val(v), Descending: true} },
		func(v any) Node { return &Order{Expr: id} },
		func(v any) Node { return &Order{Expr: id, Undirected: true} },
		func(v any) Node { return &Order{Expr: id, Nulls: NullsAtStart} },
		func(v any) Node { return &Order{Expr: id, Nulls: NullsAtEnd} },
	},
	"Scalar": {
		func(v any) Node { return &Scalar{Query: Select(Val(v))} },
		func(v any) Node { return &Scalar{Query: Select(id)} },
		func(v any) Node { return &Scalar{} },
	},
	"Alias": {
		func(any) Node { return As(users, "a") },
		func(any) Node { return As(users, "b") },
		func(any) Node { return As(mails, "a") },
	},
	"Join": {
		func(v any) Node { return &Join{Left: users, Right: mails, On: id.Eq(v)} },
		func(v any) Node { return &Join{Left: users, Right: mails, On: id.Eq(v), Kind: LeftJoin} },
		func(v any) Node { return &Join{Left: mails, Right: users, On: id.Eq(v)} },
		func(v any) Node { return &Join{Left: users, Right: users, On: id.Eq(v)} },
		func(v any) Node { return &Join{Left: users, Right: mails} },
		func(v any) Node { return &Join{Right: mails, On: id.Eq(v)} },
		func(v any) Node { a := As(users, "a"); return &Join{Left: a, Right: a, On: id.Eq(v)} },
		func(v any) Node { return &Join{Left: As(users, "a"), Right: As(users, "a"), On: id.Eq(v)} },
	},
	"SelectStmt": {
		func(v any) Node { return Select(id).Window("w", Window().OrderBy(Val(v))) },
		func(v any) Node { return Select(id, Val(v)) },
		func(v any) Node { return Select(Val(v), id) },
		func(v any) Node { return Select(id, Val(v)).Distinct() },
		func(v any) Node { return Select(id, Val(v)).From(users) },
		func(v any) Node { return Select(id, Val(v)).From(mails) },
		func(v any) Node { return Select(id, Val(v)).Join(mails) },
		func(v any) Node { return Select(id, Val(v)).LeftJoin(mails) },
		func(v any) Node { return Select(id, Val(v)).Where(id.Eq(v)) },
		func(v any) Node { return Select(id, Val(v)).Where(id.Eq(v), id.Eq(v)) },
		func(v any) Node { return Select(id, Val(v)).Having(id.Eq(v)) },
		func(v any) Node { return Select(id, Val(v)).GroupBy(id) },
		func(v any) Node { return Select(id, Val(v)).OrderBy(id) },
		func(v any) Node { return Select(id, Val(v)).Limit(1) },
		func(v any) Node { return Select(id, Val(v)).Offset(1) },
		func(v any) Node { return Select(id, Val(v)).Limit(1).Offset(1) },
		func(v any) Node { return Select(id, Val(v)).Correlate(users) },
		func(v any) Node { return Select(id.InSelect(Select(id)), Val(v)) },
		func(v any) Node { return Select(Exists(Select(id)), Val(v)) },
	},
	"InsertStmt": {
		func(v any) Node { return Insert(users).Values(id.Set(v)) },
		func(v any) Node { return Insert(mails).Values(id.Set(v)) },
		func(v any) Node { return Insert(users).Values(name.Set(v)) },
		func(v any) Node { return Insert(users).Values(id.Set(v), name.Set(v)) },
		func(v any) Node { return Insert(users).Values(id.Set(v)).Values(id.Set(v)) },
		func(v any) Node { return Insert(users).Values(id.SetExpr(name)) },
		func(v any) Node { return Insert(users).Values(id.Set(v)).Returning(id) },
		func(v any) Node { return Insert(users).Values(id.Set(v)).Returning(name) },
		func(v any) Node { return Insert(users) },
	},
	"UpdateStmt": {
		func(v any) Node { return Update(users).Set(id.Set(v)) },
		func(v any) Node { return Update(mails).Set(id.Set(v)) },
		func(v any) Node { return Update(users).Set(name.Set(v)) },
		func(v any) Node { return Update(users).Set(id.SetExpr(name)) },
		func(v any) Node { return Update(users).Set(id.Set(v)).Where(id.Eq(v)) },
		func(v any) Node { return Update(users).Set(id.Set(v)).Returning(id) },
	},
	"DeleteStmt": {
		func(v any) Node { return Delete(users) },
		func(v any) Node { return Delete(mails) },
		func(v any) Node { return Delete(users).Where(id.Eq(v)) },
		func(v any) Node { return Delete(users).Returning(id) },
	},
	"CaseExpr": {
		func(v any) Node { return Case[any]().When(id, v).Unwrap() },
		func(v any) Node { return Case[any]().When(id, v).When(name, v).Unwrap() },
		func(v any) Node { return Case[any]().When(id, v).Else(v).Unwrap() },
		func(v any) Node { return CaseOf[any](id).When(name, v).Unwrap() },
		func(v any) Node { return &CaseExpr{Whens: []Expr{id.Column(), &Bind{Value: v}}, Typ: typemap.Text()} },
	},
	"CastExpr": {
		func(v any) Node { return Cast[any](id, typemap.Text()).Unwrap() },
		func(v any) Node { return Cast[any](name, typemap.Text()).Unwrap() },
		func(v any) Node { return Cast[any](id, typemap.BigInt()).Unwrap() },
		func(v any) Node { return TryCast[any](id, typemap.Text()).Unwrap() },
		func(v any) Node { return Coerce[any](id, typemap.Text()).Unwrap() },
	},
	"ExtractExpr": {
		func(v any) Node { return Extract[int64]("year", id).Unwrap() },
		func(v any) Node { return Extract[int64]("month", id).Unwrap() },
		func(v any) Node { return Extract[int64]("year", name).Unwrap() },
	},
	"RawExpr": {
		func(v any) Node { return Raw[any]("a").Unwrap() },
		func(v any) Node { return Raw[any]("b").Unwrap() },
		func(v any) Node { return Raw[string]("a").Unwrap() },
	},
	"BareColumn": {
		func(v any) Node { return ColumnOf[any]("a").Unwrap() },
		func(v any) Node { return ColumnOf[any]("b").Unwrap() },
		func(v any) Node { return ColumnOf[string]("a").Unwrap() },
	},
	"TextQuery": {
		func(v any) Node { return Text("SELECT 1").Columns(id) },
		func(v any) Node { return Text("SELECT 2").Columns(id) },
		func(v any) Node { return Text("SELECT 1").Columns(name) },
	},
	"TextStmt": {
		func(v any) Node { return Text("SELECT :a, :b") },
		func(v any) Node { return Text("SELECT :b, :a") },
		func(v any) Node { return Text("SELECT :a, :b").Bind("a", v) },
		func(v any) Node { return Text("SELECT :a, :b").Bind("b", v) },
		func(v any) Node { return Text("SELECT :a, :b").Bind("a", v).Bind("b", v) },
		func(v any) Node { return Text("SELECT :a, :b").Bind("a", id) },
	},
}

// keyless are the types without a key, and the fields that are not structure, with the reason.
var keyless = map[string]string{
	"Invalid":        "it never compiles",
	"Bind.Value":     "values travel apart",
	"Alias.columns":  "they follow from the aliased element",
	"InsertStmt.Err": "it never compiles", "UpdateStmt.Err": "it never compiles",
	"InsertStmt.rows": "it follows from columns and values",
}

// TestEveryNodeHasVariants reads the sources, so that a new type of node cannot be forgotten.
func TestEveryNodeHasVariants(t *testing.T) {
	found := nodeTypes(t)
	if len(found) < 15 {
		t.Fatalf("only %d types of nodes found", len(found))
	}
	for _, typ := range found {
		if len(variants[typ]) < 2 && keyless[typ] == "" {
			t.Errorf("%s has no variants: add them, one for each field that makes a difference", typ)
		}
	}
	for typ := range variants {
		if !slices.Contains(found, typ) {
			t.Errorf("%s is not a type of node", typ)
		}
	}
}

// nodeTypes returns the structs of the package that embed a base of nodes.
func nodeTypes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && embedsBase(spec) && !strings.HasSuffix(spec.Name.Name, "Base") {
				found = append(found, spec.Name.Name)
			}
			return true
		})
	}
	return found
}

func embedsBase(spec *ast.TypeSpec) bool {
	s, ok := spec.Type.(*ast.StructType)
	return ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
		base, ok := f.Type.(*ast.Ident)
		return ok && f.Names == nil && slices.Contains([]string{"ExprBase", "shelledBase", "FromBase", "StatementBase", "QueryBase"}, base.Name)
	})
}

// keyOf returns the key of n, empty if it has none.
func keyOf(n Node) string {
	var k Key
	if !k.Add(n) {
		return ""
	}
	return string(k.Bytes)
}

// wrapped is n where it stands in a statement, so that nodes of all types can be compared.
func wrapped(n Node) Node {
	switch n := n.(type) {
	case Expr:
		return Select(n)
	case From:
		return Select(id).From(n)
	}
	return n
}

func TestKeysTellStructuresApart(t *testing.T) {
	owners := map[string]string{}
	for _, typ := range slices.Sorted(maps.Keys(variants)) {
		for i, make := range variants[typ] {
			what := fmt.Sprintf("%s, variant %d", typ, i)
			if got := reflect.TypeOf(make(1)).Elem().Name(); got != typ {
				t.Errorf("%s makes a %s", what, got)
			}
			key := keyOf(wrapped(make(1)))
			if key == "" {
				t.Errorf("%s has no key", what)
				continue
			}
			if key != keyOf(wrapped(make(2))) {
				t.Errorf("%s: the key depends on the value", what)
			}
			if other, taken := owners[key]; taken {
				t.Errorf("%s has the key of %s", what, other)
			}
			owners[key] = what
		}
	}
}

// TestKeysCoverFields puts single fields of one variant into another: unless that changes
// some key, Fields does not declare the field.
func TestKeysCoverFields(t *testing.T) {
	for typ, list := range variants {
		holder := reflect.TypeOf(list[0](1)).Elem()
		if typ == "SelectStmt" { // which is made of its clauses
			holder = reflect.TypeFor[SelectClauses]()
		}
		for _, field := range fieldsOf(holder, nil) {
			what := typ + "." + field.Name
			if keyless[what] == "" && !changesKey(list, field) {
				t.Errorf("no variant of %s shows that Fields declares it", what)
			}
		}
	}
}

// fieldsOf returns the fields that a node holds, those of its clauses included.
func fieldsOf(t reflect.Type, index []int) []reflect.StructField {
	var fields []reflect.StructField
	for f := range t.Fields() {
		f.Index = append(slices.Clip(index), f.Index...)
		switch {
		case f.Anonymous && strings.HasSuffix(f.Name, "Base"):
		case f.Anonymous && f.Type.Kind() == reflect.Pointer:
			fields = append(fields, fieldsOf(f.Type.Elem(), f.Index)...)
		case f.Anonymous:
			fields = append(fields, fieldsOf(f.Type, f.Index)...)
		case strings.HasSuffix(f.Type.Name(), "Clauses"):
			fields = append(fields, fieldsOf(f.Type, f.Index)...)
		default:
			fields = append(fields, f)
		}
	}
	return fields
}

func changesKey(list []variant, f reflect.StructField) bool {
	for _, a := range list {
		for _, b := range list {
			node := copyOf(a(1))
			before := keyOf(wrapped(node))
			put(node, b(1), f)
			if keyOf(wrapped(node)) != before {
				return true
			}
		}
	}
	return false
}

// put gives node the field that other has.
func put(node, other Node, f reflect.StructField) {
	if s, ok := node.(*SelectStmt); ok {
		c, from := s.Clauses(), other.(*SelectStmt).Clauses()
		c.extras()
		reflect.ValueOf(&c).Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(&from).Elem().FieldByIndex(f.Index))
		s.of(&c)
		return
	}
	fieldOf(node, f).Set(fieldOf(other, f))
}

// fieldOf returns a copy of n's field in node, settable also where it is not exported.
func fieldOf(node Node, f reflect.StructField) reflect.Value {
	v := reflect.ValueOf(node).Elem().FieldByIndex(f.Index)
	return reflect.NewAt(f.Type, unsafe.Pointer(v.UnsafeAddr())).Elem()
}
