package compile

import (
	"slices"

	"github.com/gildsql/gild/expr"
)

// lock writes FOR UPDATE, where the database has it.
func (c *Compiler) lock(l *expr.Lock) {
	switch {
	case l == nil:
	case l.NoWait && l.SkipLocked:
		c.construct = "FOR UPDATE"
		c.fail("NOWAIT and SKIP LOCKED exclude one another: give LockNoWait or LockSkipLocked")
	case c.rules.Query.Lock != nil:
		c.rules.Query.Lock(c, l)
	}
}

// forUpdate writes FOR UPDATE or FOR SHARE, as most databases have it.
func forUpdate(c *Compiler, l *expr.Lock) {
	if l.Read {
		c.WriteString(" FOR SHARE")
	} else {
		c.WriteString(" FOR UPDATE")
	}
	c.LockTables(l)
	c.LockWait(l)
}

// LockWait writes whether a lock waits for others.
func (c *Compiler) LockWait(l *expr.Lock) {
	if l.NoWait {
		c.WriteString(" NOWAIT")
	}
	if l.SkipLocked {
		c.WriteString(" SKIP LOCKED")
	}
}

// LockTables writes the names of the tables whose rows are locked, if not all are.
func (c *Compiler) LockTables(l *expr.Lock) {
	var tables []expr.From
	for _, f := range l.Of {
		tables = append(tables, leavesOf(f)...)
	}
	for _, e := range l.Columns {
		tables = addTables(tables, e)
	}
	separator := " OF "
	for i, f := range tables {
		if slices.Contains(tables[:i], f) {
			continue
		}
		if mistake, ok := f.(*expr.Invalid); ok {
			c.Fail(mistake.Err)
			return
		}
		c.WriteString(separator)
		separator = ", "
		c.Ident(c.fromName(f))
	}
	for _, e := range l.Columns {
		if mistake, ok := e.(*expr.Invalid); ok {
			c.Fail(mistake.Err)
		}
		if isText(e) { // it names a table itself
			c.WriteString(separator)
			separator = ", "
			c.Node(e)
		}
	}
}

// isText reports whether e is SQL text of the program's.
func isText(e expr.Expr) bool {
	switch e.(type) {
	case *expr.TextStmt, *expr.RawExpr, *expr.BareColumn:
		return true
	}
	return false
}

// LockColumns writes the columns whose rows are locked, if not all are: those of a table are its
// first, which stands for it.
func (c *Compiler) LockColumns(l *expr.Lock) {
	var list []expr.Expr
	for _, f := range l.Of {
		if mistake, ok := f.(*expr.Invalid); ok {
			c.Fail(mistake.Err)
			return
		}
		for _, leaf := range leavesOf(f) {
			if columns := leaf.Columns(); len(columns) > 0 {
				list = append(list, columns[0])
			}
		}
	}
	c.clause(" OF ", append(list, l.Columns...), expr.OpNone)
}

// IsNested reports whether the query that is written stands inside another statement.
func (c *Compiler) IsNested() bool { return len(c.scopes) > 1 }
