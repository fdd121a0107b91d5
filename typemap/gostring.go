package typemap

import (
	"fmt"
	"strconv"
	"strings"
)

// wellKnown are the types that have a function of their own.
var wellKnown = map[Type]string{
	JSONB(): "JSONB", Inet(): "Inet", CIDR(): "CIDR", MACAddr(): "MACAddr", MACAddr8(): "MACAddr8", HStore(): "HStore",
	Boolean(): "Boolean", SmallInt(): "SmallInt", Integer(): "Integer", BigInt(): "BigInt", Real(): "Real", Double(): "Double",
	Text(): "Text", UnicodeText(): "UnicodeText", Binary(): "Binary", Date(): "Date", Time(): "Time", DateTime(): "DateTime",
	DateTimeZone(): "DateTimeZone", Interval(): "Interval", JSON(): "JSON", UUID(): "UUID",
}

// goKinds are the kinds whose constants are not called Kind and their name with a capital letter.
var goKinds = map[Kind]string{
	KindSmallInt: "SmallInt", KindBigInt: "BigInt", KindDateTime: "DateTime", KindJSON: "JSON", KindUUID: "UUID", KindHStore: "HStore",
}

// GoString returns the type as Go writes it, which is what %#v prints: an expression of this
// package's functions that makes the same type.
func (t Type) GoString() string {
	if name, ok := wellKnown[t]; ok {
		return call(name)
	}
	if _, ok := t.FractionDigits(); ok {
		base := t
		base.Precision, base.Scale = 0, 0
		return fmt.Sprintf("%#v.Fraction(%d)", base, t.Precision)
	}
	base := t
	switch d := t.Detail.(type) {
	case nil:
		return t.goPlain()
	case spelling:
		if t == Spelled(t.Kind, d.sql) {
			return fmt.Sprintf("typemap.Spelled(%s, %q)", t.Kind.goConstant(), d.sql)
		}
	case text:
		return t.goText(d)
	case enum:
		return t.goEnum(d)
	case variant:
		base.Detail = d.base
		return fmt.Sprintf("%#v.Variant(%q, %#v)", base, d.dialect, d.typ)
	case domain:
		base.Detail = d.base
		return fmt.Sprintf("typemap.Domain(%q, %#v)", d.name, base) + goIn(d.schema)
	case nested:
		return call(map[byte]string{'a': "ArrayOf", 'r': "RangeOf", 'm': "MultirangeOf"}[d.form], fmt.Sprintf("%#v", d.elem))
	case noSign:
		base.Detail = nil
		return call("Unsigned", fmt.Sprintf("%#v", base))
	case composite:
		return d.goString()
	}
	return fmt.Sprintf("typemap.Type{Kind: %s, Length: %d, Precision: %d, Scale: %d}", t.Kind.goConstant(), t.Length, t.Precision, t.Scale)
}

// call writes a call of a function of this package.
func call(name string, args ...string) string {
	return "typemap." + name + "(" + strings.Join(args, ", ") + ")"
}

// goConstant returns the constant of the kind.
func (k Kind) goConstant() string {
	name := goKinds[k]
	if name == "" {
		name = strings.ToUpper(k.String()[:1]) + k.String()[1:]
	}
	return "typemap.Kind" + name
}

// goPlain is GoString for a type without details.
func (t Type) goPlain() string {
	switch t {
	case Numeric(t.Precision, t.Scale):
		return fmt.Sprintf("typemap.Numeric(%d, %d)", t.Precision, t.Scale)
	case String(t.Length):
		return call("String", strconv.Itoa(int(t.Length)))
	case Bit(t.Length):
		return call("Bit", strconv.Itoa(int(t.Length)))
	}
	fields := []string{"Kind: " + t.Kind.goConstant()}
	if t.Zone {
		fields = append(fields, "Zone: true")
	}
	if t.Length > 0 {
		fields = append(fields, fmt.Sprintf("Length: %d", t.Length))
	}
	return "typemap.Type{" + strings.Join(fields, ", ") + "}"
}

// goText is GoString for a type with an SQL name or a collation.
func (t Type) goText(d text) string {
	base := t
	switch {
	case d.collation != "":
		d.collation = ""
		base.Detail = d
		if d == (text{}) {
			base.Detail = nil
		}
		return fmt.Sprintf("%#v.Collate(%q)", base, t.Collation())
	case d.national && t.Kind == KindString:
		return call("Unicode", strconv.Itoa(int(t.Length)))
	}
	args := []string{strconv.Quote(d.name)}
	first := uint32(t.Precision)
	if t.IsText() || t.Kind == KindBinary {
		first = t.Length
	}
	for i := range d.sizes {
		args = append(args, strconv.Itoa(int([]uint32{first, uint32(t.Scale)}[i])))
	}
	return call("Named", args...)
}

// goEnum is GoString for an Enum, a PlainEnum or a Set.
func (t Type) goEnum(d enum) string {
	var args []string
	for _, label := range t.Labels() {
		args = append(args, strconv.Quote(label))
	}
	switch {
	case t.Kind == KindSet:
		return call("Set", args...)
	case d.plain:
		return call("PlainEnum", args...)
	}
	return call("Enum", append([]string{strconv.Quote(d.name)}, args...)...) + goIn(d.schema)
}

func (c composite) goString() string {
	args := []string{strconv.Quote(c.name)}
	for f := range c.all() {
		args = append(args, fmt.Sprintf("typemap.CompositeField{Name: %q, Type: %#v}", f.Name, f.Type))
	}
	return call("Composite", args...) + goIn(c.schema)
}

// goIn is the call of In behind a type with a name that is in a schema.
func goIn(schema string) string {
	if schema == "" {
		return ""
	}
	return fmt.Sprintf(".In(%q)", schema)
}
