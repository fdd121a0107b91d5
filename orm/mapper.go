package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// mapper is the plan of one mapped type. It is immutable after configuration.
type mapper struct {
	typ       reflect.Type // the struct
	table     *schema.Table
	fields    []field // mapped columns, in the order of the struct
	key       []int   // indexes in fields of the primary key
	auto      int     // index in fields of the column that the database numbers, or -1
	relations []*relation
}

// field is a mapped column.
type field struct {
	name       string // Go name
	columnName string
	column     *expr.Column
	typ        reflect.Type
	offset     uintptr
	decode     typemap.Decoder
	track      tracker
}

var entityType = reflect.TypeFor[Entity]()

// newMapper reads a struct type. A mapper may come back beside an error, for relations
// of other types to be checked against.
func newMapper(meta *schema.MetaData, t reflect.Type) (*mapper, error) {
	if t == nil {
		return nil, errors.New("gild: an empty Mapping: make them with orm.Model")
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("gild: %s cannot be mapped: entities are structs", t)
	}
	plan, err := typemap.StructOf(t)
	if err != nil {
		return nil, err
	}
	name, err := tableName(t)
	if err != nil {
		return nil, err
	}
	m := &mapper{typ: t, auto: -1}
	columns, errs := m.readFields(plan)
	if m.table = meta.Table(name); m.table == nil {
		m.table = schema.NewTable(meta, name, columns...)
	}
	errs = append(errs, m.bindColumns(name))
	return m, errors.Join(errs...)
}

// tableName reads the tag of the embedded Entity.
func tableName(t reflect.Type) (string, error) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type != entityType || !f.Anonymous {
			continue
		}
		tag, err := structtag.Parse(t, f, nil)
		switch {
		case err != nil:
			return "", fmt.Errorf("gild: %w", err)
		case tag.Name == "":
			return "", fmt.Errorf("gild: %s: tag the embedded orm.Entity with the table's name: `gild:\"users\"`", t)
		}
		return tag.Name, nil
	}
	return "", fmt.Errorf("gild: %s cannot be mapped: embed orm.Entity, tagged with the table's name", t)
}

// readFields sorts the fields into columns and relationships.
func (m *mapper) readFields(plan *typemap.Struct) ([]schema.TableItem, []error) {
	var columns []schema.TableItem
	var errs []error
	for i := range plan.Fields {
		f := &plan.Fields[i]
		sf := m.typ.FieldByIndex(f.Index)
		if _, ok := reflect.New(f.Type).Interface().(collection); ok {
			rel, err := newRelation(m, f, sf)
			errs = append(errs, err)
			if rel != nil {
				m.relations = append(m.relations, rel)
			}
			continue
		}
		column, err := schema.ColumnOf(m.typ, sf)
		if err != nil {
			errs = append(errs, fmt.Errorf("gild: %s.%s: %w", m.typ, f.Go, err))
			continue
		}
		columns = append(columns, column)
		m.fields = append(m.fields, field{name: f.Go, columnName: f.Name, typ: f.Type, offset: f.Offset})
	}
	return columns, errs
}

// bindColumns finds the table's column of each field, and the primary key.
func (m *mapper) bindColumns(table string) error {
	var errs []error
	for i := range m.fields {
		f := &m.fields[i]
		definition := m.table.Column(f.columnName)
		if definition == nil {
			errs = append(errs, fmt.Errorf("gild: %s.%s: table %q has no column %q: name another in the tag or leave the field out with `gild:\"-\"`", m.typ, f.name, table, f.columnName))
			continue
		}
		f.column = definition.Column
		decode, err := typemap.DecoderFor(definition.Type(), f.typ)
		if err != nil {
			errs = append(errs, fmt.Errorf("gild: %s.%s: %w", m.typ, f.name, err))
		}
		if err == nil {
			f.decode, f.track = decode, trackerFor(f.typ)
		}
		if definition.PrimaryKey {
			m.key = append(m.key, i)
		}
		if definition == m.table.AutoIncrement() {
			m.auto = i
		}
	}
	if len(m.key) == 0 || len(m.key) != len(m.table.PrimaryKey()) {
		errs = append(errs, fmt.Errorf("gild: %s: entities need fields for the whole primary key of table %q: mark them with `gild:\",pk\"`", m.typ, table))
	}
	return errors.Join(errs...)
}

