package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/track"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// field is a mapped column.
type field struct {
	name       string // Go name
	columnName string // until it is bound
	column     *expr.Column
	label      string // that the column has in rows of a union, empty elsewhere
	definition *schema.Column
	typ        reflect.Type
	table      *schema.Table // of the column
	offset     uintptr       // in the object
	kept       uintptr       // in a snapshot
	decode     typemap.Decoder
	track      track.Tracker
	get        func(p unsafe.Pointer) any
	element    func(b []byte, p unsafe.Pointer) ([]byte, error) // in a list
	send       func(b *boxes, p unsafe.Pointer) any             // of what is written

	deferred  bool   // read only when it is asked for
	group     string // of those that are read together
	key       bool   // tagged pk
	null      bool   // the Go type can hold NULL
	optional  bool   // the Go type knows unset by itself
	omitzero  bool   // zero means unset
	foreign   bool   // part of a foreign key
	version   bool
	kind      bool // the discriminator: which type of a hierarchy the row is of
	number    bool // an int64 that is sent as it is
	generated bool // the database alone writes it
	filled    bool // something gives a value to an INSERT that has none
	onUpdate  bool // something changes it in an UPDATE that does not
}

// fieldOptions are the tag options of a column that are the ORM's own.
var fieldOptions = []string{"version", "omitzero", "generated", "group", "discriminator"}

func newField(f *found, column string) field {
	_, deferred := reflect.New(f.sf.Type).Interface().(DeferredField)
	group, _ := f.tag.Get("group")
	return field{
		deferred: deferred, group: group, key: f.tag.Has("pk"),
		name: f.name, columnName: column, typ: f.sf.Type, offset: f.offset,
		omitzero: f.tag.Has("omitzero"), version: f.tag.Has("version"), kind: f.tag.Has("discriminator"), generated: f.tag.Has("generated") || f.tag.Has("computed"),
	}
}

// bind finds the field's column in the mapper's table, and how its values are read, compared and written.
func (f *field) bind(m *mapper) error {
	f.table = m.table
	f.definition = m.table.Column(f.columnName)
	for _, fk := range m.table.ForeignKeys() {
		f.foreign = f.foreign || slices.Contains(fk.Columns, f.columnName)
	}
	err := f.mistake()
	if err == nil {
		f.column = f.definition.Column
		if f.deferred {
			err = f.bindDeferred(reflect.New(f.typ).Interface().(DeferredField).layout())
		} else {
			err = f.bindValue()
		}
	}
	if err != nil {
		return fault.Errorf("%s.%s: %w", m.typ, f.name, err)
	}
	f.optional = isOptional(f.typ)
	f.number = f.typ == reflect.TypeFor[int64]() && f.definition.Type().TakesBasic()
	f.filled = f.generated || f.definition.ServerDefault != "" || f.definition.InsertDefault() != nil
	f.onUpdate = f.generated || f.definition.UpdateDefault() != nil
	return nil
}

// mistake returns what is wrong with the field and its column, nil if nothing is.
func (f *field) mistake() error {
	switch kind := f.typ.Kind(); {
	case f.definition == nil:
		return fmt.Errorf("table %q has no column %q: name another in the tag or leave the field out with `gild:\"-\"`", f.table.Name(), f.columnName)
	case f.definition.Column == nil:
		return fmt.Errorf("the definition of column %q of table %q has a mistake", f.columnName, f.table.Name())
	case f.group != "" && !f.deferred:
		return fmt.Errorf("group=%s is for fields of the type orm.Deferred", f.group)
	case f.version && kind != reflect.Int64 && kind != reflect.Int32 && kind != reflect.Int:
		return fmt.Errorf("a version counter is an int, int32 or int64, not a %s", f.typ)
	}
	return nil
}

// bindValue finds how values are read, compared and written.
func (f *field) bindValue() (err error) {
	if f.decode, err = typemap.DecoderFor(f.definition.Type(), f.typ); err != nil {
		return err
	}
	f.track, f.get = track.For(f.typ), columnGetter(f.typ, f.definition)
	f.element = elementOf(f.typ, f.definition.Type(), f.get)
	f.send = sender(f.typ, f.definition.Type().Kind, f.get)
	_, f.null, _ = typemap.TypeOf(f.typ)
	return nil
}

