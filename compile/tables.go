package compile

import (
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// tableFinder is the Visitor that finds the tables that the columns in expressions belong to. A
// SELECT inside looks after itself.
type tableFinder struct{ list []expr.From }

// node looks into n. The nodes that most conditions consist of are known, which is faster than
// asking them for their fields.
func (t *tableFinder) node(n expr.Node) {
	switch n := n.(type) {
	case *expr.Column:
		if n != nil && n.Table() != nil {
			t.list = addFrom(t.list, n.Table())
		}
		return
	case *expr.Bind:
		return
	case *expr.Binary:
		if n != nil {
			t.node(n.Left)
			t.node(n.Right)
		}
		return
	}
	if !isNil(n) {
		t.other(n)
	}
}

// other looks into one of the other nodes.
func (t *tableFinder) other(n expr.Node) {
	switch n := n.(type) {
	case *expr.Logical:
		t.Exprs(&n.Parts)
	case *expr.RowValue:
		t.list = addFrom(t.list, n.Of)
	case expr.Query, *expr.ValuesTable, *expr.AssignedValue, *expr.ExcludedValue: // the last two are values of this very statement
	default:
		n.Fields(t)
	}
}

func (t *tableFinder) Kind(string)       {}
func (t *tableFinder) Word(string)       {}
func (t *tableFinder) Number(int)        {}
func (t *tableFinder) Type(typemap.Type) {}
func (t *tableFinder) Pin(any)           {}
func (t *tableFinder) Opaque()           {}

func (t *tableFinder) Expr(e *expr.Expr)   { t.node(*e) }
func (t *tableFinder) From(f *expr.From)   { t.node(*f) }
func (t *tableFinder) Query(q *expr.Query) { t.node(*q) }

func (t *tableFinder) Exprs(list *[]expr.Expr) {
	for _, e := range *list {
		t.node(e)
	}
}

func (t *tableFinder) Columns(list *[]*expr.Column) {
	for _, c := range *list {
		t.node(c)
	}
}

func (t *tableFinder) Froms(list *[]expr.From) {
	for _, f := range *list {
		t.node(f)
	}
}

// addTables appends the tables that the columns in e belong to. A SELECT inside e
// looks after itself.
func addTables(list []expr.From, e expr.Expr) []expr.From {
	finder := tableFinder{list}
	finder.node(e)
	return finder.list
}

// addTables is the function of that name with the finder that the compiler keeps.
func (c *Compiler) addTables(list []expr.From, e expr.Expr) []expr.From {
	c.finder.list = list
	c.finder.node(e)
	list, c.finder.list = c.finder.list, nil
	return list
}

func addFrom(list []expr.From, f expr.From) []expr.From {
	if slices.Contains(list, f) {
		return list
	}
	return append(list, f)
}
