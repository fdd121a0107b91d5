package compile

import (
	"fmt"
	"strings"

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
	for n := range i.Parts {
		c.phrase(n > 0, ", ")
		c.indexPart(i, n)
	}
	c.writeByte(')')
}

// indexPart writes the n-th part of an index.
func (c *Compiler) indexPart(i *schema.Index, n int) {
	part := func(name string) {
		if c.rules.DDL.Index.Part != nil {
			c.rules.DDL.Index.Part(c, i, name)
		}
	}
	if p := i.Parts[n]; p.Expr != nil {
		c.indexExpr(p.Expr, part)
	} else {
		c.partColumn(i.Table(), p.Column)
		part(p.Column)
	}
}

// indexExpr writes an expression that an index is sorted by, and what the dialect has for its label or
// column before its order.
func (c *Compiler) indexExpr(e expr.Expr, part func(name string)) {
	e = expr.Canonical(e)
	order, ordered := e.(*expr.Order)
	if ordered {
		e = expr.Canonical(order.Expr)
	}
	name := ""
	if label, ok := e.(*expr.Label); ok {
		name, e = label.Name, expr.Canonical(label.Expr)
	}
	collate, collated := e.(*expr.CollateExpr)
	if collated {
		e = expr.Canonical(collate.Expr)
	}
	switch e := e.(type) {
	case *expr.Column:
		name = e.Name()
	case *expr.BareColumn:
		name = e.Name
	}
	text := c.Literals(e, true)
	if grouped := c.rules.DDL.Index.Grouped; grouped != nil && grouped(e) {
		text = "(" + text + ")"
	}
	c.WriteString(text)
	if collated {
		c.WriteString(c.behind(&expr.CollateExpr{Expr: standIn, Name: collate.Name}))
	}
	part(name)
	if ordered {
		again := *order
		again.Expr = standIn
		c.WriteString(c.behind(&again))
	}
}

// standIn stands in the place of an expression when only what is behind it is wanted.
var standIn = &expr.BareColumn{Name: "x"}

// behind returns what is written behind the stand-in of an expression.
func (c *Compiler) behind(e expr.Expr) string {
	text, own := c.Literals(e, true), c.aside(func() { c.Ident("x") })
	rest, ok := strings.CutPrefix(text, own)
	if !ok {
		c.Fail(fmt.Errorf("an index cannot be in the order of %s here", text))
	}
	return rest
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
