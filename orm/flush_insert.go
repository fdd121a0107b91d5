package orm

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/internal/fault"
)

// insert inserts new rows in their order. Consecutive rows that give values to the same
// columns are written together.
func (f *flushing) insert(ctx context.Context, units []*unit) error {
	for len(units) > 0 {
		shape, err := f.shapeOf(units[0], nil)
		if err != nil {
			return err
		}
		n := 1
		for n < len(units) && shape.batches() && units[n].m == shape.m {
			next, err := f.shapeOf(units[n], shape)
			if err != nil {
				return err
			}
			if next != shape {
				break
			}
			n++
		}
		if err := f.insertRun(ctx, shape, units[:n]); err != nil {
			return fault.Errorf("INSERT of a %s: %w", shape.m.typ, err)
		}
		units = units[n:]
	}
	return nil
}

// insertRun inserts rows of one shape in the way that the database has for it.
func (f *flushing) insertRun(ctx context.Context, shape *insertShape, units []*unit) error {
	db, err := f.s.database(ctx)
	if err != nil {
		return err
	}
	f.s.expectChanges(len(units))
	for _, u := range units {
		f.s.journal(u.st)
	}
	ids, err := f.s.rowIDs(ctx, db, shape)
	if err != nil {
		return err
	}
	f.s.boxes = boxes{expected: shape.boxed.of(len(units))}
	defer func() { f.s.boxes = boxes{} }()
	switch {
	case ids.Many || ids.Single && len(units) == 1:
		err = f.insertCounted(ctx, db, shape, units)
	case db.InsertLists && len(units) > fewRows && shape.lists:
		err = f.insertLists(ctx, shape, units)
	case db.InsertReturning || len(shape.fetch) == 0:
		err = f.insertValues(ctx, db, shape, units)
	default:
		err = f.insertSingly(ctx, shape, units)
	}
	if err != nil {
		return err
	}
	f.s.identities.expect(shape.m.root, len(units))
	for _, u := range units {
		u.st.numbered = u.st.numbered || shape.numbered
		if err := f.stored(u); err != nil {
			return err
		}
	}
	return nil
}

// Numbers of rows in one INSERT. Few rows are written by one statement of their number; many by
// statements of few sizes, or by lists, which are prepared once and for all.
const (
	fewRows    = 16
	maxCounted = 64   // more cost SQLite more than they save
	maxValues  = 512  // of VALUES elsewhere
	maxLists   = 1000 // rows in lists: they are all in memory, here and there
)

// chunkSize is how many of n rows the next statement takes.
func chunkSize(db *gild.Features, shape *insertShape, n, most int) int {
	if !db.ManyRows || len(shape.given) == 0 || !shape.batches() {
		return 1
	}
	if db.MaxParameters > 0 {
		most = min(most, max(db.MaxParameters/len(shape.given), 1))
	}
	if n = min(n, most); n <= fewRows {
		return n
	}
	size := fewRows
	for size*2 <= n {
		size *= 2
	}
	return size
}

// insertValues inserts rows by VALUES.
func (f *flushing) insertValues(ctx context.Context, db *gild.Features, shape *insertShape, units []*unit) error {
	for len(units) > 0 {
		n := chunkSize(db, shape, len(units), maxValues)
		var err error
		if len(shape.fetch) == 0 {
			_, err = f.s.execBound(ctx, shape.rows(&f.s.shape, n, nil), f.values(shape, units[:n]))
		} else {
			returned := shape.returned(n)
			stmt := shape.rows(&f.s.shape, n, returned)
			if shape.computed {
				stmt = shape.computedRow(units[0].st, returned)
			}
			err = f.returning(ctx, shape, stmt, f.values(shape, units[:n]), units[:n])
		}
		if err != nil {
			return err
		}
		units = units[n:]
	}
	return nil
}

// values are what rows are given, one after the other.
func (f *flushing) values(shape *insertShape, units []*unit) []any {
	values := f.s.values[:0]
	if shape.computed {
		return values
	}
	values = slices.Grow(values, len(units)*len(shape.given))
	for _, u := range units {
		for _, i := range shape.given {
			values = append(values, shape.m.fields[i].sent(&f.s.boxes, u.st.ptr))
		}
	}
	return values
}

// insertLists inserts rows by a list for each column.
func (f *flushing) insertLists(ctx context.Context, shape *insertShape, units []*unit) error {
	returned := shape.returned(len(units))
	stmt := shape.byLists(&f.s.shape, returned)
	for len(units) > 0 {
		n := min(len(units), maxLists)
		values, err := f.lists(shape, units[:n])
		if err != nil {
			return err
		}
		if len(shape.fetch) == 0 {
			_, err = f.s.execBound(ctx, stmt, values)
		} else {
			err = f.returning(ctx, shape, stmt, values, units[:n])
		}
		if err != nil {
			return err
		}
		units = units[n:]
	}
	return nil
}

// lists are what rows are given, column by column: the texts of arrays.
func (f *flushing) lists(shape *insertShape, units []*unit) ([]any, error) {
	values := f.s.values[:0]
	var text bytes.Buffer
	for _, i := range shape.given {
		fl := &shape.m.fields[i]
		text.Reset()
		text.WriteByte('{')
		for n, u := range units {
			if n > 0 {
				text.WriteByte(',')
			}
			b, err := fl.element(text.AvailableBuffer(), fl.at(u.st.ptr))
			if err != nil {
				return nil, err
			}
			text.Write(b)
		}
		text.WriteByte('}')
		values = append(values, text.String())
	}
	return values, nil
}

// insertSingly is for databases that give nothing back: the driver knows the number of the row,
// and the rest is read.
func (f *flushing) insertSingly(ctx context.Context, shape *insertShape, units []*unit) error {
	for _, u := range units {
		stmt := shape.rows(&f.s.shape, 1, nil)
		if shape.computed {
			stmt = shape.computedRow(u.st, nil)
		}
		result, err := f.s.execBound(ctx, stmt, f.values(shape, []*unit{u}))
		if err != nil {
			return err
		}
		rest := shape.fetch
		if shape.numbered {
			id, err := result.LastInsertId()
			if err != nil {
				return err
			}
			if err := shape.m.fields[shape.m.auto].set(u.st.ptr, id); err != nil {
				return err
			}
			rest = without(rest, shape.m.auto)
		}
		switch {
		case len(rest) == 0:
		case shape.unknown:
			return fmt.Errorf("the database makes a part of the key and cannot give it back: set it, or give it a default that gild sends (schema.Default)")
		default:
			if err := f.s.fetch(ctx, shape.m, u.st, rest); err != nil {
				return err
			}
		}
	}
	return nil
}
