package typemap

import "reflect"

// nested is the Detail of types that are made of another one.
type nested struct {
	form byte // 'a' for arrays, 'r' for ranges, 'm' for multiranges
	elem Type
}

func (n nested) AppendKey(b []byte) []byte { return n.elem.AppendKey(append(b, n.form)) }

// ArrayOf returns the type of arrays of elem. An array of arrays has more dimensions.
func ArrayOf(elem Type) Type { return Type{Kind: KindArray, Detail: nested{'a', elem}} }

// RangeOf returns the type of ranges of elem: whole numbers, decimals, days or points in time. Its Go
// type is Range. PostgreSQL alone has it.
func RangeOf(elem Type) Type { return Type{Kind: KindRange, Detail: nested{'r', elem}} }

// MultirangeOf returns the type of sets of ranges of elem. Its Go type is Multirange. PostgreSQL
// alone has it, as of version 14.
func MultirangeOf(elem Type) Type { return Type{Kind: KindMultirange, Detail: nested{'m', elem}} }

// Elem returns the type of what an array or a range is made of, the unknown type for anything else.
func (t Type) Elem() Type {
	n, _ := t.storage().(nested)
	return n.elem
}

// CompositeField is a field of a composite type.
type CompositeField struct {
	Name string
	Type Type
}

// composite is the Detail of KindComposite.
type composite struct {
	schema, name string
	fields       any // an array of CompositeField, which unlike a slice can be compared
}

func (c composite) AppendKey(b []byte) []byte {
	b = append(append(append(append(append(b, 'c'), c.schema...), 0), c.name...), 0)
	for f := range c.all() {
		b = f.Type.AppendKey(append(append(append(b, 1), f.Name...), 0))
	}
	return append(b, 0)
}

func (c composite) all() func(yield func(CompositeField) bool) {
	return func(yield func(CompositeField) bool) {
		if c.fields == nil {
			return
		}
		list := reflect.ValueOf(c.fields)
		for i := range list.Len() {
			if !yield(list.Index(i).Interface().(CompositeField)) {
				return
			}
		}
	}
}

// Composite returns the type of rows of that name, whose schema In sets. Its Go types are structs,
// whose fields take the composite's by name. PostgreSQL alone has it.
func Composite(name string, fields ...CompositeField) Type {
	list := reflect.New(reflect.ArrayOf(len(fields), reflect.TypeFor[CompositeField]())).Elem()
	for i, f := range fields {
		list.Index(i).Set(reflect.ValueOf(f))
	}
	return Type{Kind: KindComposite, Detail: composite{"", name, list.Interface()}}
}

// CompositeName returns the name of a Composite, in parts. ok is false for other types.
func (t Type) CompositeName() (schema, name string, ok bool) {
	c, ok := t.storage().(composite)
	return c.schema, c.name, ok
}

// CompositeFields returns the fields of a Composite, in order; nil for other types.
func (t Type) CompositeFields() []CompositeField {
	c, _ := t.storage().(composite)
	var fields []CompositeField
	for f := range c.all() {
		fields = append(fields, f)
	}
	return fields
}
