package expr

import (
	"reflect"
	"slices"

	"github.com/gildsql/gild/typemap"
)

// Rewrite returns n with nodes replaced: replace is called for each node from the
// outside in; a result other than nil stands in its place and is not looked into.
// What holds no replaced node is shared with n, which is not changed. A replacement
// that does not fit its place (a column list takes only columns) makes the statement
// Invalid.
func Rewrite[N Node](n N, replace func(Node) Node) N {
	r := &rewriter{replace: replace, done: map[Node]Node{}}
	out, ok := r.node(n).(N)
	if !ok {
		return n
	}
	return out
}

// rewriter is the Visitor behind Rewrite. It runs over a shallow copy of a node,
// whose fields it may set; changed tells whether it did.
type rewriter struct {
	replace func(Node) Node
	done    map[Node]Node // keeps one replacement for a node mentioned twice
	changed bool
}

func (r *rewriter) node(n Node) Node {
	if m, ok := r.done[n]; ok {
		return m
	}
	m := r.replace(n)
	if m == nil {
		m = r.copy(n)
	}
	r.done[n] = m
	return m
}

// copy returns n itself unless something inside it is replaced.
func (r *rewriter) copy(n Node) Node {
	v := reflect.ValueOf(n)
	if v.Kind() != reflect.Pointer {
		return n
	}
	fresh := reflect.New(v.Type().Elem())
	fresh.Elem().Set(v.Elem())
	copied := fresh.Interface().(Node)
	inner := &rewriter{replace: r.replace, done: r.done}
	copied.Fields(inner)
	if !inner.changed {
		return n
	}
	return copied
}

// swap replaces the node at p when its rewriting differs and fits.
func swap[N interface {
	Node
	comparable
}](r *rewriter, p *N) {
	out, ok := r.node(*p).(N)
	if ok && out != *p {
		*p = out
		r.changed = true
	}
}

// swapAll does the same for a list, which it copies first.
func swapAll[N interface {
	Node
	comparable
}](r *rewriter, list *[]N) {
	fresh := slices.Clone(*list)
	inner := &rewriter{replace: r.replace, done: r.done}
	for i := range fresh {
		swap(inner, &fresh[i])
	}
	if inner.changed {
		*list = fresh
		r.changed = true
	}
}

func (r *rewriter) Kind(string)       {}
func (r *rewriter) Word(string)       {}
func (r *rewriter) Number(int)        {}
func (r *rewriter) Type(typemap.Type) {}
func (r *rewriter) Pin(any)           {}
func (r *rewriter) Opaque()           {}

func (r *rewriter) Expr(e *Expr) {
	if *e != nil {
		swap(r, e)
	}
}

func (r *rewriter) From(f *From) {
	if *f != nil {
		swap(r, f)
	}
}

func (r *rewriter) Select(s **SelectStmt) {
	if *s != nil {
		swap(r, s)
	}
}

func (r *rewriter) Exprs(list *[]Expr)      { swapAll(r, list) }
func (r *rewriter) Columns(list *[]*Column) { swapAll(r, list) }
func (r *rewriter) Froms(list *[]From)      { swapAll(r, list) }
