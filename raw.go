package gild

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
)

// As finds the driver's own thing behind what sql.Conn.Raw gives, however many wrappers
// are around it: gild's, and those of others that can be unwrapped. The innermost thing
// that is a T is returned, so that As[driver.Conn] is the real driver's connection, and
// As[*sqlite3.SQLiteConn] that of go-sqlite3. What the driver's connection is made of
// itself and gives away by a method Conn is found, too: As[*pgx.Conn].
//
// It belongs to the function that sql.Conn.Raw was given, and is not to be used after it.
func As[T any](driverConn any) (T, bool) {
	layers := []any{driverConn}
	for next := beneath(driverConn); next != nil && len(layers) < maxLayers; next = beneath(next) {
		layers = append(layers, next)
	}
	for i := len(layers) - 1; i >= 0; i-- {
		if found, ok := layers[i].(T); ok {
			return found, true
		}
	}
	var none T
	return none, false
}

// maxLayers ends the search in wrappers that lead in a circle.
const maxLayers = 32

// beneath returns what v is wrapped around, nil if it is not known.
func beneath(v any) any {
	switch w := v.(type) {
	case nil:
		return nil
	case interface{ Unwrap() driver.Conn }:
		return orNil(w.Unwrap())
	case interface{ Raw() driver.Conn }:
		return orNil(w.Raw())
	}
	if method := reflect.ValueOf(v).MethodByName("Conn"); method.IsValid() &&
		method.Type().NumIn() == 0 && method.Type().NumOut() == 1 {
		return orNil(method.Call(nil)[0].Interface())
	}
	return embedded(reflect.Indirect(reflect.ValueOf(v)))
}

// embedded returns the driver.Conn that a struct is made around.
func embedded(v reflect.Value) any {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Anonymous && f.IsExported() && f.Type == reflect.TypeFor[driver.Conn]() {
			return orNil(v.Field(i).Interface())
		}
	}
	return nil
}

// orNil returns v, or a plain nil for a nil pointer.
func orNil(v any) any {
	if isNil(v) {
		return nil
	}
	return v
}

// WithRaw calls fn with the driver's own connection, or whatever T is of what As finds:
//
//	err := gild.WithRaw(ctx, db, func(c *sqlite3.SQLiteConn) error {
//		return c.RegisterFunc("plus", plus, true)
//	})
//
// The connection is one of the pool's, fn's alone until it returns, and goes back then: to
// set up each connection use an event of the pool instead. fn must not keep what it is
// given, nor use db where that has a single connection. On a *sql.Conn, call its Raw with As. Errors are fn's own, those of
// taking a connection, and one that names both types if there is no T to be found. If fn
// panics, database/sql discards the connection.
func WithRaw[T any](ctx context.Context, db *sql.DB, fn func(T) error) error {
	if db == nil {
		return errNilDB
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driverConn any) error {
		found, ok := As[T](driverConn)
		if !ok {
			real, _ := As[driver.Conn](driverConn)
			return fmt.Errorf("gild: the connection is a %T: there is no %s in it", real, reflect.TypeFor[T]())
		}
		return fn(found)
	})
}
