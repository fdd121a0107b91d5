package expr

// CTE is a common table expression: a query with a name, written once in front of the
// statement, in WITH, and selected from by its name. Its methods return a new one.
type CTE struct {
	FromBase
	name      string
	query     Query // nil for VALUES
	values    From  // a *ValuesTable, or nil
	recursive bool
	nesting   bool
	part      From // the *CTE that steps of a recursive one refer to, or nil
	prefixes  []Hint
	suffixes  []Hint
	columns   []*Column
}

// Hint is SQL text for one dialect, or for all if none is named. It is never user input.
type Hint struct{ Dialect, Text string }

// CTEOf makes a common table expression of a query, or of an INSERT, UPDATE or DELETE with
// RETURNING. Two of one name in a statement are an error at compile. A nil query is one, too.
// Without a name it has one that the compiler makes.
func CTEOf(q Query, name string) *CTE {
	if isNil(q) {
		q = Select(invalid("a nil query where one to name with WITH belongs"))
	}
	c := &CTE{name: name, query: q}
	c.rebuild()
	return c
}

// RecursiveCTEOf makes a common table expression that selects from itself. It begins with the
// rows of q; whole is called once, with the CTE as its own queries name it, and returns all of
// it: q united, by UnionAll or Union, with queries that select from self. A nil whole leaves q.
func RecursiveCTEOf(q Query, name string, whole func(self *CTE) Query) *CTE {
	self := CTEOf(q, name)
	self.recursive = true
	if whole == nil {
		return self
	}
	all := CTEOf(whole(self), name)
	all.recursive, all.part = true, self
	return all
}

// rebuild makes the columns, for a new CTE or one that Rewrite gave another query.
func (c *CTE) rebuild() {
	if c.query != nil {
		c.columns = proxies(c, c.query)
		return
	}
	c.columns = nil
	if isNil(c.values) {
		return
	}
	for i, col := range c.values.Columns() {
		c.columns = append(c.columns, proxyOf(c, col, i))
	}
}

func (c *CTE) derive(change func(c *CTE)) *CTE {
	derived := *or(c, noCTE)
	change(&derived)
	derived.rebuild()
	return &derived
}

// Nesting writes the CTE in front of the query in which it stands, not of the whole statement.
func (c *CTE) Nesting() *CTE { return c.derive(func(c *CTE) { c.nesting = true }) }

// Prefix adds SQL text in front of the query, such as MATERIALIZED, for the dialect of that
// name, for all if it is empty.
func (c *CTE) Prefix(text, dialect string) *CTE {
	return c.derive(func(c *CTE) { c.prefixes = extend(c.prefixes, []Hint{{dialect, text}}) })
}

// Suffix adds SQL text behind the query, such as SEARCH, as Prefix does in front.
func (c *CTE) Suffix(text, dialect string) *CTE {
	return c.derive(func(c *CTE) { c.suffixes = extend(c.suffixes, []Hint{{dialect, text}}) })
}

// Inside returns what is named: a Query or a *ValuesTable.
func (c *CTE) Inside() Node {
	if c.query != nil {
		return c.query
	}
	return c.values
}

// IsRecursive reports whether the CTE selects from itself.
func (c *CTE) IsRecursive() bool { return c.recursive }

// IsNesting reports whether it is written in front of the query in which it stands.
func (c *CTE) IsNesting() bool { return c.nesting }

// Part returns the CTE that the steps of a recursive one refer to, nil for any other.
func (c *CTE) Part() *CTE {
	part, _ := or(c, noCTE).part.(*CTE)
	return part
}

// Prefixes returns the texts in front of the query.
func (c *CTE) Prefixes() []Hint { return c.prefixes }

// Suffixes returns the texts behind the query.
func (c *CTE) Suffixes() []Hint { return c.suffixes }

// FromName returns the name, empty for one that the compiler makes.
func (c *CTE) FromName() string { return c.name }

// NameBase returns what a name is made from.
func (c *CTE) NameBase() string {
	if c.query == nil && !isNil(c.values) {
		return nameBase(c.values)
	}
	return "anon"
}

// Columns returns the columns in order.
func (c *CTE) Columns() []*Column { return c.columns }

// C returns the column of that name in its dynamic form, as that of a Subquery.
func (c *CTE) C(name string) Col[any] { return DynamicColumn(c, name) }

// As returns the CTE under another name.
func (c *CTE) As(name string) *Alias { return As(c, name) }

// Fields declares the node.
func (c *CTE) Fields(v Visitor) {
	v.Kind("cte")
	v.Word(c.name)
	v.Number(flag(c.recursive) | flag(c.nesting)<<1)
	declareHints(v, c.prefixes)
	declareHints(v, c.suffixes)
	v.From(&c.part)
	v.From(&c.values)
	v.Query(&c.query)
}

func declareHints(v Visitor, hints []Hint) {
	v.Number(len(hints))
	for _, h := range hints {
		v.Word(h.Dialect)
		v.Word(h.Text)
	}
}

// CTE names the statement in WITH: see CTEOf.
func (s *SelectStmt) CTE(name string) *CTE { return CTEOf(s, name) }

// RecursiveCTE names a query in WITH that begins with the statement's rows and selects from
// itself: see RecursiveCTEOf.
func (s *SelectStmt) RecursiveCTE(name string, whole func(self *CTE) Query) *CTE {
	return RecursiveCTEOf(s, name, whole)
}

// CTE names the text in WITH: see CTEOf.
func (t *TextQuery) CTE(name string) *CTE { return CTEOf(t, name) }

// CTE names the VALUES in WITH: see CTEOf.
func (t *ValuesTable) CTE(name string) *CTE {
	c := &CTE{name: name, values: t}
	c.rebuild()
	return c
}

// Nest makes a CTE of AddCTE one of the very statement that it is added to.
func Nest(c *CTE) *NestedCTE { return &NestedCTE{of: CanonicalFrom(c)} }

// NestedCTE is a CTE that is written in front of the query it is added to. It is made by Nest.
type NestedCTE struct {
	FromBase
	of From
}

// CTE returns the CTE, nil if there is none.
func (n *NestedCTE) CTE() *CTE {
	c, _ := n.of.(*CTE)
	return c
}

// Columns returns the columns of the CTE.
func (n *NestedCTE) Columns() []*Column { return CanonicalFrom(n.of).Columns() }

// FromName returns the name of the CTE.
func (n *NestedCTE) FromName() string { return CanonicalFrom(n.of).FromName() }

// Fields declares the node.
func (n *NestedCTE) Fields(v Visitor) {
	v.Kind("nested cte")
	v.From(&n.of)
}

// AddCTE writes common table expressions in WITH that the statement need not select from: each
// what CTE returns, or Nest of it.
func (s *SelectStmt) AddCTE(ctes ...From) *SelectStmt {
	return s.extra(func(x *SelectExtras) {
		for _, f := range ctes {
			x.CTEs = extend(x.CTEs, []From{fromOf(f, "AddCTE")})
		}
	})
}
