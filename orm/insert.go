package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// maxBatch is how many rows one INSERT has at most.
const maxBatch = 1000

// insert inserts new rows in their order. Consecutive rows that give values to the same
// columns are one statement.
func (f *flushing) insert(ctx context.Context, units []*unit) error {
	for len(units) > 0 {
		first, err := f.s.shapeOf(units[0])
		if err != nil {
			return err
		}
		n := 1
		for n < len(units) && first.batches() {
			next, err := f.s.shapeOf(units[n])
			if err != nil {
				return err
			}
			if !first.equal(next) {
				break
			}
			n++
		}
		if err := f.insertRun(ctx, first, units[:n]); err != nil {
			return err
		}
		units = units[n:]
	}
	return nil
}

// insertShape is which columns an INSERT gives values to, and which it takes from the database.
type insertShape struct {
	m        *mapper
	given    []int
	fetch    []int
	numbered bool // the database numbers the row
	computed bool // an expression is among the values
	unknown  bool // other parts of the key come from the database
}

// batches reports whether several such rows can be one statement: if it can be told which of
// the rows that come back is whose.
func (p *insertShape) batches() bool { return !p.computed && !p.unknown }

func (p *insertShape) equal(q *insertShape) bool {
	return p.m == q.m && !q.computed && slices.Equal(p.given, q.given)
}

// shapeOf prepares a new row and returns its shape.
func (s *Session) shapeOf(u *unit) (*insertShape, error) {
	st := u.st
	for _, y := range u.syncs {
		if err := y.apply(st); err != nil {
			return nil, err
		}
	}
	m := st.m
	if m.version >= 0 && m.fields[m.version].isZero(st.ptr) {
		m.fields[m.version].setInt(st.ptr, 1)
	}
	shape := &insertShape{m: m}
	for i := range m.fields {
		f := &m.fields[i]
		switch {
		case st.exprs[i] != nil:
			shape.given, shape.fetch, shape.computed = append(shape.given, i), append(shape.fetch, i), true
		case i == m.auto && f.isZero(st.ptr):
			shape.fetch, shape.numbered = append(shape.fetch, i), true
		case f.unset(st.ptr):
			if f.filled || !f.optional {
				shape.fetch = append(shape.fetch, i)
			}
			if slices.Contains(m.key, i) {
				shape.unknown = true
			}
		default:
			shape.given = append(shape.given, i)
		}
	}
	return shape, nil
}

// insertRun inserts rows of one shape, in as many statements as the database needs.
func (f *flushing) insertRun(ctx context.Context, shape *insertShape, units []*unit) error {
	db, err := f.s.database(ctx)
	if err != nil {
		return err
	}
	size := maxBatch
	if db.MaxParameters > 0 && len(shape.given) > 0 {
		size = min(size, db.MaxParameters/len(shape.given))
	}
	if !db.ManyRows || !db.InsertReturning && len(shape.fetch) > 0 || len(shape.given) == 0 {
		size = 1
	}
	for batch := range slices.Chunk(units, max(size, 1)) {
		if err := f.insertBatch(ctx, db, shape, batch); err != nil {
			return fmt.Errorf("gild: INSERT of a %s: %w", shape.m.typ, err)
		}
	}
	return nil
}

// insertBatch inserts rows by one statement.
func (f *flushing) insertBatch(ctx context.Context, db *gild.Features, shape *insertShape, units []*unit) error {
	for _, u := range units {
		f.s.journal(u.st)
	}
	rows := make([][]expr.Assignment, len(units))
	for i, u := range units {
		rows[i] = shape.row(u.st)
	}
	stmt := expr.Insert(shape.m.table).Rows(rows...)
	var err error
	switch {
	case len(shape.fetch) == 0:
		_, err = f.s.exec(ctx, stmt)
	case db.InsertReturning:
		err = f.insertReturning(ctx, shape, stmt, units)
	default:
		err = f.insertAndRead(ctx, shape, stmt, units[0].st)
	}
	if err != nil {
		return err
	}
	for _, u := range units {
		u.st.numbered = shape.numbered
		if err := f.stored(u); err != nil {
			return err
		}
	}
	return nil
}

// row returns the values of a new row.
func (p *insertShape) row(st *state) []expr.Assignment {
	row := make([]expr.Assignment, len(p.given))
	for i, at := range p.given {
		f := &p.m.fields[at]
		if e := st.exprs[at]; e != nil {
			row[i] = expr.Assign(f.column, e)
			continue
		}
		row[i] = expr.ColOf[any](f.column).Set(f.value(st.ptr))
	}
	return row
}

// insertReturning has the database give back what it has made. Rows may come in any order:
// they are matched by their key, numbered ones by the order of the numbers, which is that of
// the rows in the statement.
func (f *flushing) insertReturning(ctx context.Context, shape *insertShape, stmt *expr.InsertStmt, units []*unit) error {
	m, fields := shape.m, shape.fetch
	if !shape.numbered && len(units) > 1 {
		fields = append(slices.Clone(fields), m.key...)
	}
	rows := newFetched(m, fields)
	if err := f.s.into(ctx, stmt.Returning(m.some(fields)...), rows); err != nil {
		return err
	}
	if rows.n != len(units) {
		return &StaleError{Operation: "INSERT", Type: m.typ.String(), Expected: int64(len(units)), Matched: int64(rows.n)}
	}
	switch {
	case len(units) == 1:
	case shape.numbered:
		rows.inOrderOf(m.auto)
	default:
		return rows.giveByKey(units)
	}
	for i, u := range units {
		rows.give(i, u.st)
	}
	return nil
}

// giveByKey stores each row in the object that has its key.
func (k *fetched) giveByKey(units []*unit) error {
	at := map[string]int{}
	for i, p := range k.rows {
		key, _, err := k.m.encodeValues(k.m.key, k.m.keptValues(p, k.m.key))
		if err != nil {
			return err
		}
		at[key] = i
	}
	for _, u := range units {
		key, _, err := k.m.encodeValues(k.m.key, k.m.values(u.st.ptr, k.m.key))
		if err != nil {
			return err
		}
		i, ok := at[key]
		if !ok {
			return fmt.Errorf("the database gave no row back for the key %v", k.m.values(u.st.ptr, k.m.key))
		}
		k.give(i, u.st)
	}
	return nil
}

// insertAndRead is for databases that give nothing back: the driver knows the number of the
// row, and the rest is read.
func (f *flushing) insertAndRead(ctx context.Context, shape *insertShape, stmt *expr.InsertStmt, st *state) error {
	result, err := f.s.exec(ctx, stmt)
	if err != nil {
		return err
	}
	rest := shape.fetch
	if shape.numbered {
		id, err := result.LastInsertId()
		if err != nil {
			return err
		}
		auto := &shape.m.fields[shape.m.auto]
		if err := auto.set(st.ptr, id); err != nil {
			return err
		}
		rest = slices.DeleteFunc(slices.Clone(rest), func(i int) bool { return i == shape.m.auto })
	}
	if len(rest) == 0 {
		return nil
	}
	if shape.unknown {
		return fmt.Errorf("the database makes a part of the key and cannot give it back: set it, or give it a default that gild sends (schema.Default)")
	}
	return f.s.fetch(ctx, st, rest)
}
