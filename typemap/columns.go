package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
)

// Columns describes the columns of a result and keeps the plans that lay its rows
// out in Go types. It is safe for concurrent use; Names and Types are not to be
// changed after the first call of Plan.
type Columns struct {
	Names []string
	Types []Type // as long as Names; unknown types are zero

	plans sync.Map // planKey -> *RowPlan
}

type planKey struct {
	typ    reflect.Type
	strict bool
}

// NewColumns returns the description of columns whose types are not known.
func NewColumns(names []string) *Columns {
	return &Columns{Names: names, Types: make([]Type, len(names))}
}

// RowPlan stores one row in a Go variable of the type it was made for. It is
// immutable and safe for concurrent use.
type RowPlan struct {
	typ   reflect.Type
	steps []step
}

type step struct {
	col    int
	offset uintptr
	decode Decoder
	column string
}

// Plan returns the plan for rows of these columns in Go type t: a struct takes each
// column in the field mapped to it, any other type takes the single column. With
// strict, a column that no field takes is an error; without, it is passed over.
func (c *Columns) Plan(t reflect.Type, strict bool) (*RowPlan, error) {
	key := planKey{t, strict}
	if p, ok := c.plans.Load(key); ok {
		return p.(*RowPlan), nil
	}
	p, err := c.newPlan(t, strict)
	if err != nil {
		return nil, err
	}
	c.plans.Store(key, p)
	return p, nil
}

func (c *Columns) newPlan(t reflect.Type, strict bool) (*RowPlan, error) {
	if isPlainStruct(t) && !c.isValue(t) {
		return c.structPlan(t, strict)
	}
	if len(c.Names) != 1 {
		return nil, fmt.Errorf("gild: a %s takes one column, the result has %d (%s)", t, len(c.Names), strings.Join(c.Names, ", "))
	}
	decode, err := DecoderFor(c.Types[0], t)
	if err != nil {
		return nil, err
	}
	return &RowPlan{typ: t, steps: []step{{decode: decode, column: c.Names[0]}}}, nil
}

// Unfilled returns the fields of struct type t, or of what t points to, that no column fills: none of a type that takes a
// single column.
func (c *Columns) Unfilled(t reflect.Type) ([]*Field, error) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !isPlainStruct(t) || c.isValue(t) {
		return nil, nil
	}
	s, err := StructOf(t)
	if err != nil {
		return nil, err
	}
	filled := map[*Field]bool{}
	for _, name := range c.Names {
		if f, ok := s.Field(name); ok {
			filled[f] = true
		}
	}
	var unfilled []*Field
	for i := range s.Fields {
		if f := &s.Fields[i]; !filled[f] {
			unfilled = append(unfilled, f)
		}
	}
	return unfilled, nil
}

// isValue reports whether the result is one column whose values are themselves of the struct type t: a
// document, a row or what a program has made of a type, unless there is a field for the column.
func (c *Columns) isValue(t reflect.Type) bool {
	if len(c.Types) != 1 {
		return false
	}
	custom, isCustom := c.Types[0].custom()
	switch {
	case isCustom && custom.codec.goType == t:
		return true
	case c.Types[0].Kind != KindJSON && c.Types[0].Kind != KindComposite:
		return false
	}
	s, err := StructOf(t)
	if err != nil {
		return true
	}
	_, ok := s.Field(c.Names[0])
	return !ok
}

func (c *Columns) structPlan(t reflect.Type, strict bool) (*RowPlan, error) {
	s, err := StructOf(t)
	if err != nil {
		return nil, err
	}
	plan := &RowPlan{typ: t}
	taken := map[*Field]string{}
	for i, name := range c.Names {
		f, ok := s.Field(name)
		if !ok {
			if strict {
				return nil, fmt.Errorf("gild: column %q has no field in %s", name, t)
			}
			continue
		}
		if first, twice := taken[f]; twice {
			return nil, fmt.Errorf("gild: columns %q and %q both belong in %s.%s: give one of them another label", first, name, t, f.Go)
		}
		taken[f] = name
		decode, err := DecoderFor(c.Types[i], f.Type)
		if err != nil {
			return nil, fmt.Errorf("column %q, field %s.%s: %w", name, t, f.Go, err)
		}
		plan.steps = append(plan.steps, step{col: i, offset: f.Offset, decode: decode, column: name})
	}
	if len(plan.steps) == 0 {
		return nil, fmt.Errorf("gild: no column of the result (%s) has a field in %s", strings.Join(c.Names, ", "), t)
	}
	return plan, nil
}

// Decode stores the row in the variable at dst, which must be of the plan's Go type.
// Errors name the column and the Go type and wrap the cause.
func (p *RowPlan) Decode(dst unsafe.Pointer, row []driver.Value) error {
	for i := range p.steps {
		s := &p.steps[i]
		if err := s.decode(unsafe.Add(dst, s.offset), row[s.col]); err != nil {
			return p.fail(s, err)
		}
	}
	return nil
}

// fail wraps a decoder's error. The value itself is left out: it may be a secret.
func (p *RowPlan) fail(s *step, err error) error {
	var field string
	if isPlainStruct(p.typ) {
		plan, _ := StructOf(p.typ)
		if f, ok := plan.Field(s.column); ok {
			field = "." + f.Go + " (" + f.Type.String() + ")"
		}
	}
	return &DecodeError{Column: s.column, Target: p.typ.String() + field, Err: err}
}

// DecodeError says which column of a row could not be stored in which Go variable.
type DecodeError struct {
	Column string
	Target string // the Go type, with the field where there is one
	Row    int    // counted from 1; 0 when not known
	Err    error
}

// Error describes the failure in one line.
func (e *DecodeError) Error() string {
	if e.Row > 0 {
		return fmt.Sprintf("gild: row %d, column %q into %s: %v", e.Row, e.Column, e.Target, fault.Text(e.Err))
	}
	return fmt.Sprintf("gild: column %q into %s: %v", e.Column, e.Target, fault.Text(e.Err))
}

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// atRow adds the row number to a DecodeError.
func atRow(err error, row int) error {
	var d *DecodeError
	if errors.As(err, &d) {
		d.Row = row
	}
	return err
}
