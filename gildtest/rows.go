package gildtest

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"io"
	"reflect"
)

// bufferedRows are rows that have been read to the end. Like all rows they are used by one
// goroutine at a time.
type bufferedRows struct {
	results []result // the first one is being read
}

// result is one of several.
type result struct {
	columns []column
	rows    [][]driver.Value
}

// column is what is known of a column.
type column struct {
	name, databaseType string
	scanType           reflect.Type
	length             int64
	hasLength          bool
	nullable, knowsNil bool
	precision, scale   int64
	isDecimal          bool
}

// readAll reads all results of rows, and closes them.
func readAll(rows driver.Rows) (driver.Rows, error) {
	all := &bufferedRows{}
	for {
		r, err := readResult(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all.results = append(all.results, r)
		next, ok := rows.(driver.RowsNextResultSet)
		if !ok || !next.HasNextResultSet() {
			break
		}
		if err := next.NextResultSet(); err != nil {
			if err != io.EOF {
				return nil, errors.Join(err, rows.Close())
			}
			break
		}
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	return all, nil
}

func readResult(rows driver.Rows) (r result, err error) {
	for i, name := range rows.Columns() {
		r.columns = append(r.columns, columnOf(rows, i, name))
	}
	for {
		row := make([]driver.Value, len(r.columns))
		switch err := rows.Next(row); err {
		case nil:
		case io.EOF:
			return r, nil
		default:
			return r, err
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok { // which the driver may use again
				row[i] = bytes.Clone(b)
			}
		}
		r.rows = append(r.rows, row)
	}
}

func columnOf(rows driver.Rows, i int, name string) column {
	c := column{name: name, scanType: reflect.TypeFor[any]()}
	if r, ok := rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		c.databaseType = r.ColumnTypeDatabaseTypeName(i)
	}
	if r, ok := rows.(driver.RowsColumnTypeScanType); ok {
		c.scanType = r.ColumnTypeScanType(i)
	}
	if r, ok := rows.(driver.RowsColumnTypeLength); ok {
		c.length, c.hasLength = r.ColumnTypeLength(i)
	}
	if r, ok := rows.(driver.RowsColumnTypeNullable); ok {
		c.nullable, c.knowsNil = r.ColumnTypeNullable(i)
	}
	if r, ok := rows.(driver.RowsColumnTypePrecisionScale); ok {
		c.precision, c.scale, c.isDecimal = r.ColumnTypePrecisionScale(i)
	}
	return c
}

func (r *bufferedRows) Columns() []string {
	names := make([]string, 0, len(r.results[0].columns))
	for _, c := range r.results[0].columns {
		names = append(names, c.name)
	}
	return names
}

func (r *bufferedRows) Close() error { return nil }

func (r *bufferedRows) Next(dest []driver.Value) error {
	now := &r.results[0]
	if len(now.rows) == 0 {
		return io.EOF
	}
	copy(dest, now.rows[0])
	now.rows = now.rows[1:]
	return nil
}

// HasNextResultSet reports whether there is another result.
func (r *bufferedRows) HasNextResultSet() bool { return len(r.results) > 1 }

// NextResultSet goes on to it.
func (r *bufferedRows) NextResultSet() error {
	if !r.HasNextResultSet() {
		return io.EOF
	}
	r.results = r.results[1:]
	return nil
}

// ColumnTypeDatabaseTypeName returns the database's name of the type.
func (r *bufferedRows) ColumnTypeDatabaseTypeName(i int) string {
	return r.results[0].columns[i].databaseType
}

// ColumnTypeScanType returns the Go type of the values.
func (r *bufferedRows) ColumnTypeScanType(i int) reflect.Type {
	return r.results[0].columns[i].scanType
}

// ColumnTypeLength returns the length of a column of variable length.
func (r *bufferedRows) ColumnTypeLength(i int) (int64, bool) {
	c := r.results[0].columns[i]
	return c.length, c.hasLength
}

// ColumnTypeNullable reports whether the column may be NULL.
func (r *bufferedRows) ColumnTypeNullable(i int) (nullable, ok bool) {
	c := r.results[0].columns[i]
	return c.nullable, c.knowsNil
}

// ColumnTypePrecisionScale returns the digits of a decimal column.
func (r *bufferedRows) ColumnTypePrecisionScale(i int) (precision, scale int64, ok bool) {
	c := r.results[0].columns[i]
	return c.precision, c.scale, c.isDecimal
}
