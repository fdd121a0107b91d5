package wrap

import (
	"database/sql/driver"
	"fmt"
	"reflect"

	"github.com/gildsql/gild/typemap"
)

// newRows wraps the rows of a statement, for database/sql to read one by one: into the
// sink, or with values that fit the columns' SQL types.
func newRows(real driver.Rows, cols *typemap.Columns, sink typemap.Sink) (driver.Rows, error) {
	if cols == nil {
		cols = typemap.NewColumns(real.Columns())
	}
	if sink == nil {
		return newTypedRows(real, cols), nil
	}
	if err := sink.Begin(cols); err != nil {
		_ = real.Close()
		return nil, err
	}
	return &sinkRows{real: real, sink: sink, row: make([]driver.Value, len(cols.Names))}, nil
}

// sinkRows shows database/sql rows without columns; what they hold goes into the sink.
type sinkRows struct {
	real driver.Rows
	sink typemap.Sink
	row  []driver.Value
}

func (r *sinkRows) Columns() []string { return nil }
func (r *sinkRows) Close() error      { return r.real.Close() }

func (r *sinkRows) Next([]driver.Value) error {
	if err := r.real.Next(r.row); err != nil {
		return err
	}
	return r.sink.Row(r.row)
}

// typedRows turns a driver's values into those of the columns' SQL types.
type typedRows struct {
	driver.Rows
	cols       *typemap.Columns
	normalizer []typemap.Normalizer // nil where there is nothing to do
}

func newTypedRows(real driver.Rows, cols *typemap.Columns) *typedRows {
	r := &typedRows{Rows: real, cols: cols, normalizer: make([]typemap.Normalizer, len(cols.Types))}
	for i, t := range cols.Types {
		r.normalizer[i] = typemap.NormalizerFor(t)
	}
	return r
}

func (r *typedRows) Columns() []string { return r.cols.Names }

func (r *typedRows) Next(dest []driver.Value) error {
	if err := r.Rows.Next(dest); err != nil {
		return err
	}
	for i, normalize := range r.normalizer {
		if normalize == nil || dest[i] == nil {
			continue
		}
		v, err := normalize(dest[i])
		if err != nil {
			return fmt.Errorf("gild: column %q: %w", r.cols.Names[i], err)
		}
		dest[i] = v
	}
	return nil
}

// unwrapped returns the real driver's rows, for its column types.
func (r *typedRows) unwrapped() driver.Rows {
	if p, ok := r.Rows.(*preparedRows); ok {
		return p.Rows
	}
	return r.Rows
}

// ColumnTypeDatabaseTypeName returns the driver's name of the type, empty if it has none.
func (r *typedRows) ColumnTypeDatabaseTypeName(i int) string {
	if t, ok := r.unwrapped().(driver.RowsColumnTypeDatabaseTypeName); ok {
		return t.ColumnTypeDatabaseTypeName(i)
	}
	return ""
}

// ColumnTypeScanType returns the Go type of the values, any if the driver does not say.
func (r *typedRows) ColumnTypeScanType(i int) reflect.Type {
	if t, ok := r.unwrapped().(driver.RowsColumnTypeScanType); ok {
		return t.ColumnTypeScanType(i)
	}
	return reflect.TypeFor[any]()
}
