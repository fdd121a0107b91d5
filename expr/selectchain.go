package expr

import (
	"sync/atomic"

	"github.com/gildsql/gild/typemap"
)

// selectChain is what the statements of one chain of calls share: Select(...).JoinOn(...).Where(...)
// makes a statement with each step, and all but the last are hardly ever looked at. A statement
// has the first so many elements of the chain's lists. From the one that was made last another
// can be derived in place, behind all that others have; whatever else is derived starts a chain of
// its own, with a copy. So most steps cost no memory, and no statement ever changes.
//
// Who keeps a statement keeps its chain, and with it the values of the statements derived in place.
type selectChain struct {
	last  atomic.Int32 // number of the statement that was made last
	stmts []SelectStmt // memory for statements, by number

	// As long as there is memory; a statement knows how much of it is its own.
	items, where, order []Expr
	froms               []From

	limit, offset Expr
	nodes         *chainNodes // nil for none
}

// chainNodes is memory for nodes that steps make.
type chainNodes struct {
	joins [4]Join // what froms has in the same places
	rows  [2]Bind // limit and offset
}

// lengths are how much of a chain's lists a statement has, or wants to have more.
type lengths struct{ items, where, order, froms int32 }

func (l lengths) plus(more lengths) lengths {
	return lengths{l.items + more.items, l.where + more.where, l.order + more.order, l.froms + more.froms}
}

// fits reports whether there is memory for lists of that length, and for another statement.
func (c *selectChain) fits(l lengths, number int32) bool {
	return int(number) < len(c.stmts) && int(l.items) <= len(c.items) && int(l.where) <= len(c.where) &&
		int(l.order) <= len(c.order) && int(l.froms) <= len(c.froms)
}

// shortChain returns a chain for a few steps without joins.
func shortChain() *selectChain {
	m := &struct {
		chain        selectChain
		stmts        [5]SelectStmt
		items        [8]Expr
		where, order [2]Expr
	}{}
	c := &m.chain
	c.stmts, c.items, c.where, c.order = m.stmts[:], m.items[:], m.where[:], m.order[:]
	return c
}

// longChain returns a chain for what most SELECTs have. More items are rare once there are others.
func longChain() *selectChain {
	m := &struct {
		chain selectChain
		stmts [10]SelectStmt
		where [6]Expr
		order [3]Expr
		froms [4]From
		nodes chainNodes
	}{}
	c := &m.chain
	c.stmts, c.where, c.order, c.froms, c.nodes = m.stmts[:], m.where[:], m.order[:], m.froms[:], &m.nodes
	return c
}

// next returns a statement derived from s, in a chain with memory for more, which is for the
// caller to fill.
func (s *SelectStmt) next(more lengths) *SelectStmt {
	s = or(s, noSelect)
	c, number := s.chain, s.number+1
	if c == nil || !c.fits(s.has.plus(more), number) || !c.last.CompareAndSwap(s.number, number) {
		return s.moved(more)
	}
	derived := &c.stmts[number]
	*derived = SelectStmt{chain: c, rest: s.rest, number: number, has: s.has, limited: s.limited, shifted: s.shifted}
	return derived
}

// moved returns a copy of s in a chain of its own, with memory for more.
func (s *SelectStmt) moved(more lengths) *SelectStmt {
	var c *selectChain
	if want := s.has.plus(more); s.chain == nil && want.froms == 0 {
		c = shortChain()
	} else {
		c = longChain()
	}
	derived := &c.stmts[0]
	*derived = SelectStmt{chain: c, rest: s.rest, has: s.has, limited: s.limited, shifted: s.shifted}
	old := s.chain
	if old == nil {
		old = &selectChain{}
	}
	c.items = memoryFor(c.items, old.items[:s.has.items], more.items)
	c.where = memoryFor(c.where, old.where[:s.has.where], more.where)
	c.order = memoryFor(c.order, old.order[:s.has.order], more.order)
	c.froms = memoryFor(c.froms, old.froms[:s.has.froms], more.froms)
	if s.limited {
		c.limit = old.limit
	}
	if s.shifted {
		c.offset = old.offset
	}
	return derived
}

// memoryFor returns list with memory for more behind it: in memory, if that is enough. A list that
// does not grow is not copied.
func memoryFor[E any](memory, list []E, more int32) []E {
	want := len(list) + int(more)
	switch {
	case want <= len(memory):
	case more == 0:
		return list
	default:
		memory = make([]E, max(want, 2*len(list)))
	}
	copy(memory, list)
	return memory
}

// joined returns memory for the join that is to be the statement's next element of FROM.
func (s *SelectStmt) joined() *Join {
	if n := s.chain.nodes; n != nil && int(s.has.froms) < len(n.joins) {
		return &n.joins[s.has.froms]
	}
	return &Join{}
}

// rowsValue returns a value for LIMIT, whose place is 0, or for OFFSET, whose place is 1.
func (s *SelectStmt) rowsValue(place, n int) *Bind {
	if s.chain.nodes == nil {
		return &Bind{Value: int64(n), Typ: typemap.BigInt()}
	}
	b := &s.chain.nodes.rows[place]
	b.Value, b.Typ = int64(n), typemap.BigInt()
	return b
}

// Clauses returns the parts of the statement, for compilers. The lists are not to be changed.
func (s *SelectStmt) Clauses() SelectClauses {
	s = or(s, noSelect)
	c := SelectClauses{SelectExtras: noExtras}
	if s.rest != nil {
		c = *s.rest
	}
	if m := s.chain; m != nil {
		has := &s.has
		c.Items, c.Where = m.items[:has.items:has.items], m.where[:has.where:has.where]
		c.OrderBy, c.Froms = m.order[:has.order:has.order], m.froms[:has.froms:has.froms]
		if s.limited {
			c.Limit = m.limit
		}
		if s.shifted {
			c.Offset = m.offset
		}
	}
	return c
}

// of gives the statement its parts, in a chain that has memory for nothing else.
func (s *SelectStmt) of(c *SelectClauses) {
	chain := &selectChain{items: c.Items, where: c.Where, order: c.OrderBy, froms: c.Froms, limit: c.Limit, offset: c.Offset}
	*s = SelectStmt{
		chain: chain, rest: c, limited: true, shifted: true,
		has: lengths{int32(len(c.Items)), int32(len(c.Where)), int32(len(c.OrderBy)), int32(len(c.Froms))},
	}
}

// derive is for parts that few statements have.
func (s *SelectStmt) derive(change func(c *SelectClauses)) *SelectStmt {
	m := &struct {
		stmt    SelectStmt
		clauses SelectClauses
	}{clauses: s.Clauses()}
	change(&m.clauses)
	m.stmt.of(&m.clauses)
	return &m.stmt
}
