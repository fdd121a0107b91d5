package compile

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// role is where a SELECT stands inside a statement, as far as its own FROM and the names of
// its columns depend on it.
type role int

const (
	asValue   role = iota // a value or a set: what is around it may bring its tables
	asFrom                // in FROM or WITH: its columns have names, and it brings its tables itself
	asLateral             // in FROM behind LATERAL: as asFrom, but its siblings may bring its tables
	asOperand             // as asValue, of an operator: nobody asks for the names of its columns
)

// derivedQuery writes a query that is selected from. The SELECT takes c.role for itself.
func (c *Compiler) derivedQuery(q expr.Query, where role) {
	defer func(before role, bare bool) { c.role, c.bare = before, bare }(c.role, c.bare)
	c.role, c.bare = where, false
	if len(c.scopes) == 0 {
		c.enter(nil)
		defer c.leave()
	}
	c.Node(q)
}

// subquery writes a query in parentheses and its name.
func (c *Compiler) subquery(s *expr.Subquery) { c.subqueryAs(s, c.fromName(s)) }

func (c *Compiler) subqueryAs(s *expr.Subquery, name string) {
	if isWriting(s.Query()) {
		c.fail("a statement that writes cannot stand in FROM: name it with CTE")
		return
	}
	where := asFrom
	if s.IsLateral() {
		where = asLateral
		c.WriteString("LATERAL ")
	}
	c.writeByte('(')
	c.derivedQuery(s.Query(), where)
	c.writeByte(')')
	c.asFrom(name)
}

// isWriting reports whether q is an INSERT, UPDATE, DELETE or MERGE.
func isWriting(q expr.Query) bool {
	switch q.(type) {
	case *expr.InsertStmt, *expr.UpdateStmt, *expr.DeleteStmt, *expr.MergeStmt:
		return true
	}
	return false
}

// asFrom writes the name of an element of FROM behind it.
func (c *Compiler) asFrom(name string) {
	if c.rules.Query.NoAsInFrom {
		c.writeByte(' ')
	} else {
		c.WriteString(" AS ")
	}
	c.Ident(name)
}

// fromName returns the name of an element of FROM, which is made if it has none.
func (c *Compiler) fromName(f expr.From) string {
	for i := len(c.renamed) - 1; i >= 0; i-- {
		if r := &c.renamed[i]; r.table == f {
			return r.name
		}
	}
	return c.ownFromName(f)
}

// ownFromName is fromName whatever other names tables have.
func (c *Compiler) ownFromName(f expr.From) string {
	if name := f.FromName(); name != "" {
		return name
	}
	if cte, ok := f.(*expr.CTE); ok {
		return c.anonymousFrom(cteIdentity(cte), cte.NameBase())
	}
	base := "anon"
	if b, ok := f.(interface{ NameBase() string }); ok {
		base = b.NameBase()
	}
	return c.anonymousFrom(f, base)
}

// qualifier writes what stands in front of a column of f, the dot included.
func (c *Compiler) qualifier(f expr.From) {
	if b, ok := f.(interface{ BareColumns() bool }); ok && b.BareColumns() {
		return
	}
	if t, ok := f.(interface{ Schema() string }); ok {
		c.inSchema(t.Schema())
	}
	c.Ident(c.fromName(f))
	c.writeByte('.')
}

// namedTable writes a table that is known by its name.
func (c *Compiler) namedTable(t *expr.NamedTable) {
	if err := t.Err(); err != nil {
		c.Fail(err)
		return
	}
	c.Qualified(t.Schema(), t.FromName())
	c.otherName(t)
}

// sample writes a part of a table that is taken by chance.
func (c *Compiler) sample(s *expr.Sample) {
	c.aliased(s.Of(), c.fromName(s))
	c.WriteString(" TABLESAMPLE ")
	c.Node(s.Method())
	if seed := s.SeedExpr(); seed != nil {
		c.WriteString(" REPEATABLE (")
		c.Node(seed)
		c.writeByte(')')
	}
}

// aliased writes an element of FROM under another name than its own.
func (c *Compiler) aliased(f expr.From, name string) {
	switch f := f.(type) {
	case *expr.Subquery:
		c.subqueryAs(f, name)
		return
	case *expr.ValuesTable:
		c.valuesAs(f, name)
		return
	case *expr.TableFunc:
		c.tableFuncAs(f, name)
		return
	case *schema.Table, *expr.NamedTable, *expr.CTE:
		defer func(outer []renamedTable) { c.renamed = outer }(c.renamed)
		c.renamed = nil
	case *expr.Alias:
		c.aliased(f.Of(), name)
		return
	}
	c.Node(f)
	c.asFrom(name)
}
