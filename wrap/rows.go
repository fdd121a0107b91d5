package wrap

import (
	"database/sql/driver"
	"io"
	"reflect"
	"time"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// optionalRows adds to a driver's rows the optional interfaces that they lack, with the
// answers that database/sql gives in their place.
type optionalRows struct{ driver.Rows }

// HasNextResultSet reports whether there is another result after this one.
func (r optionalRows) HasNextResultSet() bool {
	n, ok := r.Rows.(driver.RowsNextResultSet)
	return ok && n.HasNextResultSet()
}

// NextResultSet goes on to the next result.
func (r optionalRows) NextResultSet() error {
	if n, ok := r.Rows.(driver.RowsNextResultSet); ok {
		return n.NextResultSet()
	}
	return io.EOF
}

// ColumnTypeDatabaseTypeName returns the driver's name of the type, empty if it has none.
func (r optionalRows) ColumnTypeDatabaseTypeName(i int) string {
	if t, ok := r.Rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		return t.ColumnTypeDatabaseTypeName(i)
	}
	return ""
}

// ColumnTypeLength returns the length of a column of variable length.
func (r optionalRows) ColumnTypeLength(i int) (length int64, ok bool) {
	if t, ok := r.Rows.(driver.RowsColumnTypeLength); ok {
		return t.ColumnTypeLength(i)
	}
	return 0, false
}

// ColumnTypeNullable reports whether the column may be NULL.
func (r optionalRows) ColumnTypeNullable(i int) (nullable, ok bool) {
	if t, ok := r.Rows.(driver.RowsColumnTypeNullable); ok {
		return t.ColumnTypeNullable(i)
	}
	return false, false
}

// ColumnTypePrecisionScale returns the digits of a decimal column.
func (r optionalRows) ColumnTypePrecisionScale(i int) (precision, scale int64, ok bool) {
	if t, ok := r.Rows.(driver.RowsColumnTypePrecisionScale); ok {
		return t.ColumnTypePrecisionScale(i)
	}
	return 0, 0, false
}

// ColumnTypeScanType returns the Go type of the values, any if the driver does not say.
func (r optionalRows) ColumnTypeScanType(i int) reflect.Type {
	if t, ok := r.Rows.(driver.RowsColumnTypeScanType); ok {
		return t.ColumnTypeScanType(i)
	}
	return reflect.TypeFor[any]()
}

// newRows wraps the rows of a statement, for database/sql to read one by one: into the
// sink, or with values that fit the columns' SQL types.
func newRows(real driver.Rows, cols *typemap.Columns, sink typemap.Sink) (driver.Rows, error) {
	if sink == nil {
		if cols == nil { // of SQL text: the values are as the driver gives them
			return real, nil
		}
		return withDestinations(newTypedRows(real, cols)), nil
	}
	if cols == nil {
		cols = typemap.NewColumns(real.Columns())
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
	optionalRows
	cols       *typemap.Columns
	normalizer []typemap.Normalizer // nil where there is nothing to do
}

func newTypedRows(real driver.Rows, cols *typemap.Columns) *typedRows {
	r := &typedRows{optionalRows{real}, cols, make([]typemap.Normalizer, len(cols.Types))}
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
			return fault.Errorf("column %q: %w", r.cols.Names[i], err)
		}
		dest[i] = v
	}
	return nil
}

// ColumnTypeScanType returns the Go type that Next gives the values. Decimals are left to
// the driver: some databases keep them as floating point numbers.
func (r *typedRows) ColumnTypeScanType(i int) reflect.Type {
	switch t := r.cols.Types[i]; t.Kind {
	case typemap.KindBoolean:
		return reflect.TypeFor[bool]()
	case typemap.KindDate, typemap.KindDateTime:
		return reflect.TypeFor[time.Time]()
	case typemap.KindString, typemap.KindText, typemap.KindUUID:
		return reflect.TypeFor[string]()
	case typemap.KindSmallInt, typemap.KindInteger, typemap.KindBigInt:
		return reflect.TypeFor[int64]()
	case typemap.KindReal, typemap.KindDouble:
		return reflect.TypeFor[float64]()
	}
	return r.optionalRows.ColumnTypeScanType(i)
}
