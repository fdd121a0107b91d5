package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
)

// CartesianError says that a SELECT pairs all rows of some of its tables with all rows of the
// others: no condition links them.
type CartesianError struct {
	From     string   // an element of FROM
	Unlinked []string // those that nothing links to it, at any distance
}

// Error names the elements and the way out.
func (e *CartesianError) Error() string {
	return fmt.Sprintf("cartesian product: nothing links %s to %q: give a condition for each", quotedList(e.Unlinked), e.From)
}

func quotedList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(quoted, ", ")
}

// Lint reports the first SELECT in stmt, itself or inside, whose FROM is a cartesian product, as
// a *CartesianError in an *Error. Elements are linked by joins, and by conditions in WHERE and
// ON that mention both; what stands behind LATERAL, and a function, is linked to what it
// mentions. A statement that cannot be compiled is an error, too. It is meant for development
// and tests: it compiles the statement each time.
func Lint(rules *Rules, stmt expr.Statement) error {
	key := &expr.Key{}
	key.Add(stmt)
	c := &Compiler{rules: rules, key: key, stmt: stmt, construct: "statement", lint: true, writable: true}
	c.Node(stmt)
	return c.err
}

// linked are the elements of a FROM list and what links them.
type linked struct {
	elements []expr.From
	groups   []int // of elements: those with the same number are linked
}

// checkProduct fails if the FROM list of a SELECT is a cartesian product.
func (c *Compiler) checkProduct(froms []expr.From, where []expr.Expr) {
	l := linked{elements: allLeaves(froms)}
	if len(l.elements) < 2 {
		return
	}
	for i := range l.elements {
		l.groups = append(l.groups, i)
	}
	for _, f := range froms {
		l.joins(f)
	}
	for _, e := range where {
		l.condition(e)
	}
	for _, f := range l.elements {
		l.inside(f)
	}
	out := &CartesianError{From: c.fromName(l.elements[0])}
	for i, f := range l.elements {
		if l.groups[i] != l.groups[0] {
			out.Unlinked = append(out.Unlinked, c.fromName(f))
		}
	}
	if out.Unlinked != nil {
		c.construct = "SELECT"
		c.Fail(out)
	}
}

// link notes that all of froms are linked.
func (l *linked) link(froms []expr.From) {
	first := -1
	for _, f := range froms {
		i := slices.Index(l.elements, f)
		switch {
		case i < 0:
		case first < 0:
			first = i
		default:
			old := l.groups[i]
			for k := range l.groups {
				if l.groups[k] == old {
					l.groups[k] = l.groups[first]
				}
			}
		}
	}
}

// joins links the sides of a join, and what is inside them: whoever joins means it.
func (l *linked) joins(f expr.From) {
	if j, ok := f.(*expr.Join); ok {
		l.link(leavesOf(j))
	}
}

// condition links what each condition mentions that is joined with others by AND or OR.
func (l *linked) condition(e expr.Expr) {
	switch e := e.(type) {
	case *expr.Logical:
		for _, part := range e.Parts {
			l.condition(part)
		}
	case *expr.Unary:
		l.condition(e.Operand)
	default:
		l.link(addTables(nil, e))
	}
}

// inside links an element that takes values from others to them.
func (l *linked) inside(f expr.From) {
	switch f := f.(type) {
	case *expr.Subquery:
		if !f.IsLateral() {
			return
		}
	case *expr.TableFunc:
	default:
		return
	}
	expr.Walk(f, func(n expr.Node) bool {
		if col, ok := n.(*expr.Column); ok && col.Table() != nil {
			l.link([]expr.From{f, col.Table()})
		}
		return true
	})
}
