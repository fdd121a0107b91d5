package expr

// SetOp is an operation on the rows of several queries.
type SetOp int

// The set operations.
const (
	OpUnion SetOp = iota
	OpUnionAll
	OpIntersect
	OpIntersectAll
	OpExcept
	OpExceptAll
)

// CompoundStmt is a set operation of queries, which is a query itself. Its methods return a new
// statement and leave the receiver unchanged; it is safe for concurrent use. Its columns have the
// names of the first query's.
type CompoundStmt struct {
	QueryBase
	c CompoundClauses
}

// CompoundClauses are the parts of a set operation, in the order of SQL.
type CompoundClauses struct {
	CTEs     []From // of WITH, as those of SelectClauses
	Op       SetOp
	Operands []Expr // each an *Operand
	GroupBy  []Expr
	OrderBy  []Expr
	RowLimit
	Lock *Lock // nil for none
}

// Operand is a query of a set operation.
type Operand struct {
	ExprBase
	query Query
}

// Query returns the query.
func (o *Operand) Query() Query { return o.query }

// Fields declares the node.
func (o *Operand) Fields(v Visitor) {
	v.Kind("operand")
	v.Query(&o.query)
}

// Union returns the rows of all queries, each once. Queries with different numbers of columns, or
// none at all, are an error when the statement is compiled; so it is with all set operations.
func Union(queries ...Query) *CompoundStmt { return compound(OpUnion, queries) }

// UnionAll returns the rows of all queries.
func UnionAll(queries ...Query) *CompoundStmt { return compound(OpUnionAll, queries) }

// Intersect returns the rows that all queries have, each once.
func Intersect(queries ...Query) *CompoundStmt { return compound(OpIntersect, queries) }

// IntersectAll returns the rows that all queries have, as often as all have them.
func IntersectAll(queries ...Query) *CompoundStmt { return compound(OpIntersectAll, queries) }

// Except returns the rows of the first query that no other one has, each once.
func Except(queries ...Query) *CompoundStmt { return compound(OpExcept, queries) }

// ExceptAll returns the rows of the first query, without one for each of another.
func ExceptAll(queries ...Query) *CompoundStmt { return compound(OpExceptAll, queries) }

func compound(op SetOp, queries []Query) *CompoundStmt {
	operands := make([]Expr, len(queries))
	for i, q := range queries {
		if isNil(q) {
			operands[i] = invalid("a nil query in a set operation")
			continue
		}
		operands[i] = &Operand{query: q}
	}
	return &CompoundStmt{c: CompoundClauses{Op: op, Operands: operands}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *CompoundStmt) Clauses() *CompoundClauses { return &or(s, noCompound).c }

func (s *CompoundStmt) first() Query {
	if s != nil && len(s.c.Operands) > 0 {
		if o, ok := s.c.Operands[0].(*Operand); ok {
			return o.query
		}
	}
	return nil
}

// Outputs returns the results of the first query.
func (s *CompoundStmt) Outputs() []Expr {
	if q := s.first(); q != nil {
		return q.Outputs()
	}
	return nil
}

func (s *CompoundStmt) labelStyle() LabelStyle {
	if q := s.first(); q != nil {
		return StyleOf(q)
	}
	return LabelDisambiguate
}

// Fields declares the node.
func (s *CompoundStmt) Fields(v Visitor) {
	v.Kind("compound")
	v.Froms(&s.c.CTEs)
	v.Number(int(s.c.Op))
	v.Exprs(&s.c.Operands)
	v.Exprs(&s.c.GroupBy)
	v.Exprs(&s.c.OrderBy)
	s.c.RowLimit.fields(v)
	declareLock(&s.c.Lock, v)
}

func (s *CompoundStmt) derive(change func(c *CompoundClauses)) *CompoundStmt {
	derived := *or(s, noCompound)
	change(&derived.c)
	return &derived
}

// GroupBy adds expressions to GROUP BY.
func (s *CompoundStmt) GroupBy(exprs ...Expr) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.GroupBy = extend(c.GroupBy, canons(exprs, "GroupBy")) })
}

// OrderBy adds expressions to the ORDER BY of the whole. Columns stand there without their table,
// as the names of results.
func (s *CompoundStmt) OrderBy(exprs ...Expr) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.OrderBy = extend(c.OrderBy, canons(exprs, "OrderBy")) })
}

// AddCTE is AddCTE of SelectStmt.
func (s *CompoundStmt) AddCTE(ctes ...From) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) {
		for _, f := range ctes {
			c.CTEs = extend(c.CTEs, []From{fromOf(f, "AddCTE")})
		}
	})
}

// As makes a FROM element of the statement: see SubqueryOf.
func (s *CompoundStmt) As(name string) *Subquery { return SubqueryOf(s, name) }

// Subquery makes a FROM element of the statement, whose name the compiler makes.
func (s *CompoundStmt) Subquery() *Subquery { return SubqueryOf(s, "") }

// Lateral makes a FROM element of the statement that takes values from those before it.
func (s *CompoundStmt) Lateral(name string) *Subquery { return LateralOf(s, name) }

// CTE names the statement in WITH: see CTEOf.
func (s *CompoundStmt) CTE(name string) *CTE { return CTEOf(s, name) }

// RecursiveCTE names a query in WITH that begins with the statement's rows and selects from
// itself: see RecursiveCTEOf.
func (s *CompoundStmt) RecursiveCTE(name string, whole func(self *CTE) Query) *CTE {
	return RecursiveCTEOf(s, name, whole)
}

// String returns the statement as SQL without its values: see Print.
func (s *CompoundStmt) String() string { return Print(s) }
