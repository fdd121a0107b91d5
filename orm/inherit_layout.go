package orm

import (
	"database/sql/driver"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// layout is what a reading of a type in a hierarchy has besides: the columns and expressions of sub-types, behind
// those of the type itself, and what a row is for an object of each type. It is immutable.
type layout struct {
	more []laidOut
	of   map[*mapper]*rowOf
	kind int // where a row of a union says its table
}

// laidOut is a column, or an expression, of a sub-type, or the column of a union that says the table.
type laidOut struct {
	m     *mapper
	field int // index in fields, -1 for none
	expr  int // index in exprs, -1 for none
}

// rowOf are the fields and expressions of one type, and where in a row their values are.
type rowOf struct {
	m             *mapper
	missing       int8 // how many tables of the object are not read
	fields, at    []int
	exprs, exprAt []int
}

// layOut adds what the sub-types of m have to a reading; computed tells that it has expressions.
func (r *reading) layOut(m *mapper, computed bool) {
	r.subs = &layout{of: map[*mapper]*rowOf{}}
	if m.union != nil {
		r.subs.kind = r.place(laidOut{m, -1, -1})
	}
	for _, sub := range m.under() {
		seen := m.seen(sub)
		row := &rowOf{m: sub, missing: r.missing(m, sub), fields: slices.Clone(r.fields), exprs: slices.Clone(r.exprs)}
		for i := range row.fields {
			row.at = append(row.at, i)
		}
		for i := range row.exprs {
			row.exprAt = append(row.exprAt, len(r.fields)+i)
		}
		for _, i := range sub.reads {
			if i >= len(m.fields) && r.reaches(m, sub.partOf(i)) {
				row.fields, row.at = append(row.fields, i), append(row.at, r.place(laidOut{seen, i, -1}))
			}
		}
		for i := len(m.exprs); computed && i < len(sub.exprs); i++ {
			if !r.reaches(m, sub.exprs[i].m.last()) {
				break
			}
			row.exprs, row.exprAt = append(row.exprs, i), append(row.exprAt, r.place(laidOut{seen, -1, i}))
		}
		r.subs.of[sub] = row
	}
}

// seen is a sub-type as it is in rows that are read for m.
func (m *mapper) seen(sub *mapper) *mapper {
	if m.union != nil && m.union.views[sub.typ] != nil {
		return m.union.views[sub.typ]
	}
	return sub
}

// reaches reports whether the rows have the columns of a part.
func (r *reading) reaches(m, part *mapper) bool {
	return m.union != nil || slices.ContainsFunc(m.all(), func(p *mapper) bool { return p.table == part.table }) ||
		slices.ContainsFunc(r.inline, func(sub *mapper) bool { return sub.table == part.table })
}

// missing is how many tables of a sub-type the rows do not have.
func (r *reading) missing(m, sub *mapper) (n int8) {
	for _, p := range sub.all() {
		if !r.reaches(m, p) {
			n++
		}
	}
	return n
}

// place returns where a column or an expression stands in the row. What two types share stands there once.
func (r *reading) place(c laidOut) int {
	at := slices.IndexFunc(r.subs.more, func(o laidOut) bool {
		if o.field < 0 || c.field < 0 {
			return o.expr >= 0 && c.expr >= 0 && o.m.exprs[o.expr].given == c.m.exprs[c.expr].given
		}
		return o.m.fields[o.field].column == c.m.fields[c.field].column
	})
	if at < 0 {
		at = len(r.subs.more)
		r.subs.more = append(r.subs.more, c)
	}
	return len(r.fields) + len(r.exprs) + at
}

// name is what a column is called in the row.
func (c *laidOut) name() string {
	if c.field < 0 {
		return c.m.union.kind
	}
	return c.m.fields[c.field].rowName()
}

// items are what stands behind that of the type itself, as columns of a probe.
func (l *layout) items(p *probe) []expr.Item {
	if l == nil {
		return nil
	}
	items := make([]expr.Item, len(l.more))
	for n, c := range l.more {
		of := *p
		of.m = c.m
		switch {
		case c.field >= 0:
			items[n] = of.columnAt(c.field)
		case c.expr >= 0:
			x := &c.m.exprs[c.expr]
			items[n] = &expr.Label{Expr: x.of(&of), Name: x.label()}
		default:
			items[n] = p.unionKind()
		}
	}
	return items
}

// choose finds out of which type a row is.
func (k *entitySink) choose(row []driver.Value) error {
	v, of := k.kindOf(row)
	if of != nil && of.isA(k.m) {
		k.row = k.cols.subs.of[of]
		return nil
	}
	if b, isBytes := v.([]byte); isBytes {
		v = string(b)
	}
	if err := k.readKey(row); err != nil {
		return err
	}
	return &KindError{Type: k.m.typ.String(), Key: k.m.values(k.spare(), k.m.key), Kind: v}
}

// kindOf returns what a row says about its type, and the type, nil if there is none.
func (k *entitySink) kindOf(row []driver.Value) (driver.Value, *mapper) {
	if k.m.union == nil {
		v := row[k.cols.position[k.m.family.kind]]
		return v, k.m.family.typeOf(v)
	}
	v := row[k.cols.subs.kind]
	of := k.m.union.typeOf(v, func(member *mapper) driver.Value {
		of := k.cols.subs.of[member.under()[0]] // the member itself may be abstract
		v = row[of.at[slices.Index(of.fields, member.family.kind)]]
		return v
	})
	return v, of
}

// missing is how many tables of the object a row does not have.
func (k *entitySink) missing() int8 {
	if k.row == nil {
		return 0
	}
	return k.row.missing
}

// of is the type of the object that a row is for.
func (k *entitySink) of() *mapper {
	if k.row != nil {
		return k.row.m
	}
	return k.m
}

// fill gives the object at p the values of a row.
func (o *rowOf) fill(p unsafe.Pointer, row []driver.Value) error {
	if len(o.m.deferred) > 0 {
		o.m.miss(p)
	}
	for n, i := range o.fields {
		if err := o.m.fields[i].set(p, row[o.at[n]]); err != nil {
			return err
		}
	}
	for n, i := range o.exprs {
		x := &o.m.exprs[i]
		if err := x.decode(unsafe.Add(p, x.offset), row[o.exprAt[n]]); err != nil {
			return &typemap.DecodeError{Column: x.name, Target: x.name + " (" + x.typ.String() + ")", Err: err}
		}
	}
	return nil
}
