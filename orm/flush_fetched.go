package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// some returns the columns of some fields.
func (m *mapper) some(fields []int) []expr.Item {
	items := make([]expr.Item, len(fields))
	for i, f := range fields {
		items[i] = m.fields[f].column
	}
	return items
}

// fetched is a sink for fields of rows that a statement has written.
type fetched struct {
	m      *mapper
	fields []int
	rows   []unsafe.Pointer // each a snapshot
	n      int
}

func newFetched(m *mapper, fields []int) *fetched { return &fetched{m: m, fields: fields} }

// Begin forgets earlier rows.
func (k *fetched) Begin(*typemap.Columns) error {
	k.rows, k.n = k.rows[:0], 0
	return nil
}

// Row keeps the fields of one row.
func (k *fetched) Row(row []driver.Value) error {
	p := reflect.New(k.m.snapshot).UnsafePointer()
	for i, at := range k.fields {
		f := &k.m.fields[at]
		if err := f.decode(unsafe.Add(p, f.kept), row[i]); err != nil {
			return f.failed(err)
		}
	}
	k.rows, k.n = append(k.rows, p), k.n+1
	return nil
}

// give stores row i in an object.
func (k *fetched) give(i int, st *state) error {
	for _, at := range k.fields {
		f := &k.m.fields[at]
		f.track.Copy(f.at(st.ptr), unsafe.Add(k.rows[i], f.kept))
	}
	return st.session.tellRefreshed(st, k.fields)
}

// arrange puts the rows in an order, nil for that which they have.
func (k *fetched) arrange(order []int) {
	if order == nil {
		return
	}
	rows := make([]unsafe.Pointer, len(order))
	for i, at := range order {
		rows[i] = k.rows[at]
	}
	k.rows = rows
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
		if err := k.give(i, u.st); err != nil {
			return err
		}
	}
	return nil
}

// failed is an error about a value from the database.
func (f *field) failed(err error) error {
	return &typemap.DecodeError{Column: f.column.Name(), Target: f.name + " (" + f.typ.String() + ")", Err: err}
}

// keptInt returns the integer that a snapshot has in the field.
func (f *field) keptInt(snapshot unsafe.Pointer) int64 {
	v := reflect.NewAt(f.typ, unsafe.Add(snapshot, f.kept)).Elem()
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return 0
		}
		v = v.Elem()
	}
	if v.CanUint() {
		return int64(v.Uint())
	}
	return v.Int()
}

// setInt gives the field of the object at p an integer.
func (f *field) setInt(p unsafe.Pointer, n int64) {
	reflect.NewAt(f.typ, f.at(p)).Elem().SetInt(n)
}
