package expr

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// samples calls test with each variant of each type of node.
func samples(t *testing.T, test func(t *testing.T, n Node)) {
	for _, typ := range slices.Sorted(maps.Keys(variants)) {
		for i, make := range variants[typ] {
			t.Run(fmt.Sprint(typ, i), func(t *testing.T) { test(t, make(1)) })
		}
	}
}

// visited returns the nodes that Walk visits.
func visited(n Node) []Node {
	var nodes []Node
	Walk(n, func(n Node) bool { nodes = append(nodes, n); return true })
	return nodes
}

// children returns the nodes in the fields of n, found by reflection.
func children(n Node) []Node {
	if _, ok := n.(*Column); ok {
		return nil // its table is named, not contained
	}
	var found []Node
	for _, f := range fieldsOf(reflect.TypeOf(n).Elem(), nil) {
		if f.Name == "columns" { // of an alias or a table: they belong to it
			continue
		}
		v := reflect.ValueOf(n).Elem().FieldByIndex(f.Index)
		v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
		if v.Kind() != reflect.Slice {
			found = addNode(found, v)
			continue
		}
		for i := range v.Len() {
			found = addNode(found, v.Index(i))
		}
	}
	return found
}

func addNode(list []Node, v reflect.Value) []Node {
	n, ok := v.Interface().(Node)
	if !ok || isNil(n) {
		return list
	}
	if e, ok := n.(Expr); ok {
		if inner := canon(e); inner != e { // a shell is visited as well as what is inside
			return append(list, n, inner)
		}
	}
	return append(list, n)
}

func TestWalkVisitsAllChildren(t *testing.T) {
	samples(t, func(t *testing.T, root Node) {
		all := visited(root)
		for _, n := range all {
			if reflect.TypeOf(n).Kind() != reflect.Pointer {
				continue
			}
			for _, c := range children(n) {
				if !slices.Contains(all, c) {
					t.Errorf("%T: the child %T is not visited", n, c)
				}
			}
		}
	})
}

func TestWalkStops(t *testing.T) {
	stmt := Select(id).Where(Exists(Select(name)))
	var seen []Node
	Walk(stmt, func(n Node) bool {
		seen = append(seen, n)
		_, nested := n.(*Scalar)
		return !nested
	})
	if slices.Contains(seen, Node(name.Column())) || !slices.Contains(seen, Node(id.Column())) {
		t.Errorf("visited %v", seen)
	}
}

// TestRewriteEachNode replaces every node in turn by a copy of itself.
func TestRewriteEachNode(t *testing.T) {
	samples(t, func(t *testing.T, root Node) {
		before := visited(root)
		for _, old := range before {
			if reflect.TypeOf(old).Kind() != reflect.Pointer {
				continue
			}
			fresh := copyOf(old)
			got := Rewrite(root, func(n Node) Node {
				if n == old {
					return fresh
				}
				return nil
			})
			after := visited(got)
			if slices.Contains(after, old) || !slices.Contains(after, fresh) {
				t.Errorf("%T is not replaced", old)
			}
			for _, n := range before {
				if !mentions(n, old) && !slices.Contains(after, n) {
					t.Errorf("replacing a %T: the unchanged %T is not shared", old, n)
				}
			}
			if !slices.Equal(visited(root), before) {
				t.Errorf("replacing a %T has changed the original", old)
			}
		}
	})
}

// mentions reports whether old is inside n, or is the table of a column inside.
func mentions(n, old Node) bool {
	return slices.ContainsFunc(visited(n), func(inner Node) bool {
		c, ok := inner.(*Column)
		return inner == old || ok && slices.Contains(visited(c.table), old)
	})
}

// copyOf returns a shallow copy of n.
func copyOf(n Node) Node {
	v := reflect.New(reflect.TypeOf(n).Elem())
	v.Elem().Set(reflect.ValueOf(n).Elem())
	return v.Interface().(Node)
}

