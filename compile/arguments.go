package compile

import (
	"database/sql/driver"
	"fmt"
	"math/bits"
	"reflect"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// arguments are what an execution sends beside the text.
type arguments struct {
	binds   []*expr.Bind
	params  Params
	placed  []any // the values that binds with a Place have
	rules   *Rules
	list    []driver.NamedValue
	lengths lengths
	given   uint64 // by bit, which of the first 64 params were used
}

// lengths are those of the lists, in the order of the text.
type lengths struct {
	n    int
	few  [6]int
	more []int
}

func (l *lengths) add(n int) {
	if l.n < len(l.few) {
		l.few[l.n] = n
	} else {
		l.more = append(l.more, n)
	}
	l.n++
}

func (l *lengths) at(i int) int {
	if i < len(l.few) {
		return l.few[i]
	}
	return l.more[i-len(l.few)]
}

func (l *lengths) equal(other *lengths) bool {
	return l.n == other.n && l.few == other.few && slices.Equal(l.more, other.more)
}

// collect encodes the values of all slots.
func (a *arguments) collect(c *Compiled) error {
	if n := a.room(c); n > cap(a.list) || a.list == nil {
		a.list = make([]driver.NamedValue, 0, n)
	}
	for i := range c.slots {
		if s := &c.slots[i]; s.repeats == 0 {
			if err := a.add(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// room returns how many arguments there are going to be, as far as can be told.
func (a *arguments) room(c *Compiled) int {
	n := len(c.slots)
	if !c.expands {
		return n
	}
	for i := range c.slots {
		s := &c.slots[i]
		if !s.many || s.row != nil || s.own != nil || s.bind >= 0 && a.binds[s.bind].Make != nil { // once
			continue
		}
		if v, _, err := s.value(a.binds, a.params, a.placed); err == nil {
			n += listLen(v) - 1
		}
	}
	return max(n, 0)
}

// allGiven reports whether each of params was used. Of more than 64 that is not known.
func (a *arguments) allGiven() bool {
	return len(a.params) <= 64 && bits.OnesCount64(a.given) == len(a.params)
}

// add encodes the value of a slot, or those of its list.
func (a *arguments) add(s *slot) error {
	v, at, err := s.value(a.binds, a.params, a.placed)
	if err == nil && s.form != nil {
		v, err = s.form(v)
	}
	if err != nil {
		return err
	}
	if at >= 0 && at < 64 {
		a.given |= 1 << at
	}
	if s.many {
		err = a.addList(s, v)
	} else if !s.plain || !a.pushPlain(v) {
		err = a.append(s.typ, v)
	}
	return s.about(a.binds, err)
}

// about says in an error which value it is about: that of a parameter, or the one that a column is given or compared
// with.
func (s *slot) about(binds []*expr.Bind, err error) error {
	hint := ""
	switch {
	case err == nil:
		return nil
	case s.param != "":
		return fmt.Errorf("parameter %q: %w", s.param, err)
	case s.own != nil:
		hint = s.own.Hint
	case s.bind >= 0 && s.bind < len(binds):
		hint = binds[s.bind].Hint
	}
	if hint == "" {
		return err
	}
	return fmt.Errorf("the value for %q: %w", hint, err)
}

// append encodes one value.
func (a *arguments) append(t typemap.Type, v any) error {
	enc, err := a.rules.encode(t, v)
	if err != nil {
		return err
	}
	a.push(enc)
	return nil
}

// push appends a value. What is behind the end of the list is zero.
func (a *arguments) push(v driver.Value) {
	n := len(a.list)
	if n == cap(a.list) {
		a.list = append(a.list, driver.NamedValue{})
	} else {
		a.list = a.list[:n+1]
	}
	last := &a.list[n]
	last.Ordinal, last.Value = n+1, v
}

// addList encodes the members of a list.
func (a *arguments) addList(s *slot, v any) error {
	if s.row != nil {
		return a.addRows(s, v)
	}
	if s.plain && a.addPlain(v) {
		return nil
	}
	list, err := anyList(v)
	if err != nil {
		return err
	}
	a.lengths.add(len(list))
	for _, item := range list {
		if err := a.append(s.typ, item); err != nil {
			return err
		}
	}
	return nil
}

// isPlain reports whether integers and text are sent to a type as they are.
func isPlain(t *typemap.Type) bool {
	return t.Detail == nil && (t.IsInteger() || t.IsText() || t.Kind == typemap.KindUnknown)
}

// pushPlain appends a value that drivers take as it is, and reports whether v is one.
func (a *arguments) pushPlain(v any) bool {
	switch v.(type) {
	case int64, string:
		a.push(v)
		return true
	}
	return false
}

// addPlain adds the members of lists of types that drivers take as they are, and reports whether
// v is one.
func (a *arguments) addPlain(v any) bool {
	switch list := v.(type) {
	case []int64:
		a.lengths.add(len(list))
		for _, item := range list {
			a.push(item)
		}
	case []int:
		a.lengths.add(len(list))
		for _, item := range list {
			a.push(int64(item))
		}
	case []string:
		a.lengths.add(len(list))
		for _, item := range list {
			a.push(item)
		}
	default:
		return false
	}
	return true
}

// addRows encodes the values of rows.
func (a *arguments) addRows(s *slot, v any) error {
	list, err := anyList(v)
	if err != nil {
		return err
	}
	a.lengths.add(len(list))
	for _, item := range list {
		row, err := anyList(item)
		if err != nil || len(row) != len(s.row) {
			return fmt.Errorf("a tuple of %d members is compared with rows, each a []any of %d", len(s.row), len(s.row))
		}
		for i, v := range row {
			t := s.row[i]
			if t.Kind == typemap.KindUnknown {
				t = typemap.TypeOfValue(v)
			}
			if err := a.append(t, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// value returns what a slot's value is, and which of params it is, -1 for none.
func (s *slot) value(binds []*expr.Bind, params Params, placed []any) (v any, at int, err error) {
	switch {
	case s.fixed != nil:
		return s.fixed, -1, nil
	case s.out:
		return nil, -1, nil
	case s.own != nil:
		v, err = valueOf(s.own)
		return v, -1, err
	case s.param == "":
		if b := binds[s.bind]; b.Place > 0 {
			return placedValue(b.Place, placed)
		}
		v, err = valueOf(binds[s.bind])
		return v, -1, err
	}
	for i := range params {
		if params[i].Name == s.param {
			return params[i].Value, i, nil
		}
	}
	if s.optional {
		return binds[s.bind].Value, -1, nil
	}
	return nil, -1, fmt.Errorf("parameter %q has no value: give it as sql.Named(%q, value)", s.param, s.param)
}

// placedValue returns the value of a parameter that is known by its place.
func placedValue(n int, placed []any) (v any, at int, err error) {
	if n > len(placed) {
		return nil, -1, fmt.Errorf("the parameter at place %d has no value, %d are given: run the statement as a gild.Bound", n, len(placed))
	}
	return placed[n-1], -1, nil
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

// listLen returns the length of a list, 0 of what is none.
func listLen(v any) int {
	switch list := v.(type) {
	case []any:
		return len(list)
	case []int64:
		return len(list)
	case []string:
		return len(list)
	}
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Slice || rv.Kind() == reflect.Array {
		return rv.Len()
	}
	return 0
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
