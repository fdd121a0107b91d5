package compile

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
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

	anon       anonymous
	named      []bool // which of the key's values have a name
	bare       bool   // columns are written without their table
	construct  string
	operation  string
	collection string
	columns    *typemap.Columns
	text       bool
}

// Compile turns stmt into SQL under the rules. The key must be of stmt: it gives each
// bound value its index. The error is an *Error that names dialect and construct.
func Compile(rules *Rules, stmt expr.Statement, key *expr.Key) (*Compiled, error) {
	c := &Compiler{rules: rules, key: key, construct: "statement"}
	c.Node(stmt)
	if c.err != nil {
		return nil, c.err
	}
	return c.finish(), nil
}

// Node writes n. It is the one place that knows all nodes. After a failure it does
// nothing: what a mistake leaves behind need not make sense.
func (c *Compiler) Node(n expr.Node) {
	if c.err != nil {
		return
	}
	if isNil(n) {
		c.Fail(fmt.Errorf("a nil %T where an expression, a table or a statement belongs", n))
		return
	}
	switch n := n.(type) {
	case *expr.SelectStmt:
		c.selectStmt(n)
	case *expr.InsertStmt:
		c.insert(n.Clauses())
	case *expr.UpdateStmt:
		c.update(n.Clauses())
	case *expr.DeleteStmt:
		c.delete(n.Clauses())
	case *expr.TextStmt:
		c.textStmt(n)
	case *schema.CreateTable:
		c.createTable(n)
	case *schema.DropTable:
		c.dropTable(n)
	case *schema.CreateIndex:
		c.createIndex(n)
	case *schema.Table:
		c.table(n)
	case *expr.Alias:
		c.alias(n)
	case *expr.Join:
		c.join(n)
	case *expr.Column:
		c.column(n)
	case *expr.Bind:
		c.bind(n, false)
	case *expr.Binary:
		c.binary(n)
	case *expr.Unary:
		c.unary(n)
	case *expr.Logical:
		c.logical(n)
	case *expr.List:
		c.list(n)
	case *expr.Call:
		c.call(n)
	case *expr.Constant:
		c.constant(n)
	case *expr.Label:
		c.label(n)
	case *expr.Order:
		c.order(n)
	case *expr.Scalar:
		c.scalar(n)
	case *expr.Invalid:
		c.Fail(n.Err)
	default:
		c.foreign(n)
	}
}

// foreign writes a node of another package by the dialect's rule for its type.
func (c *Compiler) foreign(n expr.Node) {
	if rule := c.rules.Ext[reflect.TypeOf(n)]; rule != nil {
		rule(c, n)
		return
	}
	if u, ok := n.(interface{ Unwrap() expr.Node }); ok && u.Unwrap() != n {
		c.Node(u.Unwrap())
		return
	}
	c.Fail(fmt.Errorf("there is no rule for a %T", n))
}

// isNil reports whether n is nil or a nil pointer.
func isNil(n expr.Node) bool {
	if n == nil {
		return true
	}
	v := reflect.ValueOf(n)
	return v.Kind() == reflect.Pointer && v.IsNil()
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
	out := &Compiled{
		Operation: c.operation, Collection: c.collection, Columns: c.columns, Text: c.text,
		slots: c.slots, rules: c.rules,
	}
	start := 0
	for i, cut := range c.cuts {
		out.segments = append(out.segments, string(c.buf[start:cut]))
		out.expands = out.expands || c.slots[i].many
		start = cut
	}
	out.segments = append(out.segments, string(c.buf[start:]))
	out.sql = out.join()
	if !out.expands {
		out.segments = nil
	}
	return out
}

// join returns the text with its placeholders; a list that expands is shown as (...).
func (c *Compiled) join() string {
	text := expander{c: c}
	for i := range c.slots {
		text.segment(i)
		if c.slots[i].many {
			text.b = append(text.b, "(...)"...)
			continue
		}
		text.placeholder()
	}
	return text.finish()
}
