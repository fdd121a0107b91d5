package typemap

import (
	"database/sql/driver"
	"reflect"
	"unsafe"
)

// Sink takes the rows of one statement as the driver hands them out. It travels to
// the connection as an argument beside the statement, so that the rows need not pass
// database/sql. A sink is used by one goroutine at a time.
//
// Begin is called before the first row, also when there is none, and once more when
// database/sql repeats the statement on another connection: rows taken so far are
// then to be forgotten. Row must not keep the slice or the bytes in it.
type Sink interface {
	Begin(cols *Columns) error
	Row(row []driver.Value) error
}

// target lays rows out in variables of T: structs, pointers to structs, or single values.
type target[T any] struct {
	plan *RowPlan
	ptr  bool // T is a pointer to a struct: each row gets a new one
	n    int  // rows received
}

func (t *target[T]) begin(cols *Columns, strict bool) error {
	typ := reflect.TypeFor[T]()
	t.n = 0
	t.ptr = typ.Kind() == reflect.Pointer && isPlainStruct(typ.Elem()) && !cols.isValue(typ.Elem())
	if t.ptr {
		typ = typ.Elem()
	}
	var err error
	t.plan, err = cols.Plan(typ, strict)
	return err
}

func (t *target[T]) decode(v *T, row []driver.Value) error {
	dst := unsafe.Pointer(v)
	if t.ptr {
		fresh := reflect.New(t.plan.typ).UnsafePointer()
		*(*unsafe.Pointer)(dst) = fresh
		dst = fresh
	}
	if err := t.plan.Decode(dst, row); err != nil {
		return atRow(err, t.n)
	}
	return nil
}

// Chunk sizes of Slice, in rows: small results stay small, large ones do not pay for
// the doubling of one growing slice.
const (
	firstChunk = 16
	lastChunk  = 512
)

// Slice is a Sink that collects the rows as values of T: structs, pointers to
// structs, or single values. The zero Slice is ready for use.
type Slice[T any] struct {
	Strict bool // a column without a field is an error

	target target[T]
	chunks [][]T
	last   []T
}

// Begin makes the plan for the columns and forgets earlier rows.
func (s *Slice[T]) Begin(cols *Columns) error {
	s.chunks, s.last = nil, nil
	return s.target.begin(cols, s.Strict)
}

// Row appends one row. An error names the row and the column.
func (s *Slice[T]) Row(row []driver.Value) error {
	s.target.n++
	return s.target.decode(s.next(), row)
}

// next returns the place of the next row.
func (s *Slice[T]) next() *T {
	if len(s.last) == cap(s.last) {
		size := firstChunk
		if s.last != nil {
			s.chunks = append(s.chunks, s.last)
			size = min(2*cap(s.last), lastChunk)
		}
		s.last = make([]T, 0, size)
	}
	s.last = s.last[:len(s.last)+1]
	return &s.last[len(s.last)-1]
}

// Len returns the number of rows received.
func (s *Slice[T]) Len() int { return s.target.n }

// Rows returns the rows, in order; it is never nil.
func (s *Slice[T]) Rows() []T {
	if len(s.chunks) == 0 {
		if s.last == nil {
			return []T{}
		}
		return s.last
	}
	total := len(s.last)
	for _, c := range s.chunks {
		total += len(c)
	}
	all := make([]T, 0, total)
	for _, c := range s.chunks {
		all = append(all, c...)
	}
	return append(all, s.last...)
}

// Cursor is a Sink that holds one row at a time, for streaming. The zero Cursor is
// ready for use.
type Cursor[T any] struct {
	Strict  bool // a column without a field is an error
	Current T    // the row received last

	target target[T]
}

// Begin makes the plan for the columns.
func (c *Cursor[T]) Begin(cols *Columns) error { return c.target.begin(cols, c.Strict) }

// Row replaces Current by the row. An error names the row and the column.
func (c *Cursor[T]) Row(row []driver.Value) error {
	c.target.n++
	var fresh T
	c.Current = fresh
	return c.target.decode(&c.Current, row)
}
