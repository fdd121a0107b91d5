package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

// orderBy writes the ORDER BY of a query. A label that is selected stands there by its name.
func (c *Compiler) orderBy(list []expr.Expr) {
	for i, e := range list {
		if i == 0 {
			c.WriteString(" ORDER BY ")
		} else {
			c.WriteString(", ")
		}
		c.orderElement(e)
	}
}

// orderElement writes one element of ORDER BY.
func (c *Compiler) orderElement(e expr.Expr) {
	order, directed := e.(*expr.Order)
	if directed {
		e = order.Expr
	}
	label, ok := e.(*expr.Label)
	switch {
	case ok && !c.rules.Query.NoOrderByLabel && c.selects(label):
		c.labelName(label.Name)
	case directed:
		c.ordered(e, order)
	default:
		c.open(e)
	}
	if directed {
		c.direction(order)
	}
}

// selects reports whether the query that is being written has the label among its columns, or
// one of its name for the same expression.
func (c *Compiler) selects(l *expr.Label) bool {
	if len(c.scopes) == 0 {
		return false
	}
	s := &c.scopes[len(c.scopes)-1]
	for _, item := range s.items {
		if m, ok := item.(*expr.Label); ok && m.Name == l.Name {
			return m == l || m.Expr == l.Expr
		}
	}
	for _, col := range s.names {
		if col.Key() == l.Name {
			return true
		}
	}
	return false
}

// order writes an expression with its direction.
func (c *Compiler) order(o *expr.Order) {
	c.ordered(o.Expr, o)
	c.direction(o)
}

// direction is DESC as an operator.
var direction = operation{id: int16(expr.OpNone), around: int16(operators[expr.OpAnd].level)}

// ordered writes what has a direction. AND and OR bind more loosely than that; in front of NULLS
// without a direction all operations are in parentheses, as SQLAlchemy has it.
func (c *Compiler) ordered(e expr.Expr, o *expr.Order) {
	if o.Undirected {
		c.grouped(e)
		return
	}
	c.within(e, direction)
}

func (c *Compiler) direction(o *expr.Order) {
	switch {
	case o.Undirected:
	case o.Descending:
		c.WriteString(" DESC")
	default:
		c.WriteString(" ASC")
	}
	switch o.Nulls {
	case expr.NullsAtStart:
		c.WriteString(" NULLS FIRST")
	case expr.NullsAtEnd:
		c.WriteString(" NULLS LAST")
	}
}

// labelRef writes what a name refers to: a label by its name, a column as a column.
func (c *Compiler) labelRef(r *expr.LabelRef) {
	if len(c.scopes) == 0 {
		c.Fail(fmt.Errorf("%q refers to nothing here: names are known in ORDER BY, GROUP BY and DISTINCT ON", r.Name))
		return
	}
	s := &c.scopes[len(c.scopes)-1]
	var found expr.Expr
	for _, col := range s.names {
		if col.Key() == r.Name {
			c.labelName(c.ownName(col))
			return
		}
	}
	for _, item := range s.items {
		if r.Name != "" && expr.ReferenceName(item) == r.Name {
			found = item
		}
	}
	if found == nil {
		found = s.columnNamed(r.Name)
	}
	switch found := found.(type) {
	case nil:
		c.Fail(fmt.Errorf("no selected column is called %q: give it that label with As", r.Name))
	case *expr.Label:
		c.labelName(found.Name)
	default:
		c.Node(found)
	}
}

// columnNamed returns the last column of that name of what is selected from, nil if there is
// none.
func (s *scope) columnNamed(name string) expr.Expr {
	var found expr.Expr
	for _, f := range s.all {
		for _, col := range f.Columns() {
			if col.Key() == name {
				found = col
			}
		}
	}
	return found
}
