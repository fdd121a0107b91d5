package main

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// A testCase is a line of the file of cases.
type testCase struct {
	ID       string          `json:"id"`
	Group    string          `json:"group"`
	Dialects []string        `json:"dialects"`
	Meta     json.RawMessage `json:"meta"`
	Exec     []string        `json:"exec"`
	Stmt     any             `json:"stmt"`
}

// A record is what comes of a case on one dialect.
type record struct {
	ID      string      `json:"id"`
	Group   string      `json:"group"`
	Dialect string      `json:"dialect"`
	Mode    string      `json:"mode,omitempty"`
	SQL     *string     `json:"sql,omitempty"`
	Norm    *string     `json:"norm,omitempty"`
	Binds   []boundPart `json:"binds,omitempty"`
	Error   *refusal    `json:"error,omitempty"`
	*executed
}

// boundPart is a value that stands in the text.
type boundPart struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

type refusal struct {
	Class   string `json:"class"`
	Message string `json:"message"`
}

func (c *testCase) record(dialect string) record {
	return record{ID: c.ID, Group: c.Group, Dialect: dialect}
}

// refused is the record of a statement that fails.
func (rec record) refused(err error) record {
	text := err.Error()
	if len(text) > 2000 {
		text = text[:2000]
	}
	rec.Error = &refusal{classOf(err), text}
	return rec
}

// compiled is the record of the case on one dialect.
func (c *testCase) compiled(name string, fixture *tables) (rec record) {
	rec = c.record(name)
	var err error
	defer func() {
		if err != nil {
			rec = rec.refused(err)
		}
	}()
	defer caught(&err)
	r, stmt, err := c.build(name, fixture)
	if err != nil {
		return rec
	}
	sql, binds, err := render(pinned[name], stmt, r.required)
	if err != nil {
		return rec
	}
	norm, text := strings.Builder{}, strings.Builder{}
	rec.Binds = placed(sql, binds, &norm, &text)
	rec.SQL, rec.Norm = new(string), new(string)
	*rec.SQL, *rec.Norm = text.String(), strings.Join(strings.Fields(norm.String()), " ")
	return rec
}

// build makes the statement for one dialect.
func (c *testCase) build(dialect string, fixture *tables) (*reader, expr.Statement, error) {
	r := &reader{dialect: dialect, tables: fixture}
	if c.Meta != nil {
		var meta map[string]any
		if err := decode(c.Meta, &meta); err != nil {
			return nil, nil, err
		}
		own, err := defineTables(meta, fixture, dialect, string(c.Meta))
		if err != nil {
			return nil, nil, err
		}
		r.tables = own
	}
	stmt, err := r.build(c.Stmt)
	return r, stmt, err
}

// render compiles the statement. The values are in the order of their numbers in the text.
func render(d *dialect.Dialect, stmt expr.Statement, required []string) (string, []boundPart, error) {
	rules := d.Rules(dialect.Version{})
	var key expr.Key
	key.Add(stmt)
	compiled, err := compile.Compile(rules, stmt, &key)
	if err != nil {
		return "", nil, err
	}
	var params compile.Params
	for i, name := range required {
		params = append(params, driver.NamedValue{Ordinal: i + 1, Name: name})
	}
	text, args, err := compiled.Bind(key.Binds, params)
	if err != nil {
		return "", nil, err
	}
	names := compiled.Names(key.Binds, params...)
	marks := newMarks(key.Binds, func(any) bool { return true })
	_, marked, err := compiled.Bind(marks.binds, params)
	if err != nil || len(marked) != len(args) { // a mark stands where a literal is written, such as a LIMIT
		marks = newMarks(key.Binds, isOwn)
		_, marked, err = compiled.Bind(marks.binds, params)
	}
	if err != nil || len(marked) != len(args) {
		marked = args
	}
	parts := make([]boundPart, len(args))
	for i := range args {
		parts[i].Value = encodeValue(marks.value(marked[i].Value, args[i].Value))
		if len(names) == len(args) {
			parts[i].Name = names[i]
		}
	}
	return text, parts, nil
}

// marks stand in for the values of a statement, to find out which of them are sent where, as
// they were before they were encoded.
type marks struct {
	which  func(v any) bool
	binds  []*expr.Bind
	values []any
}

const markText = "\ue003gild:"

// mark is a value that is sent as text with a number in it.
type mark int

// Value implements driver.Valuer.
func (m mark) Value() (driver.Value, error) { return fmt.Sprintf("%s%d\ue003", markText, int(m)), nil }

// isOwn reports whether a value is sent as something else, which does not tell what it was.
func isOwn(v any) bool {
	switch v.(type) {
	case nil, bool, string, int, int32, int64, float64:
		return false
	}
	return true
}

// newMarks marks those values that which says.
func newMarks(binds []*expr.Bind, which func(v any) bool) *marks {
	m := &marks{which: which}
	named := map[string]any{}
	for _, b := range binds {
		derived := *b
		list, isList := b.Value.([]any)
		switch {
		case b.Inline:
		case b.Many && isList:
			derived.Value = m.list(list)
		case b.Many:
		case b.Param != "":
			if _, ok := named[b.Param]; !ok {
				named[b.Param] = m.mark(b.Value)
			}
			derived.Value = named[b.Param]
		default:
			derived.Value = m.mark(b.Value)
		}
		m.binds = append(m.binds, &derived)
	}
	return m
}

// list marks the members of a list, and those of rows in it.
func (m *marks) list(list []any) []any {
	items := make([]any, len(list))
	for i, v := range list {
		if row, isRow := v.([]any); isRow {
			items[i] = m.list(row)
			continue
		}
		items[i] = m.mark(v)
	}
	return items
}

func (m *marks) mark(v any) any {
	if !m.which(v) {
		return v
	}
	m.values = append(m.values, v)
	return mark(len(m.values) - 1)
}

// value returns the value whose mark was sent, else what was sent.
func (m *marks) value(marked, sent any) any {
	text, ok := marked.(string)
	if !ok {
		return sent
	}
	_, rest, ok := strings.Cut(text, markText)
	if !ok {
		return sent
	}
	number, _, _ := strings.Cut(rest, "\ue003")
	i, err := strconv.Atoi(number)
	if err != nil || i >= len(m.values) {
		return sent
	}
	return m.values[i]
}

// placed writes the text with its placeholders in two forms, and returns the values in order of
// appearance.
func placed(sql string, values []boundPart, norm, named *strings.Builder) []boundPart {
	var parts []boundPart
	for {
		before, rest, found := strings.Cut(sql, string(markBegin))
		norm.WriteString(before)
		named.WriteString(before)
		if !found {
			return parts
		}
		number, after, _ := strings.Cut(rest, string(markEnd))
		sql = after
		norm.WriteByte('?')
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(values) {
			continue
		}
		parts = append(parts, values[n-1])
		named.WriteString(":" + values[n-1].Name)
	}
}

// decode reads a JSON document, keeping its numbers as they are written.
func decode(line []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(line)))
	d.UseNumber()
	return d.Decode(into)
}
