package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func enumKey(t typemap.Type) string {
	schema, name, _ := t.EnumName()
	return fullName(schema, name)
}

func (d *differ) enums() {
	if !d.can.Enums {
		return
	}
	from, to := d.from.Enums(d.can.Dialect), d.to.Enums(d.can.Dialect)
	find := func(list []typemap.Type, t typemap.Type) int {
		return slices.IndexFunc(list, func(other typemap.Type) bool { return enumKey(other) == enumKey(t) })
	}
	for _, t := range to {
		i := find(from, t)
		comment := [2]string{d.from.enumComment(t).Comment, d.to.enumComment(t).Comment}
		recreated := false
		switch {
		case i < 0:
			d.add(Operation{Object: ObjectEnum, Name: enumKey(t), after: t, comment: comment, phase: phaseTypes})
			continue
		case !slices.Equal(from[i].Labels(), t.Labels()):
			o := d.add(Operation{Object: ObjectEnum, Name: enumKey(t), before: from[i], after: t, Change: []string{"labels"}, comment: comment, phase: phaseTypes})
			o.columns = d.columnsOf(t)
			recreated = !o.addsLabels()
		}
		if comment[0] != comment[1] && d.can.ObjectComments && !recreated {
			d.add(Operation{Object: ObjectEnum, Name: enumKey(t), before: from[i], after: t, Change: []string{"comment"}, comment: comment, phase: phaseTypes})
		}
	}
	for _, t := range from {
		if find(to, t) < 0 && !d.keepTypes {
			comment := [2]string{d.from.enumComment(t).Comment, ""}
			d.add(Operation{Object: ObjectEnum, Name: enumKey(t), before: t, comment: comment, phase: phaseDropTypes})
		}
	}
}

// enumColumn is a column of an enum that changes.
type enumColumn struct{ before, after *Column }

func reversed(columns []enumColumn) []enumColumn {
	list := make([]enumColumn, len(columns))
	for i, c := range columns {
		list[i] = enumColumn{c.after, c.before}
	}
	return list
}

// columnsOf are the columns that have the enum before and after.
func (d *differ) columnsOf(t typemap.Type) []enumColumn {
	var found []enumColumn
	for _, table := range d.from.Tables() {
		after := d.tableOf(d.to, table)
		for _, c := range table.columns {
			if c.Inherited || after == nil || after.Column(c.name) == nil || !hasEnum(c.typ, t, d.can.Dialect) || !hasEnum(after.Column(c.name).typ, t, d.can.Dialect) {
				continue
			}
			found = append(found, enumColumn{c, after.Column(c.name)})
		}
	}
	return found
}

func hasEnum(t, enum typemap.Type, dialect string) bool {
	t = t.On(dialect)
	for t.Kind == typemap.KindArray {
		t = t.Elem().On(dialect)
	}
	_, name, ok := t.EnumName()
	return ok && name != "" && enumKey(t) == enumKey(enum)
}

// onlyMore reports whether all labels of before are among those of after, in the same order.
func onlyMore(before, after []string) bool {
	i := 0
	for _, l := range after {
		if i < len(before) && before[i] == l {
			i++
		}
	}
	return i == len(before)
}

func (d *differ) sequences() {
	if !d.can.Sequences {
		return
	}
	find := func(m *MetaData, s *expr.Sequence) *expr.Sequence {
		for _, other := range m.Sequences() {
			if fullName(other.Schema, other.Name) == fullName(s.Schema, s.Name) {
				return other
			}
		}
		return nil
	}
	for _, s := range d.to.Sequences() {
		before := find(d.from, s)
		name := fullName(s.Schema, s.Name)
		switch {
		case before == nil:
			d.add(Operation{Object: ObjectSequence, Name: name, after: s, phase: phaseTypes})
		default:
			var change []string
			if counting(before) != counting(s) {
				change = append(change, "numbers")
			}
			if d.can.ObjectComments && before.Comment != s.Comment {
				change = append(change, "comment")
			}
			if change != nil {
				d.add(Operation{Object: ObjectSequence, Name: name, before: before, after: s, Change: change, phase: phaseTypes})
			}
		}
	}
	for _, s := range d.from.Sequences() {
		if find(d.to, s) == nil && !d.keepTypes {
			d.add(Operation{Object: ObjectSequence, Name: fullName(s.Schema, s.Name), before: s, phase: phaseDropTypes})
		}
	}
}

// counting is the form of how a sequence counts. What is as usual is left out, where that is the same for
// all databases.
func counting(s *expr.Sequence) string {
	var b strings.Builder
	note := func(what string, n *int64, usual int64) {
		if n != nil && *n != usual {
			fmt.Fprintf(&b, " %s %d", what, *n)
		}
	}
	up := s.Increment == nil || *s.Increment > 0
	start := int64(1)
	switch {
	case !up:
		start = -1
		if s.Max != nil {
			start = *s.Max
		}
		note("max", s.Max, -1)
		note("min", s.Min, 0)
	default:
		if s.Min != nil {
			start = *s.Min
		}
		note("min", s.Min, 1)
		note("max", s.Max, 0)
	}
	note("by", s.Increment, 1)
	note("start", s.Start, start)
	note("cache", s.Cache, 0)
	if s.Cycle {
		b.WriteString(" cycle")
	}
	return b.String()
}
