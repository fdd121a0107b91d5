package compile

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/gildsql/gild/expr"
)

// Names returns the names of a statement's values in the order of the text, one for each
// placeholder: those of named parameters, and id_1, id_2, param_1 and so on for the others, as
// String shows them. The elements of a list have a number of their own behind its name. It is
// given what Bind was.
func (c *Compiled) Names(binds []*expr.Bind, params ...driver.NamedValue) []string {
	names := make([]string, 0, len(c.slots))
	for i := range c.slots {
		s := &c.slots[i]
		if s.inline || s.repeats > 0 {
			continue
		}
		if !s.many {
			names = append(names, s.name())
			continue
		}
		n := s.count(binds)
		if v, _, err := s.value(binds, params, nil); err == nil {
			list, _ := anyList(v)
			n = len(list)
		}
		for n := range n {
			names = s.memberNames(names, n+1)
		}
	}
	return names
}

// memberNames appends the name of the n-th member of a list, or those of the values of a row.
func (s *slot) memberNames(names []string, n int) []string {
	member := s.name() + "_" + strconv.Itoa(n)
	if s.row == nil {
		return append(names, member)
	}
	for i := range s.row {
		names = append(names, member+"_"+strconv.Itoa(i+1))
	}
	return names
}

// name returns the name of the slot's value.
func (s *slot) name() string {
	switch {
	case s.param != "":
		return s.param
	case s.base == "":
		return "param"
	case s.number == unnumbered:
		return s.base
	}
	return s.base + "_" + strconv.Itoa(s.number)
}

// count returns the length of a slot's list, as far as it is known.
func (s *slot) count(binds []*expr.Bind) int {
	if s.bind < 0 || s.bind >= len(binds) || s.param != "" && !s.optional {
		return 0
	}
	list, err := anyList(binds[s.bind].Value)
	if err != nil {
		return 0
	}
	return len(list)
}

// shareNames lets a parameter without a value have the one that another place gives to the
// same name.
func (c *Compiled) shareNames() {
	for i := range c.slots {
		s := &c.slots[i]
		if !s.optional {
			continue
		}
		for j := range c.slots {
			other := &c.slots[j]
			switch {
			case other.param != s.param || i == j:
			case !other.optional:
				other.bind, other.optional = s.bind, true
			case other.bind != s.bind && j > i:
				c.twice = append(c.twice, [2]int{i, j})
			}
		}
	}
}

// checkNames fails if one name has two values.
func (c *Compiled) checkNames(binds []*expr.Bind) error {
	for _, pair := range c.twice {
		a, b := &c.slots[pair[0]], &c.slots[pair[1]]
		if !reflect.DeepEqual(binds[a.bind].Value, binds[b.bind].Value) {
			return fmt.Errorf("parameter %q has two different values in one statement: give each a name of its own", a.param)
		}
	}
	return nil
}

// printed are the rules for showing statements without a database.
var printed = func() *Rules {
	r := Default()
	r.Ident.MaxLen = 0
	return r
}()

func init() { expr.SetPrinter(String) }

// maxNames is how many elements of a list are shown by name.
const maxNames = 10

// String returns readable SQL for a statement, for logs: in no database's own dialect, with
// named placeholders instead of values. A statement that cannot be compiled gives the reason
// instead.
func String(stmt expr.Statement) string {
	text, key, err := forText(printed, stmt)
	if err != nil {
		reason := err
		if e, ok := errors.AsType[*Error](err); ok {
			reason = fmt.Errorf("%s: %w", e.Construct, e.Err)
		}
		return fmt.Sprintf("[cannot be shown without a database: %v]", reason)
	}
	for i := range text.c.slots {
		text.segment(i)
		text.show(&text.c.slots[i], key.Binds)
	}
	return text.finish()
}

// show writes the named placeholders of a slot.
func (e *expander) show(s *slot, binds []*expr.Bind) {
	if s.fixed != nil {
		e.b = fmt.Appendf(e.b, "%v", s.fixed)
		return
	}
	name := ":" + s.name()
	if !s.many {
		e.b = append(e.b, name...)
		return
	}
	n := s.count(binds)
	switch {
	case n == 0 && s.param != "":
		e.b = append(e.b, "("+name+")"...)
	case n == 0:
		e.list(0, s, "")
	case n > maxNames:
		e.b = fmt.Appendf(e.b, "(%s_1, ..., %s_%d)", name, name, n)
	default:
		elements := make([]string, n)
		for i := range elements {
			elements[i] = name + "_" + strconv.Itoa(i+1)
		}
		e.b = append(e.b, "("+strings.Join(elements, ", ")+")"...)
	}
}
