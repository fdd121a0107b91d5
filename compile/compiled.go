package compile

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// Compiled is a statement's structure in the SQL of one database. It holds no values.
// It is immutable but for the caches inside and safe for concurrent use.
type Compiled struct {
	Operation  string           // the statement's first word: SELECT, INSERT, ...; of text, as far as it can be read from it
	Collection string           // the first table it is about, empty if there is none
	Columns    *typemap.Columns // of the result; nil when the statement returns no rows or they are not known
	Text       bool             // made of SQL text: Columns are known only to the database

	sql      string                          // the whole text, unless a slot expands:
	raw      []byte                          // the text without what is in the slots
	cuts     []int                           // where in raw the slots are
	texts    [8]atomic.Pointer[expandedText] // of executions before, by the lengths of their lists
	slots    []slot
	expands  bool
	literals bool // a slot is written as a literal
	rules    *Rules
	repeats  bool     // a slot repeats another
	twice    [][2]int // slots whose parameter has a value in both
	pins     []any    // keep the cache key's objects alive
	order    *Order   // in which rows come back, nil for any
}

// slot is a place where a value goes, in the order of the text.
type slot struct {
	bind  int        // index in Key.Binds, unless the value comes from elsewhere:
	param string     // with the execution, by this name
	fixed any        // from the rules, the same for every statement
	own   *expr.Bind // of a table's definition, not of the statement
	out   bool       // the driver fills the parameter
	// assigned is a value that a column is given, which PostgreSQL takes for that column's very
	// type: it would not have the same parameter elsewhere.
	assigned bool
	typ      typemap.Type
	plain    bool // integers and text are sent as they are
	many     bool // a list of values, each with a placeholder
	not      bool // of a list: it stands behind NOT IN

	base     string                   // what the name made for the value starts with, empty for named ones
	number   int                      // the number behind it
	inline   bool                     // written into the text as a literal
	open     string                   // of a list: before each placeholder, and before its literals
	cast     string                   // of a list: behind each placeholder
	form     func(v any) (any, error) // of a key into a document: makes what is sent of it, nil for nothing
	optional bool                     // of a parameter: the bind has a value for executions that give none
	row      []typemap.Type           // of a list: its members are rows with values of these types
	sentinel int                      // of a value that tells rows apart: its place among them, counted from 1; 0 for others
	repeats  int                      // the slot before this one, counted from 1, whose argument is this one's too; 0 for none
}

// ReturnsRows reports whether executing the statement gives rows, as far as is known.
func (c *Compiled) ReturnsRows() bool { return c.Columns != nil || c.Text }

// FillsParameters reports whether what the statement gives back comes in parameters that the
// driver fills, as with RETURNING ... INTO of Oracle. Bind gives NULL in their places.
func (c *Compiled) FillsParameters() bool {
	return slices.ContainsFunc(c.slots, func(s slot) bool { return s.out })
}

// Expands reports whether the text differs with the length of a list among the values.
func (c *Compiled) Expands() bool { return c.expands }

// SQL returns the text; where a list expands, its places are shown as (...).
func (c *Compiled) SQL() string {
	if c.expands {
		return c.join()
	}
	return c.sql
}

// Params looks up the values given with an execution.
type Params []driver.NamedValue

// Bind puts the values of a statement of the same structure in their places and returns
// the final text with its arguments, encoded for a driver. It fails, naming it, on a
// parameter without value, a value without parameter, a value that cannot be encoded,
// and on more parameters than the database takes.
func (c *Compiled) Bind(binds []*expr.Bind, params Params) (string, []driver.NamedValue, error) {
	return c.BindPlaced(binds, params, nil, nil)
}

// BindPlaced is Bind with the values of parameters that are known by their place, and with memory for the
// arguments, which is zero: it is taken if there is enough.
func (c *Compiled) BindPlaced(binds []*expr.Bind, params Params, placed []any, memory []driver.NamedValue) (string, []driver.NamedValue, error) {
	a := arguments{binds: binds, params: params, placed: placed, rules: c.rules, list: memory[:0]}
	if c.literals {
		return c.bindLiterals(a)
	}
	if err := c.arguments(&a); err != nil {
		return "", nil, err
	}
	if c.expands {
		return c.expanded(&a.lengths), a.list, nil
	}
	return c.sql, a.list, nil
}

