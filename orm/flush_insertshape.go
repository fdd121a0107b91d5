package orm

import (
	"bytes"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// insertShape is which columns an INSERT gives values to, and which it takes from the database.
// Shapes are kept by their type: two rows of one shape have the same one.
type insertShape struct {
	m        *mapper
	key      []byte
	given    []int
	fetch    []int
	numbered bool // the database numbers the row
	computed bool // an expression is among the values
	unknown  bool // other parts of the key come from the database
	lists    bool // the rows can be written as lists
	boxed    counts
}

// batches reports whether several such rows can be one statement: if it can be told which of
// the rows that come back is whose.
func (p *insertShape) batches() bool { return !p.computed && !p.unknown }

// What an INSERT does about a field.
const (
	fieldGiven byte = iota
	fieldComputed
	fieldNumbered
	fieldFetched // filled by the database, and read
	fieldUnset
)

// shapeOf prepares a new row and returns its shape, which may be that of the row before it.
func (f *flushing) shapeOf(u *unit, before *insertShape) (*insertShape, error) {
	st := u.st
	for _, y := range u.syncs {
		if err := y.apply(st); err != nil {
			return nil, err
		}
	}
	m := u.m
	st.sayDeferred()
	if m.version >= 0 && m.fields[m.version].isZero(st.ptr) {
		m.fields[m.version].setInt(st.ptr, 1)
	}
	key := append(f.s.shape[:0], 'i')
	for _, i := range m.own {
		key = append(key, st.inInsert(m, i))
	}
	if f.s.shape = key; before != nil && before.m == m && bytes.Equal(before.key, key) {
		return before, nil
	}
	return m.statements.find(key, func() any { return newInsertShape(m, slices.Clone(key)) }).(*insertShape), nil
}

// inInsert is what an INSERT of a new row does about a field.
func (st *state) inInsert(m *mapper, i int) byte {
	f := &m.fields[i]
	switch {
	case st.exprs[i] != nil:
		return fieldComputed
	case i == m.auto && f.isZero(st.ptr):
		return fieldNumbered
	case !f.unset(st.ptr):
		return fieldGiven
	case f.deferred:
		return fieldUnset
	case f.filled || !f.optional:
		return fieldFetched
	}
	return fieldUnset
}

func newInsertShape(m *mapper, key []byte) *insertShape {
	p := &insertShape{m: m, key: key}
	for n, kind := range key[1:] {
		i := m.own[n]
		switch kind {
		case fieldGiven:
			p.given = append(p.given, i)
		case fieldComputed:
			p.given, p.fetch, p.computed = append(p.given, i), append(p.fetch, i), true
		case fieldNumbered:
			p.fetch, p.numbered = append(p.fetch, i), true
		case fieldFetched:
			p.fetch = append(p.fetch, i)
		}
		if kind == fieldFetched || kind == fieldUnset {
			p.unknown = p.unknown || slices.Contains(m.key, i)
		}
	}
	for _, i := range p.given {
		p.boxed.count(m.fields[i].typ)
	}
	p.lists = len(p.given) > 0 && p.batches() && !slices.ContainsFunc(p.given, func(i int) bool { return !m.fields[i].listed() })
	for _, c := range m.table.Definitions() { // what is made for each row anew cannot stand beside lists
		given := slices.ContainsFunc(p.given, func(i int) bool { return m.fields[i].definition == c })
		p.lists = p.lists && (given || c.InsertDefault() == nil)
	}
	return p
}

// returned are the fields that n rows give back: with the key, by which rows are known.
func (p *insertShape) returned(n int) []int {
	if p.numbered || n == 1 || len(p.fetch) == 0 {
		return p.fetch
	}
	return append(slices.Clone(p.fetch), p.m.key...)
}

// rows is the statement for n rows.
func (p *insertShape) rows(scratch *[]byte, n int, returned []int) expr.Statement {
	*scratch = appendShape((*scratch)[:0], insertRows, n, p.given, returned)
	return p.m.statement(*scratch, func() expr.Statement {
		var at places
		rows := make([][]expr.Assignment, n)
		for i := range rows {
			for _, f := range p.given {
				c := p.m.fields[f].column
				rows[i] = append(rows[i], expr.ColOf[any](c).SetExpr(at.next(c)))
			}
		}
		return p.returning(expr.Insert(p.m.table).Rows(rows...), returned)
	})
}

// byLists is the statement for any number of rows, as lists.
func (p *insertShape) byLists(scratch *[]byte, returned []int) expr.Statement {
	*scratch = appendShape((*scratch)[:0], insertLists, 0, p.given, returned)
	return p.m.statement(*scratch, func() expr.Statement {
		lists := make([]expr.Assignment, len(p.given))
		for i, f := range p.given {
			lists[i] = expr.ColOf[any](p.m.fields[f].column).SetExpr(expr.Placed(i+1, typemap.Text()))
		}
		return p.returning(expr.Insert(p.m.table).Lists(lists...), returned)
	})
}

// computedRow is the statement for a row with expressions, which is built each time.
func (p *insertShape) computedRow(st *state, returned []int) expr.Statement {
	row := make([]expr.Assignment, len(p.given))
	for i, at := range p.given {
		f := &p.m.fields[at]
		if e := st.exprs[at]; e != nil {
			row[i] = expr.Assign(f.column, e)
			continue
		}
		row[i] = expr.ColOf[any](f.column).Set(f.value(st.ptr))
	}
	return p.returning(expr.Insert(p.m.table).Rows(row), returned)
}

func (p *insertShape) returning(stmt *expr.InsertStmt, returned []int) expr.Statement {
	if len(returned) == 0 {
		return stmt
	}
	return stmt.Returning(p.m.some(returned)...)
}

// without returns a list of fields without one.
func without(fields []int, i int) []int {
	return slices.DeleteFunc(slices.Clone(fields), func(at int) bool { return at == i })
}
