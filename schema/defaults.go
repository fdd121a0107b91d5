package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/expr"
)

// Default gives the column a value in each INSERT that gives it none. It is sent by gild, and
// unknown to the database; DefaultSQL is for what the database is to do. v is
//
//   - a value, the same for each row,
//   - an expression, such as expr.Now() or the next value of a sequence, which the database
//     computes; the latter is left out where there are no sequences,
//   - a function without parameters that returns a value, or a value and an error, such as
//     uuid.NewV7: it is called for each row when the statement is executed, by the goroutine
//     that executes it, for an INSERT from a query once. An error of it is one of the execution.
func Default(v any) ColumnOption {
	return columnOption(func(c *Column) { c.onInsert = c.given("Default", v) })
}

// OnUpdate gives the column a value in each UPDATE of a row that gives it none. v is as for
// Default.
func OnUpdate(v any) ColumnOption {
	return columnOption(func(c *Column) { c.onUpdate = c.given("OnUpdate", v) })
}

// InsertDefault returns what an INSERT gives to the column by itself, nil for nothing.
func (c *Column) InsertDefault() expr.Expr { return c.onInsert }

// UpdateDefault returns what an UPDATE gives to the column by itself, nil for nothing.
func (c *Column) UpdateDefault() expr.Expr { return c.onUpdate }

// given makes an expression of what Default and OnUpdate take.
func (c *Column) given(option string, v any) expr.Expr {
	if e, ok := v.(expr.Expr); ok {
		return expr.Owned(e)
	}
	f := reflect.ValueOf(v)
	if f.Kind() != reflect.Func {
		return expr.Owned(&expr.Bind{Value: v, Typ: c.typ, Hint: c.name})
	}
	value, err := maker(f)
	if err != nil {
		c.errs = append(c.errs, fmt.Errorf("%s of a %T: %w", option, v, err))
		return nil
	}
	return expr.Owned(&expr.Bind{Make: value, Typ: c.typ, Hint: c.name})
}

var errorType = reflect.TypeFor[error]()

// maker returns a function as one that makes a value.
func maker(f reflect.Value) (func() (any, error), error) {
	t := f.Type()
	switch {
	case f.IsNil():
		return nil, errors.New("the function is nil")
	case t.NumIn() != 0 || t.NumOut() < 1 || t.NumOut() > 2 || t.NumOut() == 2 && t.Out(1) != errorType:
		return nil, errors.New("it takes a func() T or a func() (T, error)")
	}
	return func() (any, error) {
		out := f.Call(nil)
		if len(out) == 2 && !out[1].IsNil() {
			return nil, out[1].Interface().(error)
		}
		return out[0].Interface(), nil
	}, nil
}

// Amend changes the definition of a column that precedes it, for structs given to Define, whose
// tags have no place for functions and expressions:
//
//	schema.Define[...](meta, schema.Amend("created", schema.Default(time.Now)))
func Amend(column string, options ...ColumnOption) TableItem { return amendment{column, options} }

type amendment struct {
	column  string
	options []ColumnOption
}

func (a amendment) addTo(t *Table) {
	c := t.Column(a.column)
	if c == nil {
		t.fail(fmt.Errorf("Amend of column %q, which the table does not have", a.column))
		return
	}
	before := c.parts()
	c.with(a.options)
	c.check(t)
	for _, err := range c.errs {
		t.fail(fmt.Errorf("column %q: %w", c.name, err))
	}
	if c.typ != c.Column.Type() {
		at := slices.Index(t.refs, c.Column)
		c.Column = expr.NewColumn(t, c.name, c.typ)
		t.refs[at] = c.Column
	}
	if c.Quoted {
		c.Column.ForceQuotes()
	}
	c.addParts(t, before)
}
