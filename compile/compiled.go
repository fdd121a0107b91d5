package compile

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Compiled is a statement's structure in the SQL of one database. It holds no values.
// It is immutable but for the caches inside and safe for concurrent use.
type Compiled struct {
	Operation  string           // the statement's first word: SELECT, INSERT, ...; of text, as far as it can be read from it
	Collection string           // the first table it is about, empty if there is none
	Columns    *typemap.Columns // of the result; nil when the statement returns no rows or they are not known
	Text       bool             // made of SQL text: Columns are known only to the database

	sql      string   // the whole text, unless a slot expands:
	segments []string // the text between the slots
	slots    []slot
	expands  bool
	rules    *Rules
	repeats  bool     // a slot repeats another
	twice    [][2]int // slots whose parameter has a value in both
	pins     []any    // keep the cache key's objects alive
}

// slot is a place where a value goes, in the order of the text.
type slot struct {
	bind  int        // index in Key.Binds, unless the value comes from elsewhere:
	param string     // with the execution, by this name
	fixed any        // from the rules, the same for every statement
	own   *expr.Bind // of a table's definition, not of the statement
	out   bool       // the driver fills the parameter
	typ   typemap.Type
	many  bool // a list of values, each with a placeholder
	not   bool // of a list: it stands behind NOT IN

	base     string                   // what the name made for the value starts with, empty for named ones
	number   int                      // the number behind it
	inline   bool                     // written into the text as a literal
	cast     string                   // of a list: behind each placeholder
	form     func(v any) (any, error) // of a key into a document: makes what is sent of it, nil for nothing
	optional bool                     // of a parameter: the bind has a value for executions that give none
	row      []typemap.Type           // of a list: its members are rows with values of these types
	repeats  int                      // the slot before this one, counted from 1, whose argument is this one's too; 0 for none
}

// ReturnsRows reports whether executing the statement gives rows, as far as is known.
func (c *Compiled) ReturnsRows() bool { return c.Columns != nil || c.Text }

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

func (p Params) find(name string) (any, bool) {
	for i := range p {
		if p[i].Name == name {
			return p[i].Value, true
		}
	}
	return nil, false
}

// Bind puts the values of a statement of the same structure in their places and returns
// the final text with its arguments, encoded for a driver. It fails, naming it, on a
// parameter without value, a value without parameter, a value that cannot be encoded,
// and on more parameters than the database takes.
func (c *Compiled) Bind(binds []*expr.Bind, params Params) (string, []driver.NamedValue, error) {
	if err := c.checkParams(params); err != nil {
		return "", nil, c.fail(err)
	}
	if err := c.checkNames(binds); err != nil {
		return "", nil, c.fail(err)
	}
	args := make([]driver.NamedValue, 0, len(c.slots))
	var text *expander
	if c.expands {
		text = &expander{c: c}
	}
	for i := range c.slots {
		s := &c.slots[i]
		if s.repeats > 0 {
			if text != nil {
				text.segment(i)
				text.repeat(s)
			}
			continue
		}
		v, err := s.value(binds, params)
		if err == nil && s.form != nil {
			v, err = s.form(v)
		}
		if err != nil {
			return "", nil, c.fail(err)
		}
		if text != nil {
			text.segment(i)
			text.mark(i)
		}
		if args, err = s.appendTo(args, v, text); err != nil {
			if s.param != "" {
				err = fmt.Errorf("parameter %q: %w", s.param, err)
			}
			return "", nil, c.fail(err)
		}
	}
	if max := c.rules.Query.MaxBinds; max > 0 && len(args) > max {
		return "", nil, c.fail(fmt.Errorf("the statement has %d parameters, the database takes %d: split it", len(args), max))
	}
	if text != nil {
		return text.finish(), args, nil
	}
	return c.sql, args, nil
}

func (c *Compiled) fail(err error) error { return fmt.Errorf("gild: %s: %w", c.rules.Dialect, err) }

func (c *Compiled) checkParams(params Params) error {
	for i, p := range params {
		if p.Name == "" {
			return fmt.Errorf("argument %d has no name: parameters of a statement are given as sql.Named(name, value)", p.Ordinal)
		}
		if !slices.ContainsFunc(c.slots, func(s slot) bool { return s.param == p.Name }) {
			return fmt.Errorf("the statement has no parameter %q", p.Name)
		}
		if slices.ContainsFunc(params[:i], func(q driver.NamedValue) bool { return q.Name == p.Name }) {
			return fmt.Errorf("parameter %q is given twice", p.Name)
		}
	}
	return nil
}

func (s *slot) value(binds []*expr.Bind, params Params) (any, error) {
	switch {
	case s.fixed != nil:
		return s.fixed, nil
	case s.out:
		return nil, nil
	case s.own != nil:
		return valueOf(s.own)
	case s.param == "":
		return valueOf(binds[s.bind])
	}
	v, ok := params.find(s.param)
	if !ok && s.optional {
		return binds[s.bind].Value, nil
	}
	if !ok {
		return nil, fmt.Errorf("parameter %q has no value: give it as sql.Named(%q, value)", s.param, s.param)
	}
	return v, nil
}

