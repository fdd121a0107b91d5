package expr

import "github.com/gildsql/gild/typemap"

// Walk calls visit for n and, as long as it returns true, for the nodes inside, in
// the order of declaration. A node mentioned twice is visited twice. A column's table
// is not visited: it is named there, not contained.
func Walk(n Node, visit func(Node) bool) {
	if isNil(n) || !visit(n) {
		return
	}
	if _, ok := n.(*Column); ok {
		return
	}
	n.Fields(walker{visit})
}

// WalkAll is Walk, and visits what columns come from as well, each once: the compiler puts it into FROM and
// WITH, where a statement that only its columns mention runs, too.
func WalkAll(n Node, visit func(Node) bool) {
	known := map[From]bool{}
	var enter func(n Node) bool
	enter = func(n Node) bool {
		if !visit(n) {
			return false
		}
		if c, ok := n.(*Column); ok && c.table != nil && !known[c.table] {
			known[c.table] = true
			Walk(c.table, enter)
		}
		return true
	}
	Walk(n, enter)
}

// walker is the Visitor behind Walk.
type walker struct{ visit func(Node) bool }

func (w walker) Kind(string)       {}
func (w walker) Word(string)       {}
func (w walker) Number(int)        {}
func (w walker) Type(typemap.Type) {}
func (w walker) Pin(any)           {}
func (w walker) Opaque()           {}

func (w walker) Expr(e *Expr)   { Walk(*e, w.visit) }
func (w walker) From(f *From)   { Walk(*f, w.visit) }
func (w walker) Query(q *Query) { Walk(*q, w.visit) }

func (w walker) Exprs(list *[]Expr) {
	for _, e := range *list {
		Walk(e, w.visit)
	}
}

func (w walker) Columns(list *[]*Column) {
	for _, c := range *list {
		Walk(c, w.visit)
	}
}

func (w walker) Froms(list *[]From) {
	for _, f := range *list {
		Walk(f, w.visit)
	}
}
