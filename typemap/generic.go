package typemap

// Generic returns the type that comes closest to t among those that all databases have: without
// names, variants, domains and collations that only one knows. An enum keeps its labels, and arrays,
// ranges and the like, which have no such type, are what they are of generic types.
func (t Type) Generic() Type {
	switch d := t.Detail.(type) {
	case variant:
		return Type{Kind: t.Kind, Zone: t.Zone, Length: t.Length, Precision: t.Precision, Scale: t.Scale, Detail: d.base}.Generic()
	case domain:
		return t.DomainBase().Generic()
	case custom, composite:
		return t
	case enum:
		return t
	case nested:
		t.Detail = nested{d.form, d.elem.Generic()}
		return t
	case noSign:
		return withSign[t.Kind]
	}
	switch t.Kind {
	case KindNetwork:
		return String(longestNetwork)
	case KindString:
		return String(t.Length)
	case KindText:
		return Type{Kind: t.Kind}
	case KindNumeric:
		return Numeric(t.Precision, t.Scale)
	case KindTime, KindDateTime, KindInterval:
		plain := Type{Kind: t.Kind, Zone: t.Zone}
		if digits, ok := t.FractionDigits(); ok && t.Detail == nil {
			return plain.Fraction(digits)
		}
		return plain
	}
	return Type{Kind: t.Kind, Zone: t.Zone, Length: t.Length}
}

// withSign are the types that are large enough for the integers without a sign.
var withSign = map[Kind]Type{KindSmallInt: Integer(), KindInteger: BigInt(), KindBigInt: Numeric(20, 0)}
