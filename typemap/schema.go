package typemap

// In returns t in a schema of the database: an Enum, a Domain or a Composite, also one that an array is
// made of or that a custom type or a variant wraps. Other types stay as they are.
func (t Type) In(schema string) Type {
	return t.moved(func(string) string { return schema })
}

// Moved returns t with the schemas of the types with a name that it has in it as to says, which is told
// where each is: of an array its element, of a Domain its base as well, of a Composite its fields.
func (t Type) Moved(to func(schema string) string) Type {
	t = t.moved(to)
	switch d := t.Detail.(type) {
	case domain:
		d.base = Type{Detail: d.base}.Moved(to).Detail
		t.Detail = d
	case composite:
		fields := t.CompositeFields()
		for i := range fields {
			fields[i].Type = fields[i].Type.Moved(to)
		}
		t = Composite(d.name, fields...).In(d.schema)
	}
	return t
}

func (t Type) moved(to func(schema string) string) Type {
	switch d := t.Detail.(type) {
	case enum:
		if d.name != "" {
			d.schema = to(d.schema)
		}
		t.Detail = d
	case domain:
		d.schema = to(d.schema)
		t.Detail = d
	case composite:
		d.schema = to(d.schema)
		t.Detail = d
	case nested:
		d.elem = d.elem.moved(to)
		t.Detail = d
	case custom:
		d.base = Type{Detail: d.base}.moved(to).Detail
		t.Detail = d
	case variant:
		d.base, d.typ = Type{Detail: d.base}.moved(to).Detail, d.typ.moved(to)
		t.Detail = d
	}
	return t
}
