package types

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// of makes a value of Go type T, with all its checks.
func of[T any](label string, v T) value {
	readOnly := func(ctx context.Context, c *column, id int64) error {
		_, err := read[T](ctx, c, id)
		return err
	}
	return value{label, fmt.Sprintf("%T %v", v, v), readOnly, []check{
		{"scalar", scalar(v)}, {"struct", inStruct(v)}, {"where", where(v)}, {"in", inList(v)},
		{"returning", returning(v)}, {"array", inArray(v)}, {"literal", literal(v)}, {"null", null[T]}, {"optional", optional(v)},
	}}
}

// typical, zero, extreme and unicode are values of that label.
func typical[T any](v T) value { return of("typical", v) }
func zero[T any](v T) value    { return of("zero", v) }
func extreme[T any](v T) value { return of("extreme", v) }
func unicode[T any](v T) value { return of("unicode", v) }

func col[T any](c *column) expr.Null[T] {
	var n expr.Null[T]
	n.SetColumn(c.table.C("v").Column())
	return n
}

// write inserts a row and returns its id.
func write[T any](ctx context.Context, c *column, v T) (int64, error) {
	id := c.newID()
	_, err := gild.Exec(ctx, c.DB, expr.Insert(c.table).Values(c.id().Set(id), col[T](c).Set(v)))
	return id, err
}

// read returns v of a row.
func read[T any](ctx context.Context, c *column, id int64) (T, error) {
	return gild.One[T](ctx, c.DB, expr.Select(c.table.C("v")).Where(c.id().Eq(id)))
}

func scalar[T any](v T) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		id, err := write(ctx, c, v)
		if err != nil {
			return err
		}
		got, err := read[T](ctx, c, id)
		return equal(got, v, err)
	}
}

func inStruct[T any](v T) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		id, err := write(ctx, c, v)
		if err != nil {
			return err
		}
		type row struct {
			ID int64
			V  T
			P  *T
		}
		q := expr.Select(c.id(), col[T](c), col[T](c).As("p")).Where(c.id().Eq(id))
		got, err := gild.One[row](ctx, c.DB, q)
		if err == nil && got.P != nil {
			err = equal(*got.P, v, nil)
		}
		return equal(got.V, v, err)
	}
}

func where[T any](v T) func(context.Context, *column) error {
	return found(v, func(c *column) expr.Expr { return col[T](c).Eq(v) })
}

func inList[T any](v T) func(context.Context, *column) error {
	return found(v, func(c *column) expr.Expr { return col[T](c).In(v, v) })
}

// found looks for a row by its value.
func found[T any](v T, cond func(c *column) expr.Expr) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		if isNil(v) || c.noEqual {
			return nil
		}
		id, err := write(ctx, c, v)
		if err != nil {
			return err
		}
		ids, err := gild.All[int64](ctx, c.DB, expr.Select(c.id()).Where(cond(c), c.id().Eq(id)))
		return equal(ids, []int64{id}, err)
	}
}

func returning[T any](v T) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		q := expr.Insert(c.table).Values(c.id().Set(c.newID()), col[T](c).Set(v)).Returning(c.table.C("v"))
		got, err := gild.One[T](ctx, c.DB, q)
		return equal(got, v, err)
	}
}

// inArray puts the value into an array, with NULL beside it, and into one of two dimensions.
func inArray[T any](v T) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		if !c.hasArrays() || isNil(v) {
			return nil
		}
		a := expr.ColOf[any](c.table.C("a").Column())
		id := c.newID()
		if _, err := gild.Exec(ctx, c.DB, expr.Insert(c.table).Values(c.id().Set(id), a.Set([]*T{&v, nil}))); err != nil {
			return err
		}
		where := c.id().Eq(id)
		got, err := gild.One[[]*T](ctx, c.DB, expr.Select(a).Where(where))
		if err := equal(got, []*T{&v, nil}, err); err != nil {
			return err
		}
		if !c.hasDeepArrays() {
			return nil
		}
		deep := [][]T{{v}, {v}}
		if _, err := gild.Exec(ctx, c.DB, expr.Update(c.table).Set(a.Set(deep)).Where(where)); err != nil {
			return err
		}
		back, err := gild.One[[][]T](ctx, c.DB, expr.Select(a).Where(where))
		return equal(back, deep, err)
	}
}