func TestRewriteNothing(t *testing.T) {
	samples(t, func(t *testing.T, root Node) {
		if got := Rewrite(root, func(Node) Node { return nil }); got != root {
			t.Error("a copy was made")
		}
	})
}

// TestRewriteTables moves a statement from a table to its alias, columns included.
func TestRewriteTables(t *testing.T) {
	alias := As(mails, "m")
	stmt := Select(users).Where(id.Eq(1), Exists(Select(id))).Join(users)
	moved := Rewrite(stmt, func(n Node) Node {
		if n == Node(users) {
			return alias
		}
		return nil
	})
	Walk(moved, func(n Node) bool {
		if c, ok := n.(*Column); ok && c.Table() != From(alias) {
			t.Errorf("column %s is still one of %s", c.Name(), c.Table().FromName())
		}
		return n != Node(users)
	})
	if strings.Contains(keyOf(moved), "users") || !slices.Contains(visited(moved), Node(alias)) {
		t.Error("the table is still there")
	}
	again := Rewrite(moved, func(n Node) Node { // columns of a rewritten alias are its own
		if n == Node(mails) {
			return users
		}
		return nil
	})
	a := again.Clauses().Froms[0].(*Join).Right.(*Alias)
	if a == alias || a.Of() != From(users) || len(a.Columns()) != 3 || a.Columns()[0].Table() != From(a) {
		t.Errorf("alias of %s with columns of %s", a.Of().FromName(), a.Columns()[0].Table().FromName())
	}
}

// TestRewriteOnce: a node in two places stays one node.
func TestRewriteOnce(t *testing.T) {
	bind := Val(1)
	calls := 0
	got := Rewrite(Select(bind).Where(id.EqExpr(Typed[any](bind))), func(n Node) Node {
		if b, ok := n.(*Bind); ok {
			calls++
			return &Bind{Value: 2, Typ: b.Typ}
		}
		return nil
	})
	var k Key
	if !k.Add(got) || calls != 1 || len(k.Binds) != 1 || k.Binds[0].Value != 2 {
		t.Errorf("%d calls, binds %v", calls, k.Binds)
	}
}

func TestRewriteInsideShells(t *testing.T) {
	held := &Binary{Op: OpEq, Left: id, Right: Val(1)} // shells and all
	got := Rewrite(Expr(held), func(n Node) Node {
		if _, ok := n.(*Bind); ok {
			return NullValue()
		}
		return nil
	})
	if _, ok := canon(got.(*Binary).Right).(*Constant); !ok {
		t.Errorf("right side %T", got.(*Binary).Right)
	}
	if _, ok := got.(*Binary).Left.(Col[any]); !ok {
		t.Errorf("left side %T", got.(*Binary).Left)
	}
}

// TestRewriteMisfits puts nodes where they do not belong: the tree then has an Invalid in it.
func TestRewriteMisfits(t *testing.T) {
	for _, tt := range []struct {
		what    string
		stmt    Statement
		old     Node
		replace Node
	}{
		{"a table for an expression", Select(id), id.Column(), users},
		{"an expression for a table", Select(id).From(users), users, NullValue()},
		{"an expression for a column", Insert(users).Values(id.Set(1)), id.Column(), NullValue()},
	} {
		got := Rewrite(tt.stmt, func(n Node) Node {
			if n == tt.old {
				return tt.replace
			}
			return nil
		})
		invalid := false
		Walk(got, func(n Node) bool {
			if c, ok := n.(*Column); ok {
				n = c.table
			}
			_, is := n.(*Invalid)
			invalid = invalid || is
			return true
		})
		if !invalid {
			t.Errorf("%s: nothing is invalid", tt.what)
		}
	}
	scalar := &Scalar{Query: Select(id)}
	got := Rewrite(scalar, func(n Node) Node {
		if n == Node(scalar.Query) {
			return users
		}
		return nil
	})
	if _, ok := got.Query.(*SelectStmt).Clauses().Items[0].(*Invalid); !ok {
		t.Error("a table for a SELECT: nothing is invalid")
	}
}

