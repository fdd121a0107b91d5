//go:build go1.27

package wrap

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"

	"github.com/gildsql/gild/typemap"
)

// fullRows are a driver's rows with all optional interfaces from before Go 1.27.
type fullRows interface {
	driver.RowsNextResultSet
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
	Unwrap() driver.Rows
}

// withColumnScanner shows database/sql a driver.RowsColumnScanner where the real rows are
// one.
func withColumnScanner(wrapped fullRows, real driver.Rows) driver.Rows {
	s, ok := real.(driver.RowsColumnScanner)
	if !ok {
		return wrapped
	}
	errorOf := func(err error) error { return err }
	if e, ok := wrapped.(interface{ rowError(error) error }); ok {
		errorOf = e.rowError
	}
	return &scannerRows{wrapped, s, errorOf}
}

// scannerRows are rows whose driver stores values into what Scan is given.
type scannerRows struct {
	fullRows
	scanner driver.RowsColumnScanner
	errorOf func(error) error
}

func (r *scannerRows) NextRow() error { return r.errorOf(r.scanner.NextRow()) }

func (r *scannerRows) ScanColumn(ctx driver.ScanContext, i int, dest any) error {
	return r.scanner.ScanColumn(ctx, i, dest)
}

// destinationRows are typedRows that know what Scan is given: columns go into all Go types
// that gild.All has for them, with no sql.Scanner around: UUIDs, JSON into maps and structs.
type destinationRows struct {
	*typedRows
	row []driver.Value
}

func withDestinations(r *typedRows) driver.Rows {
	return &destinationRows{r, make([]driver.Value, len(r.cols.Names))}
}

func (r *destinationRows) NextRow() error { return r.Next(r.row) }

func (r *destinationRows) ScanColumn(ctx driver.ScanContext, i int, dest any) error {
	if v := reflect.ValueOf(dest); v.Kind() == reflect.Pointer && !v.IsNil() && beyondSQL(v.Type().Elem()) {
		if decode, err := typemap.DecoderFor(r.cols.Types[i], v.Type().Elem()); err == nil {
			return decode(v.UnsafePointer(), r.row[i])
		}
	}
	return sql.ConvertAssign(ctx, dest, r.row[i])
}

// beyondSQL reports whether database/sql itself has nothing for a type.
func beyondSQL(t reflect.Type) bool {
	if t == reflect.TypeFor[sql.RawBytes]() || reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()) {
		return false
	}
	switch t.Kind() {
	case reflect.Pointer:
		return beyondSQL(t.Elem())
	case reflect.Struct, reflect.Array, reflect.Map:
		return true
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8
	}
	return false
}

// Interceptors see Next, which database/sql does not call for rows that store values
// themselves. So the rows beneath the chain of interceptors advance by Next, without
// values, and those above it go past the chain for the values.

// interception is what a connection knows of the interceptors around it.
type interception struct {
	chained bool                     // there are some
	scanner driver.RowsColumnScanner // of the rows that are on their way through the chain
}

// steppingRows are what interceptors get.
type steppingRows struct {
	optionalRows
	scanner driver.RowsColumnScanner
}

// Unwrap returns the rows within, whose optional interfaces sqlmw looks at.
func (r steppingRows) Unwrap() driver.Rows { return r.Rows }

func (r steppingRows) Next([]driver.Value) error { return r.scanner.NextRow() }

// beneathChain hides from interceptors what they do not know.
func (i *interception) beneathChain(rows driver.Rows) driver.Rows {
	scanner, ok := rows.(driver.RowsColumnScanner)
	if !ok || !i.chained {
		return rows
	}
	i.scanner = scanner
	return steppingRows{optionalRows{rows}, scanner}
}

// stmtBeneathChain does the same for the rows of a statement.
func (i *interception) stmtBeneathChain(stmt driver.Stmt) driver.Stmt {
	if !i.chained {
		return stmt
	}
	return steppingStmt{stmt, i}
}

// steppingStmt is a statement whose rows beneathChain sees.
type steppingStmt struct {
	driver.Stmt
	interception *interception
}

func (s steppingStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return execStmt(ctx, s.Stmt, args)
}

func (s steppingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := queryStmt(ctx, s.Stmt, args)
	return s.interception.beneathChain(rows), err
}

// aboveChain shows database/sql again what beneathChain has hidden.
func (i *interception) aboveChain(rows driver.Rows) driver.Rows {
	scanner := i.scanner
	i.scanner = nil
	if scanner == nil {
		return rows
	}
	return &steppedRows{optionalRows{rows}, scanner, make([]driver.Value, len(rows.Columns()))}
}

// steppedRows are the rows of the chain, with values past it.
type steppedRows struct {
	optionalRows
	scanner driver.RowsColumnScanner
	none    []driver.Value
}

// Unwrap returns the rows within.
func (r *steppedRows) Unwrap() driver.Rows { return r.Rows }

func (r *steppedRows) NextRow() error { return r.Rows.Next(r.none) }

func (r *steppedRows) ScanColumn(ctx driver.ScanContext, i int, dest any) error {
	return r.scanner.ScanColumn(ctx, i, dest)
}
