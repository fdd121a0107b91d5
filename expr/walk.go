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
