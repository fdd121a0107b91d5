package compile

import (
	"strconv"

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
	if len(q.Items) == 0 {
		c.fail("nothing is selected: name columns or a table")
		return
	}
	froms := c.froms(q)
	if !nested {
		c.collection = onlyTable(froms)
	}
	c.enter(froms)
	defer c.leave()

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
	}
	c.clause(" WHERE ", q.Where, expr.OpAnd)
	c.clause(" GROUP BY ", q.GroupBy, expr.OpNone)
	c.clause(" HAVING ", q.Having, expr.OpAnd)
	c.clause(" ORDER BY ", q.OrderBy, expr.OpNone)
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
	c.Node(expr.Canonical(expr.And(list...)))
}

// items writes a SELECT or RETURNING list and returns its columns. Each gets a name of
// its own: a second "id" is labelled id_1, a call count_1, any other expression anon_1.
func (c *Compiler) items(items []expr.Expr) *typemap.Columns {
	names := namer{taken: make(map[string]bool, len(items))}
	cols := &typemap.Columns{Names: make([]string, 0, len(items)), Types: make([]typemap.Type, 0, len(items))}
	for i, e := range items {
		if i > 0 {
			c.WriteString(", ")
		}
		name := c.item(e, &names)
		cols.Names = append(cols.Names, name)
		cols.Types = append(cols.Types, expr.TypeOf(e))
	}
	return cols
}

func (c *Compiler) item(e expr.Expr, names *namer) string {
	switch e := e.(type) {
	case *expr.Column:
		c.column(e)
		name := names.unique(e.Name())
		if name != e.Name() {
			c.as(name)
		}
		return name
	case *expr.Label:
		c.Node(e.Expr)
		names.taken[e.Name] = true
		c.as(e.Name)
		return e.Name
	case *expr.Call:
		c.Node(e)
		name := names.anonymous(e.Name)
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
type namer struct{ taken map[string]bool }

func (n *namer) unique(base string) string {
	if !n.taken[base] {
		n.taken[base] = true
		return base
	}
	return n.anonymous(base)
}

func (n *namer) anonymous(base string) string {
	for i := 1; ; i++ {
		name := base + "_" + strconv.Itoa(i)
		if !n.taken[name] {
			n.taken[name] = true
			return name
		}
	}
}