// fieldIndexes returns the indexes of the fields mapped to columns.
func (m *mapper) fieldIndexes(columns []string) ([]int, error) {
	indexes := make([]int, len(columns))
	for i, name := range columns {
		at := slices.IndexFunc(m.fields, func(f field) bool { return f.columnName == name })
		if at < 0 {
			return nil, fmt.Errorf("%s has no field for column %q", m.typ, name)
		}
		indexes[i] = at
	}
	return indexes, nil
}

// items returns the columns of a SELECT for the type, from its table or an alias.
func (m *mapper) items() []expr.Item {
	items := make([]expr.Item, len(m.fields))
	for i := range m.fields {
		items[i] = m.fields[i].column
	}
	return items
}

// value returns the value of a field of the object at p.
func (f *field) value(p unsafe.Pointer) any {
	return reflect.NewAt(f.typ, unsafe.Add(p, f.offset)).Elem().Interface()
}

// set stores a driver's value in a field of the object at p.
func (f *field) set(p unsafe.Pointer, v driver.Value) error {
	if err := f.decode(unsafe.Add(p, f.offset), v); err != nil {
		return fmt.Errorf("gild: column %q into %s (%s): %w", f.column.Name(), f.name, f.typ, err)
	}
	return nil
}

// clear sets a field of the object at p to its zero value.
func (f *field) clear(p unsafe.Pointer) {
	reflect.NewAt(f.typ, unsafe.Add(p, f.offset)).Elem().SetZero()
}

// values returns the values of some fields of the object at p.
func (m *mapper) values(p unsafe.Pointer, fields []int) []any {
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = m.fields[f].value(p)
	}
	return values
}

// identity is the place of an object in the identity map.
type identity struct {
	m   *mapper
	key string
}

// identityAt returns the identity of the object at p.
func (m *mapper) identityAt(p unsafe.Pointer) (identity, error) {
	return m.identityOf(m.values(p, m.key))
}

// identityOf returns the identity of a primary key.
func (m *mapper) identityOf(key []any) (identity, error) {
	if len(key) != len(m.key) {
		return identity{}, fmt.Errorf("gild: the key of %s has %d parts, not %d", m.typ, len(m.key), len(key))
	}
	text, _, err := m.encodeValues(m.key, key)
	return identity{m, text}, err
}

// encodeValues returns the values of some fields as one text. Each is encoded as a
// driver would get it, so that equal values are equal whatever Go type they came in.
// null tells that one of them is NULL.
func (m *mapper) encodeValues(fields []int, values []any) (text string, null bool, err error) {
	var b []byte
	for i, f := range fields {
		v, err := typemap.Encode(m.fields[f].column.Type(), values[i])
		if err != nil {
			return "", false, fmt.Errorf("gild: %s.%s: %w", m.typ, m.fields[f].name, err)
		}
		null = null || v == nil
		part := valueText(v)
		b = strconv.AppendInt(b, int64(len(part)), 10) // its length keeps it apart from the next
		b = append(append(append(b, ':'), part...), ';')
	}
	return string(b), null, nil
}

// valueText returns a driver's value as text, the same for equal values.
func valueText(v driver.Value) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	case []byte:
		return string(v)
	case time.Time: // one instant has many texts
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// match is the condition that columns have the given values.
func (m *mapper) match(fields []int, values []any) []expr.Expr {
	conds := make([]expr.Expr, len(fields))
	for i, f := range fields {
		conds[i] = expr.ColOf[any](m.fields[f].column).Eq(values[i])
	}
	return conds
}
