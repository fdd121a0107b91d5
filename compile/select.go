package compile

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// selectStmt writes a SELECT, reading top to bottom as SQL does.
func (c *Compiler) selectStmt(s *expr.SelectStmt) {
	q := s.Clauses()
	nested := len(c.scopes) > 0
	if !nested {
		c.construct, c.operation = "SELECT", "SELECT"
	}
	defer func(bare, derived bool) { c.bare, c.derived = bare, derived }(c.bare, c.derived)
	c.bare, c.derived, c.role = false, c.role != asValue, asValue
	if len(q.Items) == 0 {
		c.fail("nothing is selected: name columns or a table")
		return
	}
	froms := c.froms(q)
	if c.err != nil {
		return
	}
	if !nested {
		c.collection = firstTable(froms)
	}
	c.enter(froms)
	defer c.leave()

	c.addCTEs(q.CTEs)
	c.WriteString("SELECT ")
	if q.Distinct {
		c.WriteString("DISTINCT ")
	}
	columns := c.items(q.Items)
	if !nested {
		c.columns = columns
	}
	if len(froms) > 0 {
		c.WriteString(" FROM ")
		for i, f := range froms {
			if i > 0 {
				c.WriteString(", ")
			}
			c.Node(f)
		}
	} else if len(q.Where) > 0 {
		c.WriteString(c.rules.Query.NoTable)
	}
	c.clause(" WHERE ", q.Where, expr.OpAnd)
	c.clause(" GROUP BY ", q.GroupBy, expr.OpNone)
	c.clause(" HAVING ", q.Having, expr.OpAnd)
	c.windows(q)
	c.orderBy(q.OrderBy, q.Items)
	if q.Limit != nil || q.Offset != nil {
		c.rules.Query.Limit(c, q.Limit, q.Offset)
	}
}

// clause writes keyword and list, joined by the operator or, without one, by commas.
func (c *Compiler) clause(keyword string, list []expr.Expr, op expr.Op) {
	if len(list) == 0 {
		return
	}
	c.WriteString(keyword)
	if op == expr.OpNone {
		c.separated(list, ", ")
		return
	}
	all := expr.Canonical(expr.And(list...))
	if opOf(all) == expr.OpNone {
		c.condition(all, false)
		return
	}
	c.Node(all)
}

// orderBy writes the ORDER BY of a SELECT of items. A label among them stands for itself.
func (c *Compiler) orderBy(list, items []expr.Expr) {
	for i, e := range list {
		if i == 0 {
			c.WriteString(" ORDER BY ")
		} else {
			c.WriteString(", ")
		}
		order, directed := e.(*expr.Order)
		if directed {
			e = order.Expr
		}
		label, ok := e.(*expr.Label)
		if ok && slices.ContainsFunc(items, func(item expr.Expr) bool { return sameLabel(item, label) }) {
			c.Ident(label.Name)
		} else {
			c.Node(e)
		}
		if directed {
			c.direction(order)
		}
	}
}

// sameLabel reports whether item is the label l, or one that cannot be told from it: of
// the same name, for the same expression over the same values.
func sameLabel(item expr.Expr, l *expr.Label) bool {
	m, ok := item.(*expr.Label)
	if !ok || m.Name != l.Name {
		return false
	}
	var a, b expr.Key
	return m == l || a.Add(m) && b.Add(l) && bytes.Equal(a.Bytes, b.Bytes) && slices.Equal(a.Binds, b.Binds)
}

// items writes a SELECT or RETURNING list and returns its columns. Each gets a name of
// its own: a second "id" is labelled id_1, a call count_1, any other expression anon_1.
func (c *Compiler) items(items []expr.Expr) *typemap.Columns {
	names := newNamer(items)
	cols := &typemap.Columns{Names: make([]string, 0, len(items)), Types: make([]typemap.Type, 0, len(items))}
	for i, e := range items {
		if i > 0 {
			c.WriteString(", ")
		}
		name := c.item(e, names)
		cols.Names = append(cols.Names, name)
		cols.Types = append(cols.Types, expr.TypeOf(e))
	}
	return cols
}

func (c *Compiler) item(e expr.Expr, names *namer) string {
	switch e := e.(type) {
	case *expr.Column:
		c.column(e)
		own := c.ownName(e)
		name := names.unique(own)
		if name != own || c.derived {
			c.as(name)
		}
		return name
	case *expr.Label:
		c.Node(e.Expr)
		c.as(e.Name)
		return e.Name
	case *expr.RowValue:
		c.Node(e)
		return names.unique(c.fromName(e.Of))
	case *expr.FieldExpr:
		c.Node(e)
		return names.unique(e.Name)
	case *expr.BareColumn: // of a subquery as elsewhere: it is its own name
		c.Node(e)
		return e.Name
	case *expr.RawExpr: // which may name itself
		c.Node(e)
		return e.SQL
	case *expr.TextStmt:
		c.Node(e)
		return e.SQL()
	}
	if call := calledBy(e); call != nil {
		c.Node(e)
		name := names.anonymous(call.Name[strings.LastIndexByte(call.Name, '.')+1:])
		c.as(name)
		return name
	}
	c.Node(e)
	name := names.anonymous("anon")
	c.as(name)
	return name
}

func (c *Compiler) as(name string) {
	c.WriteString(" AS ")
	c.Ident(name)
}

// namer gives the columns of a result distinct names, the same on every run.
type namer struct {
	used map[string]bool
	kept map[string]bool // names of labels and columns, which no other name may take
}

func newNamer(items []expr.Expr) *namer {
	n := &namer{used: map[string]bool{}, kept: map[string]bool{}}
	for _, e := range items {
		switch e := e.(type) {
		case *expr.Column:
			n.kept[e.Name()] = true
		case *expr.Label:
			n.kept[e.Name] = true
			n.used[e.Name] = true // the name that was asked for goes before a column's own
		}
	}
	return n
}

// unique returns the name of a column, or one made from it if that is in use.
func (n *namer) unique(base string) string {
	if !n.used[base] {
		n.used[base] = true
		return base
	}
	return n.anonymous(base)
}

// anonymous makes a name from base.
func (n *namer) anonymous(base string) string {
	for i := 1; ; i++ {
		name := base + "_" + strconv.Itoa(i)
		if !n.used[name] && !n.kept[name] {
			n.used[name] = true
			return name
		}
	}
}