func TestZeroValues(t *testing.T) {
	var col Col[int]
	col.SetColumn(nil)
	if col.Column() != nil {
		t.Error("a column made of nil")
	}
	if got := ColOf[int](nil); got != (Col[int]{}) {
		t.Error("a column of nil")
	}
	if got := TypeOf(nil); got != (typemap.Type{}) {
		t.Errorf("the type of nil is %s", got)
	}
	if _, ok := canon((*Label)(nil)).(*Invalid); !ok {
		t.Error("a nil pointer is taken for an expression")
	}
	if _, ok := CanonicalFrom((*Alias)(nil)).(*Invalid); !ok {
		t.Error("a nil pointer is taken for a table")
	}
	for _, n := range []Node{nil, (*SelectStmt)(nil), &Alias{}, &Join{}, &Column{}, Col[int]{}, &Binary{}, &Label{}} {
		Walk(n, func(Node) bool { return true })
		Rewrite(n, func(Node) Node { return nil })
		keyOf(n)
	}
}

// TestRowsCopyOnce: the memory for many rows grows with their number, not with its square.
func TestRowsCopyOnce(t *testing.T) {
	rows := make([][]Assignment, 1000)
	for i := range rows {
		rows[i] = []Assignment{id.Set(i)}
	}
	got := Insert(users).Rows(rows...)
	if n := len(got.c.Values); n != 1000 || cap(got.c.Values) != n || got.c.Err != nil {
		t.Errorf("%d values, room for %d, %v", n, cap(got.c.Values), got.c.Err)
	}
	if n := testing.AllocsPerRun(10, func() { Insert(users).Rows(rows...) }); n > 10 {
		t.Errorf("%v allocations", n)
	}
	if more := got.Rows(); len(more.c.Values) != 1000 || more.c.Err != nil {
		t.Errorf("no further rows: %d values, %v", len(more.c.Values), more.c.Err)
	}
}

func TestStatementsAreForGild(t *testing.T) {
	for _, s := range []Statement{Select(id), Insert(users), Update(users), Delete(users), Text("")} {
		if _, err := s.Value(); err != ErrNotGild {
			t.Errorf("%T: %v", s, err)
		}
	}
}

func TestTypes(t *testing.T) {
	age := shell[int64](NewColumn(users, "age", typemap.Integer()))
	for _, tt := range []struct {
		e    Expr
		want typemap.Type
	}{
		{age, typemap.Integer()},
		{age.Add(1), typemap.Integer()},
		{age.Eq(1), typemap.Boolean()},
		{Typed[string](age).Like("x"), typemap.Boolean()},
		{And(age.Eq(1), age.Eq(2)), typemap.Boolean()},
		{Not(age.Eq(1)), typemap.Boolean()},
		{And(), typemap.Boolean()},
		{NullValue(), typemap.Type{}},
		{age.As("x"), typemap.Integer()},
		{Sum[int64](age), typemap.Integer()},
		{Coalesce[int64](age, Val[int64](1)), typemap.Integer()},
		{CountAll(), typemap.BigInt()},
		{Avg(age), typemap.Double()},
		{Val("x"), typemap.String(0)},
		{Param[bool]("p"), typemap.Boolean()},
		{&Scalar{Query: Select(age)}, typemap.Integer()},
		{Exists(Select(age)), typemap.Boolean()},
		{age.Eq(1).inner().(*Binary).Right, typemap.Integer()},
		{Typed[string](age).Like("x").inner().(*Binary).Right, typemap.String(0)},
	} {
		if got := TypeOf(tt.e); got != tt.want {
			t.Errorf("%T: %s, want %s", canon(tt.e), got, tt.want)
		}
	}
}
