package expr

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/gildsql/gild/typemap"
)

// builders are where derivations start: a value of each type whose methods return a new one.
var builders = []any{
	Select(id).From(users), Union(Select(id), Select(name)), Text(":s0 :s1 :s2"),
	Insert(users), Update(users), Delete(users), Merge(users).Using(mails, id.Eq(1)).WhenMatched().DoDelete(),
	Values("v", ColumnOf[int]("a"), ColumnOf[int]("b")), Select(id).CTE("c"), Func[int]("f", 1).AsTable(ColumnOf[int]("x")),
	TableSample(users, "s", 1), TableNamed("t", ColumnOf[int]("x")), Window(), NewSequence("s"),
	Case[int]().When(id.Eq(1), 2), CaseOf[int](Val(1)).When(1, 2), Func[int]("f", 1),
}

// A deriving is a method that returns another value of its own type.
type deriving struct {
	name string
	call func(base any, i int) any
}

// derivings are all such methods of a type, found by reflection so that none is forgotten.
func derivings(t *testing.T, typ reflect.Type) []deriving {
	var all []deriving
	for n := range typ.NumMethod() {
		m := typ.Method(n)
		if m.Type.NumOut() != 1 || m.Type.Out(0) != typ || m.Name == "Part" { // which is no new CTE
			continue
		}
		all = append(all, deriving{typ.String() + "." + m.Name, func(base any, i int) any {
			args := []reflect.Value{reflect.ValueOf(base)}
			for p := 1; p < m.Type.NumIn(); p++ {
				in := m.Type.In(p)
				if !m.Type.IsVariadic() || p < m.Type.NumIn()-1 {
					args = append(args, sampleArgument(t, in, i))
					continue
				}
				// Two, the second of another kind, so that a list has something to grow by.
				args = append(args, sampleArgument(t, in.Elem(), i), sampleArgument(t, in.Elem(), i+1000))
			}
			return m.Func.Call(args)[0].Interface()
		}})
	}
	return all
}

// sampleArgument makes a value for a parameter that is another one for each i.
func sampleArgument(t *testing.T, typ reflect.Type, i int) reflect.Value {
	var v any
	switch typ {
	case reflect.TypeFor[From]():
		v = As(users, fmt.Sprint("f", i))
	case reflect.TypeFor[Query]():
		v = Select(Val(i))
	case reflect.TypeFor[Assignment]():
		v = columnNumber(i).Set(i)
	case reflect.TypeFor[[]Assignment]():
		v = []Assignment{columnNumber(1).Set(i), columnNumber(2).Set(-i)}
	case reflect.TypeFor[[]any]():
		v = []any{i, -i}
	case reflect.TypeFor[FetchOption]():
		v = WithTies()
	case reflect.TypeFor[LockOption]():
		v = LockOf(As(users, fmt.Sprint("f", i)))
	case reflect.TypeFor[*WindowSpec]():
		v = Window().OrderBy(Val(i))
	case reflect.TypeFor[FrameBound]():
		v = Preceding(i)
	case reflect.TypeFor[Exclusion]():
		v = ExcludeTies
	case reflect.TypeFor[typemap.Type]():
		v = typemap.String(uint32(i + 1))
	default:
		v = plainSample(t, typ, i)
	}
	return reflect.ValueOf(v).Convert(typ)
}

func plainSample(t *testing.T, typ reflect.Type, i int) any {
	switch typ.Kind() {
	case reflect.String:
		return fmt.Sprint("s", i)
	case reflect.Int, reflect.Int64:
		return i + 1
	case reflect.Interface:
		if v := columnNumber(i); reflect.TypeOf(v).Implements(typ) {
			return v
		}
		if v := Val(i); reflect.TypeOf(v).Implements(typ) {
			return v
		}
	}
	t.Fatalf("no argument of type %s: say in sampleArgument how to make one", typ)
	return nil
}

// columnNumber is a column that no other number has.
func columnNumber(i int) Col[any] {
	return ColOf[any](NewColumn(users, fmt.Sprint("c", i), typemap.BigInt()))
}

// TestDerivingConcurrently derives a hundred values from one base at once, by one method and by
// all: none sees another's parts, and the base stays as it was. The base has been derived by each
// method several times, so that its lists would have room for more.
func TestDerivingConcurrently(t *testing.T) {
	for _, start := range builders {
		all := derivings(t, reflect.TypeOf(start))
		if len(all) == 0 {
			t.Errorf("%T has no methods to derive by", start)
		}
		for _, d := range all {
			base := start
			for n := range 6 {
				deriveAll(t, d.name, base, []deriving{d})
				base = d.call(base, 5000+2*n)
			}
		}
		base := start
		for n, d := range all {
			base = d.call(base, 6000+2*n)
			deriveAll(t, "all methods", base, all)
		}
	}
}

func deriveAll(t *testing.T, what string, base any, all []deriving) {
	t.Helper()
	before := describe(base)
	derived := make([]any, 100)
	var wg sync.WaitGroup
	for i := range derived {
		wg.Go(func() { derived[i] = all[i%len(all)].call(base, 2*i) })
	}
	wg.Wait()
	for i, d := range derived {
		if got, want := describe(d), describe(all[i%len(all)].call(base, 2*i)); got != want {
			t.Fatalf("%s: derived %d is\n%q\nwant\n%q", what, i, got, want)
		}
	}
	if after := describe(base); after != before {
		t.Errorf("%s: the base was\n%q\nand is\n%q", what, before, after)
	}
}

// describe returns the structure and the values of what a builder makes.
func describe(v any) string {
	var stmt Node
	switch v := v.(type) {
	case Statement:
		stmt = v
	case From:
		stmt = Select(id).From(v)
	case *WindowSpec:
		stmt = Select(CountAll().Over(v))
	case *Sequence: // of which a statement has no more than the name
		text, _ := json.Marshal(v)
		return string(text)
	case Expr:
		stmt = Select(v.(Item))
	}
	var b strings.Builder
	var k Key
	cacheable := k.Add(stmt)
	fmt.Fprint(&b, cacheable, string(k.Bytes))
	for _, bind := range k.Binds {
		fmt.Fprint(&b, " ", bind.Value)
	}
	return b.String()
}

// TestDerivingTells proves that describe tells derivations apart: by another argument almost every
// method makes another value.
func TestDerivingTells(t *testing.T) {
	for _, start := range builders {
		for _, d := range derivings(t, reflect.TypeOf(start)) {
			if a := describe(d.call(start, 2)); a == describe(start) {
				t.Errorf("%s makes nothing else", d.name)
			}
		}
	}
}