// valueOf returns the value of a bind, which is made anew if it is to be.
func valueOf(b *expr.Bind) (any, error) {
	if b.Make == nil {
		return b.Value, nil
	}
	v, err := b.Make()
	if err != nil {
		return nil, fmt.Errorf("the value that is made for %q: %w", b.Hint, err)
	}
	return v, nil
}

// appendTo encodes v and appends it, and its placeholders to text if that is built anew.
func (s *slot) appendTo(args []driver.NamedValue, v any, text *expander) ([]driver.NamedValue, error) {
	if s.inline {
		return args, text.literal(s, v)
	}
	if !s.many {
		if text != nil {
			text.placeholder()
		}
		return appendArg(args, s.typ, v)
	}
	list, err := anyList(v)
	if err != nil {
		return nil, err
	}
	if s.row != nil {
		text.rows(len(list), s)
		return s.appendRows(args, list)
	}
	text.list(len(list), s, s.cast)
	for _, item := range list {
		if args, err = appendArg(args, s.typ, item); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// appendRows encodes the values of rows and appends them.
func (s *slot) appendRows(args []driver.NamedValue, list []any) ([]driver.NamedValue, error) {
	for _, item := range list {
		row, err := anyList(item)
		if err != nil || len(row) != len(s.row) {
			return nil, fmt.Errorf("a tuple of %d members is compared with rows, each a []any of %d", len(s.row), len(s.row))
		}
		for i, v := range row {
			t := s.row[i]
			if t.Kind == typemap.KindUnknown {
				t = typemap.TypeOfValue(v)
			}
			if args, err = appendArg(args, t, v); err != nil {
				return nil, err
			}
		}
	}
	return args, nil
}

func appendArg(args []driver.NamedValue, t typemap.Type, v any) ([]driver.NamedValue, error) {
	enc, err := typemap.Encode(t, v)
	if err != nil {
		return nil, err
	}
	return append(args, driver.NamedValue{Ordinal: len(args) + 1, Value: enc}), nil
}

// anyList returns the elements of a slice of any type.
func anyList(v any) ([]any, error) {
	if list, ok := v.([]any); ok {
		return list, nil
	}
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Slice && rv.Kind() != reflect.Array {
		return nil, fmt.Errorf("IN takes a slice, not a %T", v)
	}
	list := make([]any, rv.Len())
	for i := range list {
		list[i] = rv.Index(i).Interface()
	}
	return list, nil
}

// expander builds the text of a statement with lists in it.
type expander struct {
	c  *Compiled
	b  []byte
	n  int   // placeholders so far
	at []int // of each slot, the number of its placeholder, where slots repeat
}

func (e *expander) segment(i int) { e.b = append(e.b, e.c.segments[i]...) }

func (e *expander) placeholder() {
	e.n++
	e.b = e.c.rules.Query.Placeholder(e.b, e.n)
}

// mark notes the number that the placeholder of a slot is going to have.
func (e *expander) mark(i int) {
	if !e.c.repeats {
		return
	}
	if e.at == nil {
		e.at = make([]int, len(e.c.slots))
	}
	e.at[i] = e.n + 1
}

// repeat writes the placeholder of an earlier slot.
func (e *expander) repeat(s *slot) {
	e.b = e.c.rules.Query.Placeholder(e.b, e.at[s.repeats-1])
}

// list writes n placeholders in parentheses, each with the cast behind it.
func (e *expander) list(n int, s *slot, cast string) {
	if n == 0 {
		e.b = append(e.b, e.c.rules.Expr.EmptySet(s.not, max(1, len(s.row)))...)
		return
	}
	e.b = append(e.b, '(')
	e.placeholders(n, cast)
	e.b = append(e.b, ')')
}

func (e *expander) placeholders(n int, cast string) {
	for i := range n {
		if i > 0 {
			e.b = append(e.b, ", "...)
		}
		e.placeholder()
		e.b = append(e.b, cast...)
	}
}

// rows writes the placeholders of n rows.
func (e *expander) rows(n int, s *slot) {
	if n == 0 {
		e.list(0, s, "")
		return
	}
	e.b = append(e.b, '(')
	e.valuesWord()
	for i := range n {
		if i > 0 {
			e.b = append(e.b, ", "...)
		}
		e.b = append(e.b, '(')
		e.placeholders(len(s.row), "")
		e.b = append(e.b, ')')
	}
	e.b = append(e.b, ')')
}

// valuesWord writes what stands before rows in parentheses.
func (e *expander) valuesWord() {
	if e.c.rules.Expr.TupleValues {
		e.b = append(e.b, "VALUES "...)
	}
}

func (e *expander) finish() string {
	e.segment(len(e.c.slots))
	return string(e.b)
}
