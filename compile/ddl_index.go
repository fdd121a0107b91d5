package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

func (c *Compiler) indexTarget(operation string, i *schema.Index) bool {
	c.begin(operation)
	if i == nil || i.Table() == nil {
		c.fail("an index without a table")
		return false
	}
	if !c.ddlTarget(i.Table()) {
		return false
	}
	c.checkOptions("index", i.Options)
	return true
}

func (c *Compiler) createIndex(s *schema.CreateIndex) {
	i, r := s.Index, &c.rules.DDL.Index
	if !c.indexTarget("CREATE INDEX", i) {
		return
	}
	c.WriteString("CREATE ")
	c.phrase(i.Unique, "UNIQUE ")
	c.indexWords(r.Kind, i)
	c.WriteString("INDEX ")
	c.indexWords(r.Word, i)
	c.phrase(s.IfNotExists && !r.NoIfNotExists, "IF NOT EXISTS ")
	if r.NameInSchema {
		c.inSchema(i.Table().Schema())
	}
	c.madeName(i.Name, i.Made())
	c.WriteString(" ON ")
	if r.TableWithout {
		c.Ident(i.Table().Name())
	} else {
		c.TableName(i.Table())
	}
	c.writeByte(' ')
	c.indexWords(r.Using, i)
	if len(i.Parts) > 0 {
		c.indexParts(i)
	}
	c.indexWords(r.End, i)
	c.indexWhere(i)
}

func (c *Compiler) indexWords(write func(c *Compiler, i *schema.Index), i *schema.Index) {
	if write != nil {
		write(c, i)
	}
}

func (c *Compiler) indexParts(i *schema.Index) {
	c.writeByte('(')
	for n, p := range i.Parts {
		c.phrase(n > 0, ", ")
		name := p.Column
		if p.Expr == nil {
			c.partColumn(i.Table(), p.Column)
		} else {
			name = c.indexExpr(p.Expr)
		}
		if c.rules.DDL.Index.Part != nil {
			c.rules.DDL.Index.Part(c, i, name)
		}
	}
	c.writeByte(')')
}

// indexExpr writes an expression that an index is sorted by, and returns the name of its label or
// column, if it has one.
func (c *Compiler) indexExpr(e expr.Expr) (name string) {
	e = expr.Canonical(e)
	switch inner := e.(type) {
	case *expr.Label:
		name, e = inner.Name, inner.Expr
	case *expr.Column:
		name = inner.Name()
	case *expr.BareColumn:
		name = inner.Name
	}
	text := c.Literals(e, true)
	if grouped := c.rules.DDL.Index.Grouped; grouped != nil && grouped(expr.Canonical(e)) {
		text = "(" + text + ")"
	}
	c.WriteString(text)
	return name
}

func (c *Compiler) indexWhere(i *schema.Index) {
	where := i.Where
	if where == nil && c.rules.DDL.Index.Where != nil {
		where = c.rules.DDL.Index.Where(c, i)
	}
	switch {
	case where == nil:
	case c.rules.DDL.Index.NoPartial:
		c.Fail(fmt.Errorf("index %q: the database has no indexes of some rows: leave it to those that have with OnlyOn", i.Name))
	default:
		c.WriteString(" WHERE " + c.Literals(where, true))
	}
}

// IndexCondition returns an option that is a condition of an index, nil for none.
func (c *Compiler) IndexCondition(i *schema.Index, name string) expr.Expr {
	switch v := c.Option(i.Options, name).(type) {
	case nil:
		return nil
	case expr.Expr:
		return expr.Owned(v)
	default:
		c.Fail(fmt.Errorf("the option %s is a condition, not a %T", name, v))
		return nil
	}
}

func (c *Compiler) dropIndex(s *schema.DropIndex) {
	if !c.indexTarget("DROP INDEX", s.Index) {
		return
	}
	c.WriteString("DROP INDEX ")
	c.indexWords(c.rules.DDL.Index.DropWord, s.Index)
	c.phrase(s.IfExists, "IF EXISTS ")
	if c.rules.DDL.Index.DropOnTable {
		c.madeName(s.Index.Name, s.Index.Made())
		c.WriteString(" ON ")
		c.TableName(s.Index.Table())
		return
	}
	c.inSchema(s.Index.Table().Schema())
	c.madeName(s.Index.Name, s.Index.Made())
}