// getterFor returns a function that reads a variable of type t, quickly for common types.
func getterFor(t reflect.Type) func(p unsafe.Pointer) any {
	switch t {
	case reflect.TypeFor[string]():
		return func(p unsafe.Pointer) any { return *(*string)(p) }
	case reflect.TypeFor[int64]():
		return func(p unsafe.Pointer) any { return *(*int64)(p) }
	case reflect.TypeFor[int]():
		return func(p unsafe.Pointer) any { return *(*int)(p) }
	case reflect.TypeFor[bool]():
		return func(p unsafe.Pointer) any { return *(*bool)(p) }
	case reflect.TypeFor[float64]():
		return func(p unsafe.Pointer) any { return *(*float64)(p) }
	}
	return func(p unsafe.Pointer) any { return reflect.NewAt(t, p).Elem().Interface() }
}

// columnGetter is getterFor a variable that is kept in a column. No map or list is NULL where the column can be
// NULL, not the document null.
func columnGetter(t reflect.Type, c *schema.Column) func(p unsafe.Pointer) any {
	get := getterFor(t)
	if c.Type().Kind != typemap.KindJSON || !c.Nullable || t.Kind() != reflect.Map && t.Kind() != reflect.Slice || t.Implements(valuerType) {
		return get
	}
	return func(p unsafe.Pointer) any {
		if *(*unsafe.Pointer)(p) == nil { // what a map is, and how a slice begins
			return nil
		}
		return get(p)
	}
}

// rowName is what the column is called in rows of the type.
func (f *field) rowName() string {
	if f.label != "" {
		return f.label
	}
	return f.definition.Name()
}

// at returns where the field of the object at p is.
func (f *field) at(p unsafe.Pointer) unsafe.Pointer { return unsafe.Add(p, f.offset) }

// value returns the value of the field of the object at p.
func (f *field) value(p unsafe.Pointer) any { return f.get(unsafe.Add(p, f.offset)) }

// sent returns what is written for the field of the object at p.
func (f *field) sent(b *boxes, p unsafe.Pointer) any { return f.send(b, unsafe.Add(p, f.offset)) }

// keptValue returns the field's value in a snapshot.
func (f *field) keptValue(snapshot unsafe.Pointer) any { return f.get(unsafe.Add(snapshot, f.kept)) }

// changed reports whether the field of the object at p differs from the snapshot.
func (f *field) changed(p, snapshot unsafe.Pointer) bool {
	return !f.track.Equal(unsafe.Add(p, f.offset), unsafe.Add(snapshot, f.kept))
}

// set stores a driver's value in the field of the object at p.
func (f *field) set(p unsafe.Pointer, v driver.Value) error {
	if err := f.decode(unsafe.Add(p, f.offset), v); err != nil {
		return fault.Errorf("column %q into %s (%s): %w", f.column.Name(), f.name, f.typ, err)
	}
	return nil
}

// setNumber is set for a number.
func (f *field) setNumber(p unsafe.Pointer, n int64) error {
	if f.number {
		*(*int64)(unsafe.Add(p, f.offset)) = n
		return nil
	}
	return f.set(p, n)
}

// clear sets the field of the object at p to its zero value.
func (f *field) clear(p unsafe.Pointer) {
	reflect.NewAt(f.typ, unsafe.Add(p, f.offset)).Elem().SetZero()
}

// isZero reports whether the field of the object at p has its zero value.
func (f *field) isZero(p unsafe.Pointer) bool {
	return reflect.NewAt(f.typ, unsafe.Add(p, f.offset)).Elem().IsZero()
}

// unset reports whether the field of the object at p says nothing about the column, so that
// an INSERT leaves it to its default: an Opt that is not set, nil where something fills the
// column, zero with the option omitzero. Any other zero is a value.
func (f *field) unset(p unsafe.Pointer) bool {
	switch {
	case f.generated:
		return true
	case f.deferred:
		return f.headAt(p).about != valueKnown
	case f.optional, f.omitzero:
		return f.isZero(p)
	case f.filled && f.typ.Kind() == reflect.Pointer:
		return *(*unsafe.Pointer)(unsafe.Add(p, f.offset)) == nil
	}
	return false
}

// writable reports whether an UPDATE may set the column to what the field of the object at
// p has.
func (f *field) writable(p unsafe.Pointer) bool {
	return !f.generated && !(f.optional && f.isZero(p))
}
