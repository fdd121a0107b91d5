package expr

// Subquery is a query in parentheses to select from, under a name. Its columns have the names
// of the query's results.
type Subquery struct {
	FromBase
	query   Query
	name    string
	lateral bool
	columns []*Column
}

// SubqueryOf makes a FROM element of a query. Without a name it has one that the compiler makes.
// A nil query is an error at compile.
func SubqueryOf(q Query, name string) *Subquery { return newSubquery(q, name, false) }

// LateralOf is SubqueryOf for a query that takes values from what stands before it in the same
// FROM: LATERAL (SELECT ...).
func LateralOf(q Query, name string) *Subquery { return newSubquery(q, name, true) }

func newSubquery(q Query, name string, lateral bool) *Subquery {
	if isNil(q) {
		q = Select(invalid("a nil query where one to select from belongs"))
	}
	s := &Subquery{query: q, name: name, lateral: lateral}
	s.rebuild()
	return s
}

// rebuild makes the columns, for a new subquery or one that Rewrite gave another query.
func (s *Subquery) rebuild() { s.columns = proxies(s, s.query) }

// Query returns the query inside.
func (s *Subquery) Query() Query { return s.query }

// IsLateral reports whether it takes values from what stands before it.
func (s *Subquery) IsLateral() bool { return s.lateral }

// FromName returns the name, empty for one that the compiler makes.
func (s *Subquery) FromName() string { return s.name }

// NameBase returns what a name is made from.
func (s *Subquery) NameBase() string { return "anon" }

// Columns returns the columns in order.
func (s *Subquery) Columns() []*Column { return s.columns }

// C returns the column of that name in its dynamic form: the name of a label or of a column, or
// the one that a second column of that name got (id_1). An unknown name is an error when the
// statement is compiled.
func (s *Subquery) C(name string) Col[any] { return DynamicColumn(s, name) }

// Fields declares the node.
func (s *Subquery) Fields(v Visitor) {
	v.Kind("subquery")
	v.Word(s.name)
	v.Number(flag(s.lateral))
	v.Query(&s.query)
}

// As makes a FROM element of the statement: see SubqueryOf.
func (s *SelectStmt) As(name string) *Subquery { return SubqueryOf(s, name) }

// Subquery makes a FROM element of the statement, whose name the compiler makes.
func (s *SelectStmt) Subquery() *Subquery { return SubqueryOf(s, "") }

// Lateral makes a FROM element of the statement that takes values from those before it.
func (s *SelectStmt) Lateral(name string) *Subquery { return LateralOf(s, name) }

// As makes a FROM element of the text: see SubqueryOf.
func (t *TextQuery) As(name string) *Subquery { return SubqueryOf(t, name) }

// ColIn returns the column of f, such as a subquery, that comes from col, in its type: for typed
// conditions on derived tables. It is an error at compile if no column of f comes from col, or
// more than one does.
func ColIn[T any](f From, col Col[T]) Col[T] {
	f = CanonicalFrom(f)
	c, ok := canon(col).(*Column)
	if !ok {
		return shell[T](invalid("ColIn of what is no column"))
	}
	found, err := columnFrom(f, c)
	if err != nil {
		return shell[T](err)
	}
	return ColOf[T](found)
}

// columnFrom returns the column of f that comes from c.
func columnFrom(f From, c *Column) (*Column, Expr) {
	if mistake, ok := f.(*Invalid); ok {
		return nil, mistake
	}
	var found *Column
	for _, candidate := range f.Columns() {
		if !candidate.comesFrom(c) {
			continue
		}
		if found != nil {
			return nil, invalid("several columns of " + described(f) + " come from \"" + c.name + "\": name one with C")
		}
		found = candidate
	}
	if found == nil {
		return nil, invalid("no column of " + described(f) + " comes from \"" + c.name + "\": select it there")
	}
	return found, nil
}

// comesFrom reports whether c is other, or stands for it at any distance.
func (c *Column) comesFrom(other *Column) bool {
	for ; c != nil; c = c.proxy.Origin {
		if c == other {
			return true
		}
	}
	return false
}
