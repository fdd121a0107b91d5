package fakedriver

import (
	"database/sql/driver"
	"io"
	"reflect"
)

// rows are rows without any optional interface. Like those of many drivers they give byte strings out of a
// buffer that the next row overwrites.
type rows struct {
	conn   *conn
	sets   []ResultSet
	set    int
	next   int
	buffer []byte
}

// current returns the result set that is being read, an empty one if there is none.
func (r *rows) current() ResultSet {
	if r.set < len(r.sets) {
		return r.sets[r.set]
	}
	return ResultSet{}
}

func (r *rows) Columns() []string {
	var names []string
	for _, c := range r.current().Columns {
		names = append(names, c.Name)
	}
	return names
}

func (r *rows) Close() error { return r.conn.note("close rows") }

func (r *rows) Next(dest []driver.Value) error {
	set := r.current()
	if r.next >= len(set.Rows) {
		return io.EOF
	}
	r.next++
	if err := r.conn.note("next %d of %d", r.next, len(dest)); err != nil {
		return err
	}
	for i := range r.buffer {
		r.buffer[i] = '#'
	}
	free := r.buffer[:0]
	for i, v := range set.Rows[r.next-1] {
		if b, ok := v.([]byte); ok && b != nil {
			start := len(free)
			free = append(free, b...)
			v = free[start:len(free):len(free)]
		}
		dest[i] = v
	}
	r.buffer = free
	return nil
}

// The optional interfaces; columnScanner is in features_go127.go.
type (
	nextResultSet    struct{ x *rows }
	scanType         struct{ x *rows }
	databaseTypeName struct{ x *rows }
	length           struct{ x *rows }
	nullable         struct{ x *rows }
	precisionScale   struct{ x *rows }
)

func (m nextResultSet) HasNextResultSet() bool {
	_ = m.x.conn.note("HasNextResultSet")
	return m.x.set+1 < len(m.x.sets)
}

func (m nextResultSet) NextResultSet() error {
	if err := m.x.conn.note("NextResultSet"); err != nil {
		return err
	}
	if m.x.set+1 >= len(m.x.sets) {
		return io.EOF
	}
	m.x.set++
	m.x.next = 0
	return nil
}

func (m scanType) ColumnTypeScanType(i int) reflect.Type {
	if t := m.x.current().Columns[i].ScanType; t != nil {
		return t
	}
	return reflect.TypeFor[any]()
}

func (m databaseTypeName) ColumnTypeDatabaseTypeName(i int) string {
	return m.x.current().Columns[i].DatabaseTypeName
}

func (m length) ColumnTypeLength(i int) (length int64, ok bool) {
	c := m.x.current().Columns[i]
	return c.Length, c.HasLength
}

func (m nullable) ColumnTypeNullable(i int) (nullable, ok bool) {
	c := m.x.current().Columns[i]
	return c.Nullable, c.KnowsNullable
}

func (m precisionScale) ColumnTypePrecisionScale(i int) (precision, scale int64, ok bool) {
	c := m.x.current().Columns[i]
	return c.Precision, c.Scale, c.IsDecimal
}

// NewRows returns rows that a column of another result can have as its value, as cursors are.
func (db *DB) NewRows(sets ...ResultSet) driver.Rows {
	return rowsTypes[db.Rows](&rows{conn: &conn{db: db}, sets: sets})
}
