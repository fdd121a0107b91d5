package orm

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// returning runs an INSERT that gives back what the database has made, in whatever order.
// Rows are known by their key; numbers, where they are all there is to know, by their order.
func (f *flushing) returning(ctx context.Context, shape *insertShape, stmt expr.Statement, values []any, units []*unit) error {
	if shape.numbered && len(shape.fetch) == 1 {
		return f.numbers(ctx, shape, stmt, values, units)
	}
	rows := newFetched(shape.m, shape.returned(len(units)))
	if err := f.s.intoBound(ctx, stmt, values, rows); err != nil {
		return err
	}
	if err := f.wantRows(shape, rows.n, units); err != nil {
		return err
	}
	if !shape.numbered && len(units) > 1 {
		return rows.giveByKey(units)
	}
	if len(units) > 1 {
		numbers := make([]int64, rows.n)
		for i, p := range rows.rows {
			numbers[i] = shape.m.fields[shape.m.auto].keptInt(p)
		}
		order, err := f.orderOf(ctx, shape, numbers, units)
		if err != nil {
			return err
		}
		rows.arrange(order)
	}
	for i, u := range units {
		if err := rows.give(i, u.st); err != nil {
			return err
		}
	}
	return nil
}

// wantRows checks that each row has come back.
func (f *flushing) wantRows(shape *insertShape, n int, units []*unit) error {
	if n == len(units) {
		return nil
	}
	return &StaleError{Operation: "INSERT", Type: shape.m.typ.String(), Expected: int64(len(units)), Matched: int64(n)}
}

// numbers is returning for rows of which only the number is to be known.
func (f *flushing) numbers(ctx context.Context, shape *insertShape, stmt expr.Statement, values []any, units []*unit) error {
	sink := &numberSink{decode: shape.m.number, list: f.s.numbers[:0]}
	if err := f.s.intoBound(ctx, stmt, values, sink); err != nil {
		return err
	}
	f.s.numbers = sink.list[:0]
	if err := f.wantRows(shape, len(sink.list), units); err != nil {
		return err
	}
	order, err := f.orderOf(ctx, shape, sink.list, units)
	if err != nil {
		return err
	}
	auto := &shape.m.fields[shape.m.auto]
	for i, u := range units {
		at := i
		if order != nil {
			at = order[i]
		}
		if err := auto.setNumber(u.st.ptr, sink.list[at]); err != nil {
			return err
		}
	}
	return nil
}

// numberSink takes numbers.
type numberSink struct {
	decode  typemap.Decoder
	list    []int64
	decoded int64
}

// Begin forgets earlier rows.
func (k *numberSink) Begin(*typemap.Columns) error { k.list = k.list[:0]; return nil }

// Row takes one number.
func (k *numberSink) Row(row []driver.Value) error {
	n, ok := row[0].(int64)
	if !ok {
		if err := k.decode(unsafe.Pointer(&k.decoded), row[0]); err != nil {
			return err
		}
		n = k.decoded
	}
	k.list = append(k.list, n)
	return nil
}

// orderOf tells which of the numbers that came back is whose: order[i] of unit i, nil for the order
// in which they are. Numbers grow, or shrink, in the order of the rows. Where what comes back does
// neither, the database has given rows back in an order of its own, or a number is none that is
// counted; then the rows themselves are looked at.
func (f *flushing) orderOf(ctx context.Context, shape *insertShape, numbers []int64, units []*unit) ([]int, error) {
	if steady(numbers) {
		return nil, nil
	}
	rows := newFetched(shape.m, append([]int{shape.m.auto}, shape.given...))
	values := make([]any, len(numbers))
	for i, n := range numbers {
		values[i] = n
	}
	auto := &shape.m.fields[shape.m.auto]
	stmt := expr.Select(shape.m.some(rows.fields)...).Where(expr.ColOf[any](auto.column).In(values...))
	if err := f.s.into(ctx, stmt, rows); err != nil {
		return nil, err
	}
	stored := map[int64]unsafe.Pointer{}
	for _, p := range rows.rows {
		stored[auto.keptInt(p)] = p
	}
	order := make([]int, len(numbers))
	for i := range order {
		order[i] = i
	}
	sorted := slices.Clone(order)
	slices.SortFunc(sorted, func(a, b int) int { return cmp.Compare(numbers[a], numbers[b]) })
	for _, order := range [][]int{sorted, order} {
		if holds(shape, numbers, stored, order, units) {
			return order, nil
		}
	}
	return nil, fmt.Errorf("the database numbers the rows in no order, so that it cannot be told which row is whose: flush them one by one, or set the key")
}

// steady reports whether numbers grow or shrink from each to the next.
func steady(numbers []int64) bool {
	grows, shrinks := true, true
	for i := 1; i < len(numbers); i++ {
		grows = grows && numbers[i] > numbers[i-1]
		shrinks = shrinks && numbers[i] < numbers[i-1]
	}
	return grows || shrinks
}

// holds reports whether the rows that are stored have, in an order, what the objects have.
func holds(shape *insertShape, numbers []int64, stored map[int64]unsafe.Pointer, order []int, units []*unit) bool {
	for i, u := range units {
		p := stored[numbers[order[i]]]
		if p == nil || slices.ContainsFunc(shape.given, func(at int) bool { return shape.m.fields[at].changed(u.st.ptr, p) }) {
			return false
		}
	}
	return true
}

// insertCounted inserts rows into a table whose last number the driver knows, and from which those
// of the others follow.
func (f *flushing) insertCounted(ctx context.Context, db *gild.Features, shape *insertShape, units []*unit) error {
	many := len(units) > 1
	for len(units) > 0 {
		n := chunkSize(db, shape, len(units), maxCounted)
		result, err := f.s.execBound(ctx, shape.rows(&f.s.shape, n, nil), f.values(shape, units[:n]))
		if err != nil {
			return err
		}
		inserted, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if err := f.wantRows(shape, int(inserted), units[:n]); err != nil {
			return err
		}
		last, err := result.LastInsertId()
		if err != nil {
			return err
		}
		if last == math.MaxInt64 && n > 1 {
			return fmt.Errorf("the table has run out of numbers")
		}
		auto := &shape.m.fields[shape.m.auto]
		for i, u := range units[:n] {
			if err := auto.setNumber(u.st.ptr, last-int64(n-1-i)); err != nil {
				return err
			}
		}
		units = units[n:]
	}
	if many {
		return f.s.checkRowIDs(ctx, shape)
	}
	return nil
}