// arguments collects the arguments of an execution.
func (c *Compiled) arguments(a *arguments) error {
	if err := c.checkNames(a.binds); err != nil {
		return c.failed(a.binds, err, a.params)
	}
	if err := a.collect(c); err != nil {
		return c.failed(a.binds, err, a.params)
	}
	if !a.allGiven() {
		if err := c.checkParams(a.binds, a.params); err != nil {
			return c.fail(err)
		}
	}
	return c.within(len(a.list))
}

// bindLiterals is Bind for a text that depends on the values themselves.
func (c *Compiled) bindLiterals(a arguments) (string, []driver.NamedValue, error) {
	if err := c.checkParams(a.binds, a.params); err != nil {
		return "", nil, c.fail(err)
	}
	if err := c.checkNames(a.binds); err != nil {
		return "", nil, c.fail(err)
	}
	text := expander{c: c}
	for i := range c.slots {
		s := &c.slots[i]
		text.segment(i)
		if err := a.addOrWrite(&text, i, s); err != nil {
			return "", nil, c.fail(err)
		}
	}
	if err := c.checkCount(len(a.list)); err != nil {
		return "", nil, c.fail(err)
	}
	return text.finish(), a.list, nil
}

// addOrWrite adds the value of slot i to the arguments or, if it is a literal, to the text.
func (a *arguments) addOrWrite(text *expander, i int, s *slot) error {
	if s.inline {
		return a.write(text, s)
	}
	n := 0
	if s.repeats == 0 {
		if err := a.add(s); err != nil {
			return err
		}
		if s.many {
			n = a.lengths.at(a.lengths.n - 1)
		}
	}
	text.slot(i, n)
	return nil
}

// write writes the value of a slot into the text.
func (a *arguments) write(text *expander, s *slot) error {
	v, _, err := s.value(a.binds, a.params, a.placed)
	if err == nil && s.form != nil {
		v, err = s.form(v)
	}
	if err != nil {
		return err
	}
	return s.about(a.binds, text.literal(s, v))
}

// failed is fail, but a mistake in the parameters goes first.
func (c *Compiled) failed(binds []*expr.Bind, err error, params Params) error {
	if mistake := c.checkParams(binds, params); mistake != nil {
		return c.fail(mistake)
	}
	return c.fail(err)
}

// within checks that the database takes n parameters.
func (c *Compiled) within(n int) error {
	if err := c.checkCount(n); err != nil {
		return c.fail(err)
	}
	return nil
}

func (c *Compiled) checkCount(n int) error {
	if max := c.rules.Query.MaxBinds; max > 0 && n > max {
		return fmt.Errorf("the statement has %d parameters, the database takes %d: split it", n, max)
	}
	return nil
}

func (c *Compiled) fail(err error) error { return fault.Errorf("%s: %w", c.rules.Dialect, err) }

// checkParams looks for mistakes in the parameters. Those of conditions that were left out, such as
// those beside FALSE, are parameters of the statement, too.
func (c *Compiled) checkParams(binds []*expr.Bind, params Params) error {
	for i, p := range params {
		if p.Name == "" {
			return fmt.Errorf("argument %d has no name: parameters of a statement are given as sql.Named(name, value)", p.Ordinal)
		}
		written := slices.ContainsFunc(c.slots, func(s slot) bool { return s.param == p.Name })
		if !written && !slices.ContainsFunc(binds, func(b *expr.Bind) bool { return b.Param == p.Name }) {
			return fmt.Errorf("the statement has no parameter %q", p.Name)
		}
		if slices.ContainsFunc(params[:i], func(q driver.NamedValue) bool { return q.Name == p.Name }) {
			return fmt.Errorf("parameter %q is given twice", p.Name)
		}
	}
	return nil
}
