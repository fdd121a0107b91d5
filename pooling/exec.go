package pooling

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/gildsql/gild/internal/fault"
)

// Exec runs SQL on a driver's connection, such as Events get, prepared if the driver knows
// no other way. Values are converted as database/sql does for drivers that do not do it
// themselves.
func Exec(ctx context.Context, conn driver.Conn, query string, args ...any) error {
	values, err := namedValues(args)
	if err != nil {
		return err
	}
	if e, ok := conn.(driver.ExecerContext); ok {
		if _, err := e.ExecContext(ctx, query, values); err != driver.ErrSkip {
			return err
		}
	}
	stmt, err := prepare(ctx, conn, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	if e, ok := stmt.(driver.StmtExecContext); ok {
		_, err = e.ExecContext(ctx, values)
		return err
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	_, err = stmt.Exec(plainValues(values))
	return err
}

// QueryRow is Exec for the first row of a query. Without a row the error is io.EOF.
func QueryRow(ctx context.Context, conn driver.Conn, query string, args ...any) ([]driver.Value, error) {
	values, err := namedValues(args)
	if err != nil {
		return nil, err
	}
	if q, ok := conn.(driver.QueryerContext); ok {
		rows, err := q.QueryContext(ctx, query, values)
		if err != driver.ErrSkip {
			return firstRow(rows, err)
		}
	}
	stmt, err := prepare(ctx, conn, query)
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	if q, ok := stmt.(driver.StmtQueryContext); ok {
		return firstRow(q.QueryContext(ctx, values))
	}
	//lint:ignore SA1019 drivers from before contexts have no other
	return firstRow(stmt.Query(plainValues(values)))
}

// firstRow copies the row: what the driver returns may be its own.
func firstRow(rows driver.Rows, err error) (row []driver.Value, _ error) {
	if err != nil {
		return nil, err
	}
	row = make([]driver.Value, len(rows.Columns()))
	err = rows.Next(row)
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			row[i] = append([]byte(nil), b...)
		}
	}
	closeErr := rows.Close()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err := errors.Join(err, closeErr); err != nil {
		return nil, err
	}
	return row, nil
}

func prepare(ctx context.Context, conn driver.Conn, query string) (driver.Stmt, error) {
	if p, ok := conn.(driver.ConnPrepareContext); ok {
		return p.PrepareContext(ctx, query)
	}
	return conn.Prepare(query)
}

func namedValues(args []any) ([]driver.NamedValue, error) {
	values := make([]driver.NamedValue, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, fault.Errorf("argument %d: %w", i+1, err)
		}
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return values, nil
}

func plainValues(args []driver.NamedValue) []driver.Value {
	values := make([]driver.Value, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	return values
}
