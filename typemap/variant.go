package typemap

// variant is the Detail of a type that is another one on some database.
type variant struct {
	base    Detail
	dialect string
	typ     Type
}

func (v variant) AppendKey(b []byte) []byte {
	b = append(append(append(b, 'v'), v.dialect...), 0)
	b = v.typ.AppendKey(b)
	return appendBase(b, v.base)
}

// appendBase appends a detail inside of another one.
func appendBase(b []byte, base Detail) []byte {
	if base != nil {
		b = base.AppendKey(append(b, 1))
	}
	return append(b, 0)
}

// Variant returns t, but other on databases of the dialect.
func (t Type) Variant(dialect string, other Type) Type {
	t.Detail = variant{t.Detail, dialect, other}
	return t
}

// HasVariant reports whether t has a type of its own for databases of the dialect.
func (t Type) HasVariant(dialect string) bool {
	for {
		switch d := t.Detail.(type) {
		case variant:
			if d.dialect == dialect {
				return true
			}
			t.Detail = d.base
		case custom:
			t = t.Base()
		default:
			return false
		}
	}
}

// On returns the type that t is on databases of the dialect: t itself without variants, unless
// it has one for it. A custom type stays one around the variant of its base.
func (t Type) On(dialect string) Type {
	for {
		switch d := t.Detail.(type) {
		case variant:
			if d.dialect == dialect {
				return d.typ.On(dialect)
			}
			t.Detail = d.base
		case custom:
			inner := t.Base().On(dialect)
			inner.Detail = custom{d.codec, inner.Detail}
			return inner
		case nested:
			t.Detail = nested{d.form, d.elem.On(dialect)}
			return t
		default:
			return t
		}
	}
}
