package typemap

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/structtag"
)

// Field is one mapped field of a struct.
type Field struct {
	Name   string // column name: the tag's, or the field's in snake case
	Go     string // the field's Go name, with the path through embedded structs
	Type   reflect.Type
	Offset uintptr // from the start of the outermost struct
	Index  []int   // for reflect.Value.FieldByIndex
	depth  int
}

// Struct is the plan of a struct type: its mapped fields in order, those of embedded
// structs included. It is immutable and safe for concurrent use.
type Struct struct {
	Type   reflect.Type
	Fields []Field
	byName map[string]int // by lower-cased column name
}

// Field returns the field mapped to the column name, which is compared without case.
func (s *Struct) Field(name string) (*Field, bool) {
	i, ok := s.byName[name]
	if !ok {
		i, ok = s.byName[strings.ToLower(name)]
	}
	if !ok {
		return nil, false
	}
	return &s.Fields[i], true
}

var structs sync.Map // reflect.Type -> structResult

type structResult struct {
	plan *Struct
	err  error
}

// StructOf returns the plan of struct type t, made once per type. Exported fields map
// to the column of their gild tag, else of their name in snake case; `gild:"-"` leaves
// a field out; embedded structs lend their fields, a shallower field hiding a deeper
// one of the same column. Errors name type and field: an unknown tag option, two fields
// of one depth for one column, an embedded pointer.
func StructOf(t reflect.Type) (*Struct, error) {
	if r, ok := structs.Load(t); ok {
		return r.(structResult).plan, r.(structResult).err
	}
	plan, err := newStruct(t)
	structs.Store(t, structResult{plan, err})
	return plan, err
}

func newStruct(t reflect.Type) (*Struct, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("gild: %s is not a struct", t)
	}
	c := &structCollector{}
	if err := c.collect(t, 0, nil, "", 0); err != nil {
		return nil, fault.Errorf("%w", err)
	}
	plan := &Struct{Type: t, byName: map[string]int{}}
	for _, f := range c.fields {
		other, err := c.rival(f)
		if err != nil {
			return nil, fault.Errorf("%s: %w", t, err)
		}
		if !other {
			plan.byName[strings.ToLower(f.Name)] = len(plan.Fields)
			plan.Fields = append(plan.Fields, f)
		}
	}
	return plan, nil
}

// structCollector gathers all fields of a struct, hidden ones included.
type structCollector struct{ fields []Field }

func (c *structCollector) collect(t reflect.Type, base uintptr, index []int, path string, depth int) error {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, err := structtag.Parse(t, f, structtag.Known)
		if err != nil {
			return err
		}
		at := append(append([]int{}, index...), i)
		switch {
		case tag.Skip:
			continue
		case f.Anonymous && isPlainStruct(f.Type):
			err = c.collect(f.Type, base+f.Offset, at, path+f.Name+".", depth+1)
		case f.Anonymous && f.Type.Kind() == reflect.Pointer && isPlainStruct(f.Type.Elem()):
			err = fmt.Errorf("%s.%s: embedded pointers cannot be mapped: embed the struct itself or tag the field `gild:\"-\"`", t, f.Name)
		case f.IsExported():
			c.fields = append(c.fields, Field{
				Name: tag.NameOr(f.Name), Go: path + f.Name, Type: f.Type,
				Offset: base + f.Offset, Index: at, depth: depth,
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rival reports whether a shallower field hides f. It fails for two fields of one column
// and depth that nothing hides.
func (c *structCollector) rival(f Field) (hidden bool, err error) {
	for _, other := range c.fields {
		if !strings.EqualFold(other.Name, f.Name) || other.Go == f.Go {
			continue
		}
		switch {
		case other.depth < f.depth:
			return true, nil
		case other.depth == f.depth:
			err = fmt.Errorf("fields %s and %s are both mapped to column %q", min(f.Go, other.Go), max(f.Go, other.Go), f.Name)
		}
	}
	return false, err
}

// isPlainStruct reports whether t is a struct whose fields are to be looked at, rather
// than a value of its own such as time.Time.
func isPlainStruct(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t == timeType || reflect.PointerTo(t).Implements(scannerType) {
		return false
	}
	return !t.Implements(typerType) && !isOpaque(t) && !isBig(t) && t != ipNetType
}
