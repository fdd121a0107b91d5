package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

// fragment is SQL text with the places of its values.
type fragment struct {
	buf   []byte
	cuts  []int
	slots []slot
}

// mark is a place in the text: behind so many bytes and values.
type mark struct{ at, slots int }

func (c *Compiler) mark() mark { return mark{len(c.buf), len(c.slots)} }

// apart returns what write writes instead of appending it to the text.
func (c *Compiler) apart(write func()) fragment {
	outer := fragment{c.buf, c.cuts, c.slots}
	c.buf, c.cuts, c.slots = nil, nil, nil
	write()
	inner := fragment{c.buf, c.cuts, c.slots}
	c.buf, c.cuts, c.slots = outer.buf, outer.cuts, outer.slots
	return inner
}

// add appends a fragment to the text.
func (c *Compiler) add(f fragment) {
	start := len(c.buf)
	c.buf = append(c.buf, f.buf...)
	for _, cut := range f.cuts {
		c.cuts = append(c.cuts, start+cut)
	}
	c.slots = append(c.slots, f.slots...)
}

// insertAt puts a fragment into the text. Values keep the order of the text.
func (c *Compiler) insertAt(m mark, f fragment) {
	tail := fragment{
		buf:   append([]byte(nil), c.buf[m.at:]...),
		cuts:  append([]int(nil), c.cuts[m.slots:]...),
		slots: append([]slot(nil), c.slots[m.slots:]...),
	}
	for i := range tail.cuts {
		tail.cuts[i] -= m.at
	}
	c.buf, c.cuts, c.slots = c.buf[:m.at], c.cuts[:m.slots], c.slots[:m.slots]
	c.add(f)
	c.add(tail)
}

// with is what a statement and those inside it have in WITH.
type with struct {
	levels []level
	known  []*namedQuery // those that were met, while they can be referred to
	done   []*namedQuery // those with a text, in the order of WITH
	at     mark          // with moved: where WITH stands instead of the beginning
	moved  bool

	operand bool // what is written next is a query of a set operation
}

// level is a statement that is being written, or one inside it.
type level struct {
	start    mark
	compound bool // a set operation
	embedded bool // a query of a set operation, which has WITH for it
	writable bool // it may be an INSERT, UPDATE or DELETE
}

// namedQuery is a common table expression that was met.
type namedQuery struct {
	cte   *expr.CTE
	name  string
	level int  // of the statement that it is written in front of, 1 for the whole one
	own   bool // it belongs to that statement
	text  fragment
}

// statement writes a statement, or a query inside one, and in front of it the common table
// expressions that belong to it.
func (c *Compiler) statement(compound bool, write func()) {
	w := &c.with
	embedded := w.operand && !compound // its set operation has WITH for it
	w.operand = false
	start := c.mark()
	w.levels = append(w.levels, level{start, compound, embedded, c.writable})
	c.writable = false
	write()
	c.writable = w.levels[len(w.levels)-1].writable
	depth := len(w.levels)
	if c.err == nil && len(w.done) > 0 && !embedded {
		c.writeWith(start, depth)
	}
	w.levels = w.levels[:depth-1]
}

// writeWith writes WITH in front of the statement of that depth.
func (c *Compiler) writeWith(start mark, depth int) {
	w := &c.with
	var mine, others []*namedQuery
	for _, q := range w.done {
		if depth == 1 || q.own && q.level == depth {
			mine = append(mine, q)
		} else {
			others = append(others, q)
		}
	}
	if len(mine) == 0 {
		return
	}
	w.done = others
	for _, q := range mine {
		w.forget(q)
	}
	switch {
	case depth == 1 && w.moved:
		start = w.at
	case depth == 1 && c.rules.Query.WithInInsert && !takesWith(c.stmt):
		c.fail("there is no WITH in front of it here, only in front of a query: take the rows of the query with FromSelect, or a subquery")
		return
	}
	if depth == 1 {
		c.checkMergeWith(mine)
	}
	c.insertAt(start, c.apart(func() { c.withClause(mine) }))
}

// takesWith reports whether WITH stands in front of a statement where that of INSERT from a query
// stands in front of the query.
func takesWith(stmt expr.Statement) bool {
	switch stmt.(type) {
	case *expr.InsertStmt, *expr.MergeStmt:
		return false
	}
	return true
}

// depth returns how deep the statement is whose WITH is that of what is being written.
func (w *with) depth() int {
	depth := len(w.levels)
	if depth > 0 && w.levels[depth-1].embedded {
		depth--
	}
	return depth
}

func (w *with) forget(q *namedQuery) {
	for i, known := range w.known {
		if known == q {
			w.known = append(w.known[:i:i], w.known[i+1:]...)
			return
		}
	}
}

