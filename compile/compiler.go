package compile

import (
	"bytes"
	"errors"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Compiler writes one statement. It is used by one goroutine and only during Compile;
// rules are given it to write their part.
type Compiler struct {
	rules  *Rules
	key    *expr.Key
	buf    []byte
	cuts   []int // offsets in buf where a placeholder goes, one for each slot
	slots  []slot
	scopes []scope // SELECTs around the place being written, outermost first
	err    error
	mem    *memory // that all of this is in; nil for none that is kept
	finder tableFinder

	stmt       expr.Statement
	given      map[string]bool // names of elements of FROM, once one is made
	anon       anonymous
	with       with
	derived    bool  // the columns of the SELECT have names in any case
	role       role  // of the SELECT that is written next
	named      []int // the numbers in the names of the key's values, 0 for none yet
	lint       bool  // cartesian products are failures
	bare       bool  // columns are written without their table
	once       bool  // the statement is rendered: its columns are of no use
	operating  bool  // inside an operator
	inline     bool  // values are written as literals
	construct  string
	operation  string
	collection string
	columns    *typemap.Columns
	writable   bool                   // an INSERT, UPDATE or DELETE may stand here
	uncast     bool                   // parameters are written without their type
	valueName  string                 // what a value that is written next is called, if not by a number
	assigning  assignment             // of the statement that is written
	excluded   func(col *expr.Column) // writes what was to be inserted into a column, where there is such
	renamed    []renamedTable         // tables that have another name in the SELECTs around the place
	rowsOf     rowsName               // a table whose rows have another name here
	leaving    bool                   // the results that are written are those of the statement
	inCTE      bool                   // what is written is in a common table expression
	operand    bool                   // the SELECT that is written next is one of a set operation that is the statement
	results    bool                   // the columns of the SELECT that is written next are those of the statement
	tableHints map[expr.From]string
	inOrder    *rowOrder // of what the INSERT gives back, if it is to have one
	text       bool
}

// Compile turns stmt into SQL under the rules. The key must be of stmt: it gives each
// bound value its index. The error is an *Error that names dialect and construct.
func Compile(rules *Rules, stmt expr.Statement, key *expr.Key) (*Compiled, error) {
	c := newCompiler(rules, stmt, key)
	c.Node(stmt)
	if err := c.err; err != nil {
		c.release()
		return nil, err
	}
	out := c.finish()
	c.release()
	return out, nil
}

// Fail records that the statement cannot be compiled; the first failure counts.
func (c *Compiler) Fail(err error) {
	if c.err == nil {
		c.err = &Error{Dialect: c.rules.Dialect, Construct: c.construct, Err: err}
	}
}

func (c *Compiler) fail(text string) { c.Fail(errors.New(text)) }

// WriteString writes SQL text.
func (c *Compiler) WriteString(s string) { c.buf = append(c.buf, s...) }

// writeByte writes one character of SQL.
func (c *Compiler) writeByte(b byte) { c.buf = append(c.buf, b) }

// Rules returns the rules that the statement is compiled with.
func (c *Compiler) Rules() *Rules { return c.rules }

// separated writes nodes with sep between them.
func (c *Compiler) separated(list []expr.Expr, sep string) {
	for i, e := range list {
		if i > 0 {
			c.WriteString(sep)
		}
		c.Node(e)
	}
}

// finish cuts the text at the placeholders and, unless a list expands, joins it for good.
func (c *Compiler) finish() *Compiled {
	out := &Compiled{Operation: c.operation, Collection: c.collection, Columns: c.columns, Text: c.text}
	c.fill(out, slices.Clone(c.slots))
	out.order = c.inOrder.finish(out)
	if out.expands {
		out.raw, out.cuts = bytes.Clone(c.buf), slices.Clone(c.cuts)
	} else {
		out.sql, out.raw, out.cuts = c.joinedText(out), nil, nil
	}
	return out
}

// fill gives out the slots, and the text in the compiler's memory.
func (c *Compiler) fill(out *Compiled, slots []slot) {
	out.slots, out.rules, out.raw, out.cuts = slots, c.rules, c.buf, c.cuts
	if c.rules.Query.ReuseArgs && !c.text {
		c.mem.first, out.repeats = reuse(out.slots, c.mem.first[:0])
	}
	for i := range slots {
		s := &slots[i]
		s.plain = isPlain(&s.typ)
		out.literals = out.literals || s.inline
		out.expands = out.expands || s.many || s.inline
	}
	out.shareNames()
}

// joinedText returns the text of a statement without lists, with its placeholders.
func (c *Compiler) joinedText(out *Compiled) string {
	if len(c.cuts) == 0 {
		return string(c.buf)
	}
	end := len(c.buf) // behind which the joined text is built
	text := expander{c: out, b: c.buf}
	start := 0
	for i := range out.slots {
		text.b = append(text.b, c.buf[start:c.cuts[i]]...)
		start = c.cuts[i]
		text.one(i)
	}
	c.buf = append(text.b, c.buf[start:end]...)
	return string(c.buf[end:])
}

// join returns the text with its placeholders; a list that expands is shown as (...), and so is
// a value that is written as a literal.
func (c *Compiled) join() string {
	text := expander{c: c}
	for i := range c.slots {
		text.segment(i)
		if s := &c.slots[i]; s.many || s.inline {
			text.b = append(text.b, "(...)"...)
			continue
		}
		text.one(i)
	}
	return text.finish()
}

// one writes the placeholder of a slot with a single value.
func (e *expander) one(i int) {
	if s := &e.c.slots[i]; s.repeats > 0 {
		e.repeat(s)
		return
	}
	e.mark(i)
	e.placeholder()
}
