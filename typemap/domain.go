package typemap

// domain is the Detail of a type that has a name of its own for another one.
type domain struct {
	schema, name string
	base         Detail
}

func (d domain) AppendKey(b []byte) []byte {
	b = append(append(append(append(append(b, 'd'), d.schema...), 0), d.name...), 0)
	return appendBase(b, d.base)
}

// Domain returns the type of that name, whose schema In sets, that a CREATE DOMAIN made of base. Its
// values are those of base, which is also what databases without domains have for it.
func Domain(name string, base Type) Type {
	base.Detail = domain{"", name, base.Detail}
	return base
}

// DomainName returns the name of a Domain, in parts. ok is false for other types.
func (t Type) DomainName() (schema, name string, ok bool) {
	d, ok := t.Base().Detail.(domain)
	return d.schema, d.name, ok
}

// DomainBase returns the type that a Domain was made of; t itself for other types.
func (t Type) DomainBase() Type {
	if d, ok := t.Detail.(domain); ok {
		t.Detail = d.base
	}
	return t
}