func (c *Compiler) withClause(list []*namedQuery) {
	c.WriteString("WITH ")
	for _, q := range list {
		if q.cte.IsRecursive() && !c.rules.Query.NoRecursiveWord {
			c.WriteString("RECURSIVE ")
			break
		}
	}
	for i, q := range list {
		if i > 0 {
			c.WriteString(", ")
		}
		c.add(q.text)
	}
	c.writeByte(' ')
}

// WithHere is called in front of the query of an INSERT: the WITH of the whole statement stands
// here where the database wants it behind INSERT INTO t (columns).
func (c *Compiler) WithHere() {
	if len(c.with.levels) == 1 && c.rules.Query.WithInInsert {
		c.with.at, c.with.moved = c.mark(), true
	}
}

// addCTEs takes common table expressions into WITH that the statement need not mention.
func (c *Compiler) addCTEs(list []expr.From) {
	for _, f := range list {
		switch f := f.(type) {
		case *expr.CTE:
			c.meet(f, false)
		case *expr.NestedCTE:
			if f.CTE() == nil {
				c.fail("Nest of a nil CTE")
				return
			}
			c.meet(f.CTE(), true)
		default:
			c.refuse(f)
			c.Fail(fmt.Errorf("AddCTE of a %T: it takes what CTE returns", f))
		}
	}
}

// cte writes a common table expression as an element of FROM, by its name.
func (c *Compiler) cte(n *expr.CTE) { c.Ident(c.meet(n, false)) }

// cteIdentity returns by what a CTE is known: a recursive one and what its steps refer to are
// the same.
func cteIdentity(n *expr.CTE) *expr.CTE {
	if part := n.Part(); part != nil {
		return part
	}
	return n
}

// meet writes a common table expression the first time, aside. It returns the name.
func (c *Compiler) meet(n *expr.CTE, nest bool) string {
	name := c.fromName(n)
	depth := 1
	if n.IsNesting() || nest {
		depth = c.with.depth()
	}
	for _, q := range c.with.known {
		if cteIdentity(q.cte) == cteIdentity(n) {
			return c.meetAgain(q, n, nest, depth)
		}
	}
	for _, q := range c.with.known {
		if q.name == name && q.level == depth {
			c.Fail(fmt.Errorf("two different CTEs have the name %q: give each its own, or use one in both places", name))
			return name
		}
	}
	q := &namedQuery{cte: n, name: name, level: depth, own: n.IsNesting() || nest}
	c.with.known = append(c.with.known, q)
	q.text = c.apart(func() { c.writeCTE(q) })
	c.with.done = append(c.with.done, q)
	return name
}

// meetAgain deals with a common table expression that was met before.
func (c *Compiler) meetAgain(q *namedQuery, n *expr.CTE, nest bool, depth int) string {
	switch {
	case nest && q.own:
		c.Fail(fmt.Errorf("the CTE %q is to be written in front of two queries: give Nest to one", q.name))
	case nest:
		q.level, q.own = depth, true
	case q.cte == n.Part(): // the steps' view of it came first
		q.cte = n
		q.text = c.apart(func() { c.writeCTE(q) })
	}
	return q.name
}

// writeCTE writes a common table expression as it stands in WITH.
func (c *Compiler) writeCTE(q *namedQuery) {
	n := q.cte
	c.Ident(q.name)
	values, isValues := n.Inside().(*expr.ValuesTable)
	if n.IsRecursive() || isValues {
		c.columnList(n.Columns())
	}
	c.WriteString(" AS ")
	c.hints(n.Prefixes(), "", " ")
	c.writeByte('(')
	if isValues {
		c.valueRows(values)
	} else if query, ok := n.Inside().(expr.Query); ok {
		c.namedQuery(query, q.own)
	}
	c.writeByte(')')
	c.hints(n.Suffixes(), " ", "")
}

// namedQuery writes the query of a common table expression. Nothing around it matters inside, but
// for what one that belongs to a query inside the statement is told to correlate to.
func (c *Compiler) namedQuery(q expr.Query, nested bool) {
	scopes, construct, operation, collection := c.scopes, c.construct, c.operation, c.collection
	defer func(renamed []renamedTable) { c.renamed = renamed }(c.renamed)
	columns, text := c.columns, c.text
	defer func(before bool) { c.inCTE = before }(c.inCTE)
	c.writable, c.inCTE = true, true
	if !nested {
		c.scopes, c.renamed = nil, nil
	}
	c.derivedQuery(q, asFrom)
	c.scopes, c.construct, c.operation, c.collection = scopes, construct, operation, collection
	c.columns, c.text = columns, text
}

// hints writes the texts that are for this dialect.
func (c *Compiler) hints(list []expr.Hint, before, after string) {
	for _, h := range list {
		if c.isFor(h) {
			c.WriteString(before + h.Text + after)
		}
	}
}
