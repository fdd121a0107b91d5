package expr

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/typemap"
)

// Rewrite returns n with nodes replaced: replace is called for each node from the
// outside in; a result other than nil stands in its place and is not looked into.
// What holds no replaced node is shared with n, which is not changed. A replacement
// that does not fit its place (a column list takes only columns) makes the statement
// Invalid there; n itself can only be replaced by an N.
func Rewrite[N Node](n N, replace func(Node) Node) N {
	if isNil(n) {
		return n
	}
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
		return r.shell(n)
	}
	fresh := reflect.New(v.Type().Elem())
	fresh.Elem().Set(v.Elem())
	copied := fresh.Interface().(Node)
	inner := &rewriter{replace: r.replace, done: r.done}
	copied.Fields(inner)
	if !inner.changed {
		return n
	}
	if b, ok := copied.(interface{ rebuild() }); ok {
		b.rebuild()
	}
	return copied
}

// shell returns n itself unless the node inside is replaced, which then comes without it.
func (r *rewriter) shell(n Node) Node {
	e, ok := n.(Expr)
	if !ok {
		return n
	}
	inner := canon(e)
	if out := r.node(inner); out != Node(inner) {
		return out
	}
	return n
}

// swap replaces the node at p when its rewriting differs; by misfit's result when it
// does not fit the place.
func swap[N interface {
	Node
	comparable
}](r *rewriter, p *N, misfit func(*Invalid) N) {
	if isNil(*p) {
		return
	}
	n := r.node(*p)
	out, ok := n.(N)
	if !ok {
		out = misfit(invalid(fmt.Sprintf("a %T was put in the place of a %T, where it does not fit", n, *p)))
	}
	if out != *p {
		*p = out
		r.changed = true
	}
}

// swapAll does the same for a list, which it copies first.
func swapAll[N interface {
	Node
	comparable
}](r *rewriter, list *[]N, misfit func(*Invalid) N) {
	fresh := slices.Clone(*list)
	inner := &rewriter{replace: r.replace, done: r.done}
	for i := range fresh {
		swap(inner, &fresh[i], misfit)
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

func (r *rewriter) Expr(e *Expr)            { swap(r, e, misfitExpr) }
func (r *rewriter) Exprs(list *[]Expr)      { swapAll(r, list, misfitExpr) }
func (r *rewriter) From(f *From)            { swap(r, f, misfitFrom) }
func (r *rewriter) Froms(list *[]From)      { swapAll(r, list, misfitFrom) }
func (r *rewriter) Columns(list *[]*Column) { swapAll(r, list, misfitColumn) }
func (r *rewriter) Query(q *Query)          { swap(r, q, misfitQuery) }

// What stands in for a replacement that does not fit: compiling it fails.
func misfitExpr(mistake *Invalid) Expr      { return mistake }
func misfitFrom(mistake *Invalid) From      { return mistake }
func misfitColumn(mistake *Invalid) *Column { return &Column{table: mistake} }
func misfitQuery(mistake *Invalid) Query    { return Select(mistake) }