// literal writes the value into the text of statements.
func literal[T any](v T) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		id := c.newID()
		text, err := gild.LiteralSQL(expr.Insert(c.table).Values(c.id().Set(id), col[T](c).Set(v)), c.dialect)
		if err != nil {
			return err
		}
		if _, err := c.Exec(text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		got, err := read[T](ctx, c, id)
		if err := equal(got, v, err); err != nil || isNil(v) || c.noEqual {
			return err
		}
		text, err = gild.LiteralSQL(expr.Select(c.id()).Where(col[T](c).Eq(v), c.id().Eq(id)), c.dialect)
		if err != nil {
			return err
		}
		var found int64
		if err := c.QueryRow(text).Scan(&found); err != nil || found != id {
			return fmt.Errorf("%s: %d, %w", text, found, err)
		}
		return nil
	}
}

// null writes and reads NULL in the ways that there are for it.
func null[T any](ctx context.Context, c *column) error {
	id := c.newID()
	if _, err := gild.Exec(ctx, c.DB, expr.Insert(c.table).Values(c.id().Set(id), col[T](c).SetNull())); err != nil {
		return err
	}
	p, err := read[*T](ctx, c, id)
	if err != nil || p != nil {
		return fmt.Errorf("as a pointer: %v, %v", p, err)
	}
	n, err := read[sql.Null[T]](ctx, c, id)
	if err != nil || n.Valid {
		return fmt.Errorf("as sql.Null: %v, %v", n, err)
	}
	o, err := read[typemap.Opt[T]](ctx, c, id)
	if err != nil || !o.IsNull() {
		return fmt.Errorf("as Opt: %v, %v", o, err)
	}
	_, err = read[T](ctx, c, id)
	var at *typemap.DecodeError
	if kind := reflect.TypeFor[T]().Kind(); kind == reflect.Slice || kind == reflect.Map || kind == reflect.Interface {
		return err
	}
	if !errors.As(err, &at) || at.Column != "v" || at.Row != 1 {
		return fmt.Errorf("into a value: %v", err)
	}
	return nil
}

// optional writes and reads the value as sql.Null and as Opt.
func optional[T any](v T) func(context.Context, *column) error {
	return func(ctx context.Context, c *column) error {
		if isNil(v) {
			return nil
		}
		any := expr.ColOf[any](c.table.C("v").Column())
		for _, wrapped := range []any0{sql.Null[T]{V: v, Valid: true}, typemap.OptOf(v), &v} {
			id := c.newID()
			if _, err := gild.Exec(ctx, c.DB, expr.Insert(c.table).Values(c.id().Set(id), any.Set(wrapped))); err != nil {
				return fmt.Errorf("%T: %w", wrapped, err)
			}
			n, err := read[sql.Null[T]](ctx, c, id)
			if err == nil && !n.Valid {
				err = errors.New("it is NULL")
			}
			if err := equal(n.V, v, err); err != nil {
				return fmt.Errorf("%T: %w", wrapped, err)
			}
			o, err := read[typemap.Opt[T]](ctx, c, id)
			got, _ := o.Get()
			if err := equal(got, v, err); err != nil {
				return fmt.Errorf("%T as Opt: %w", wrapped, err)
			}
		}
		return nil
	}
}

type any0 = any

// invalid reads what is no value of the type: the error names column and row.
func (c *column) invalid(ctx context.Context) error {
	bad, ok := c.bad[c.driver.name]
	if !ok {
		return nil
	}
	id := c.newID()
	if _, err := c.Exec(fmt.Sprintf("INSERT INTO %s (id, v) VALUES (%d, %s)", c.table.FromName(), id, bad)); err != nil {
		return fmt.Errorf("%s: %w", bad, err)
	}
	for _, v := range c.values {
		if raw := strings.HasPrefix(v.text, "string ") || strings.HasPrefix(v.text, "json.RawMessage "); raw && c.typ.Labels() == nil {
			continue // which takes any text
		}
		var at *typemap.DecodeError
		if err := v.read(ctx, c, id); !errors.As(err, &at) || at.Column != "v" || at.Row != 1 {
			return fmt.Errorf("%s into %s: %v", bad, v.text, err)
		}
	}
	return nil
}

// equal compares what has come back.
func equal[T any](got, want T, err error) error {
	switch {
	case err != nil:
		return err
	case !same(reflect.ValueOf(&got).Elem(), reflect.ValueOf(&want).Elem()):
		return fmt.Errorf("came back as %s", strings.TrimSpace(fmt.Sprintf("%T %+v", got, got)))
	}
	return nil
}

func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		return rv.IsNil()
	}
	return !rv.IsValid()
}
