package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/typemap"
)

// bind leaves the place of a value; not tells that a list stands behind NOT IN.
func (c *Compiler) bind(b *expr.Bind, not bool) {
	i := c.key.Place(b)
	if i < 0 && b.Param == "" {
		c.fail("a bound value that the statement does not declare in Fields")
		return
	}
	if b.Param == "" {
		c.nameValue(i, b.Hint)
	}
	c.slot(slot{bind: i, param: b.Param, typ: b.Typ, many: b.Many, not: not})
}

// nameValue counts a value among the names that are made, the first time it is written.
func (c *Compiler) nameValue(i int, hint string) {
	for len(c.named) <= i {
		c.named = append(c.named, false)
	}
	if c.named[i] {
		return
	}
	c.named[i] = true
	if hint == "" {
		hint = "param"
	}
	c.anon.next(hint)
}

// Value writes a parameter whose value is the same for every statement, for rules that
// need one.
func (c *Compiler) Value(v int64) { c.slot(slot{bind: -1, fixed: v, typ: typemap.BigInt()}) }

func (c *Compiler) slot(s slot) {
	c.cuts = append(c.cuts, len(c.buf))
	c.slots = append(c.slots, s)
}

// textStmt writes SQL text with its parameters in the database's style.
func (c *Compiler) textStmt(t *expr.TextStmt) {
	c.text = true
	c.construct = "text"
	used := map[string]bool{}
	for _, part := range sqltext.Params(t.SQL(), c.rules.Query.Lexis) {
		c.WriteString(part.Text)
		if part.Param == "" {
			continue
		}
		used[part.Param] = true
		if v := t.BoundParam(part.Param); v != nil {
			c.Node(v)
			continue
		}
		c.slot(slot{bind: -1, param: part.Param, typ: typemap.Type{}})
	}
	for _, name := range t.ParamNames() {
		if !used[name] {
			c.Fail(fmt.Errorf("the text has no parameter :%s", name))
		}
	}
	summary := sqltext.Summarize(t.SQL(), c.rules.Query.Lexis)
	c.operation, c.collection = summary.Operation, summary.Collection
}
