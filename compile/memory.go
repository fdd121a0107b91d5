package compile

import (
	"database/sql/driver"
	"sync"

	"github.com/gildsql/gild/expr"
)

// memory is what a Compiler works in, kept for the next one.
type memory struct {
	buf    []byte
	cuts   []int
	slots  []slot
	scopes []scope
	levels []level
	named  []int
	first  []int
	counts []count
	made   []madeName

	lists [listCount * listSize]expr.From // what fromList has lent
	lent  int

	text []byte // of a statement that is rendered, and its arguments
	args []driver.NamedValue
	once Compiled

	texts    writtenTexts
	numbered numberedNames

	joins  [8]expr.Join // what newJoin has lent
	joined int
}

const (
	listCount = 16
	listSize  = 8
	// keptBytes is how much text is kept: a statement with thousands of rows is not the rule.
	keptBytes, keptSlots = 1 << 16, 1 << 10
)

var compilers = sync.Pool{New: func() any { return &Compiler{mem: &memory{}} }}

// newCompiler returns a Compiler, with the memory of one that was released.
func newCompiler(rules *Rules, stmt expr.Statement, key *expr.Key) *Compiler {
	c := compilers.Get().(*Compiler)
	m := c.mem
	*c = Compiler{
		mem: m, rules: rules, stmt: stmt, key: key, construct: "statement", writable: true, lint: rules.Lint,
		buf: m.buf, cuts: m.cuts, slots: m.slots, scopes: m.scopes, named: m.named,
	}
	c.anon.counts, c.anon.made, c.with.levels = m.counts, m.made, m.levels
	return c
}

// release keeps the memory of a Compiler that is no longer used, but nothing of the statement.
func (c *Compiler) release() {
	m := c.mem
	if max(cap(c.buf), cap(m.text)) > keptBytes || max(cap(c.slots), cap(m.args)) > keptSlots {
		return
	}
	clear(c.slots)
	clear(c.scopes[:cap(c.scopes)])
	clear(c.anon.counts)
	clear(c.anon.made)
	clear(m.lists[:m.lent*listSize])
	clear(m.joins[:m.joined])
	m.lent, m.joined = 0, 0
	m.buf, m.cuts, m.slots, m.scopes, m.named = c.buf[:0], c.cuts[:0], c.slots[:0], c.scopes[:0], c.named[:0]
	m.counts, m.made, m.levels = c.anon.counts[:0], c.anon.made[:0], c.with.levels[:0]
	*c = Compiler{mem: m}
	compilers.Put(c)
}

// fromList returns an empty list that has room for a few elements. It is valid until the
// statement is compiled.
func (c *Compiler) fromList() []expr.From {
	m := c.mem
	if m == nil || m.lent == listCount {
		return nil
	}
	at := m.lent * listSize
	m.lent++
	return m.lists[at : at : at+listSize]
}

// newJoin returns a copy of j. It is valid until the statement is compiled.
func (c *Compiler) newJoin(j expr.Join) *expr.Join {
	m := c.mem
	if m == nil || m.joined == len(m.joins) {
		own := j
		return &own
	}
	lent := &m.joins[m.joined]
	m.joined++
	*lent = j
	return lent
}
