package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/typemap"
)

// bind leaves the place of a value; not tells that a list stands behind NOT IN.
func (c *Compiler) bind(b *expr.Bind, not bool) {
	i := c.key.Place(b)
	if i < 0 && !b.Owned && (b.Param == "" || b.Default) {
		c.fail("a bound value that the statement does not declare in Fields")
		return
	}
	t := b.Typ
	if t.Detail != nil {
		t = t.On(c.rules.Dialect)
	}
	s := c.newSlot()
	s.bind, s.param, s.typ, s.many, s.not = i, b.Param, t, b.Many, not
	s.inline, s.optional, s.row = b.Inline || c.inline, b.Default, c.rowTypes(b.Row)
	s.assigned = c.valueName != ""
	if i < 0 && b.Owned {
		s.own = b
	}
	if b.Param == "" {
		s.base, s.number = c.nameValue(i, b.Hint)
	}
	if cast := c.rules.Type.CastBinds; cast != nil && !c.uncast {
		if cast(t) {
			s.cast = "::" + c.typeName(t)
		}
	}
	if t.Detail != nil {
		c.wrapBind(s)
	}
	if s.many {
		return
	}
	if s.open != "" {
		c.WriteString(s.open)
		c.cuts[len(c.cuts)-1] = len(c.buf) // the value stands behind it
	}
	c.WriteString(s.cast)
}

// wrapBind puts around the value what its type wants there.
func (c *Compiler) wrapBind(s *slot) {
	before, after, err := s.typ.BindWrap()
	if err != nil {
		c.Fail(err)
	}
	if before != "" || after != "" {
		s.open, s.cast = before, s.cast+after
	}
}

// rowTypes returns what the types are on the database.
func (c *Compiler) rowTypes(row []typemap.Type) []typemap.Type {
	if !slices.ContainsFunc(row, func(t typemap.Type) bool { return t.Detail != nil }) {
		return row
	}
	own := make([]typemap.Type, len(row))
	for i, t := range row {
		own[i] = t.On(c.rules.Dialect)
	}
	return own
}

// unnumbered is the number of a name that has none.
const unnumbered = -1

// nameValue returns what the name made for a value consists of. It is counted among the
// names that are made the first time it is written.
func (c *Compiler) nameValue(i int, hint string) (base string, number int) {
	if c.valueName != "" {
		return c.valueName, unnumbered
	}
	if i < 0 {
		base = nameBase(hint)
		return base, c.anon.next(base)
	}
	for len(c.named) <= i {
		c.named = append(c.named, 0)
	}
	base = nameBase(hint)
	if c.named[i] == 0 {
		c.named[i] = c.anon.next(base)
	}
	return base, c.named[i]
}

// nameBase returns the start of a name that is made after hint: without the characters that
// parameters' names do not have, as SQLAlchemy has it.
func nameBase(hint string) string {
	if hint == "" {
		return "param"
	}
	if isPlainBase(hint) {
		return hint
	}
	words := strings.FieldsFunc(hint, isSpecial)
	return strings.Join(words, "_")
}

// Value writes a parameter whose value is the same for every statement, for rules that
// need one.
func (c *Compiler) Value(v int64) { c.slot(slot{bind: -1, fixed: v, typ: typemap.BigInt()}) }

func (c *Compiler) slot(s slot) { *c.newSlot() = s }

// newSlot adds a slot at the end of the text.
func (c *Compiler) newSlot() *slot {
	c.cuts = append(c.cuts, len(c.buf))
	c.slots = append(c.slots, slot{})
	return &c.slots[len(c.slots)-1]
}

// textStmt writes SQL text with its parameters in the database's style: as the statement, or
// as an expression inside one.
func (c *Compiler) textStmt(t *expr.TextStmt) {
	if t == nil {
		c.fail("a nil text")
		return
	}
	if c.operation == "" {
		c.text = true
		c.construct = "text"
		summary := sqltext.Summarize(t.SQL(), c.rules.Query.Lexis)
		c.operation, c.collection = summary.Operation, summary.Collection
	}
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
}

// textQuery writes the text of a query. Its declared columns are those of the result.
func (c *Compiler) textQuery(t *expr.TextQuery) {
	top := c.operation == ""
	c.textStmt(t.Text())
	if !top {
		return
	}
	c.text = false
	outputs := t.Outputs()
	c.columns = &typemap.Columns{Names: make([]string, len(outputs)), Types: make([]typemap.Type, len(outputs))}
	for i, e := range outputs {
		name, ok := columnName(e)
		if !ok {
			c.Fail(fmt.Errorf("declared column %d is a %T without a name: declare columns, or ColumnOf with a name", i+1, e))
			return
		}
		c.columns.Names[i], c.columns.Types[i] = name, expr.TypeOf(e)
	}
}

// columnName returns the name of what has one of its own.
func columnName(e expr.Expr) (string, bool) {
	switch e := e.(type) {
	case *expr.Column:
		return e.Name(), true
	case *expr.BareColumn:
		return e.Name, true
	case *expr.Label:
		return e.Name, true
	}
	return "", false
}
