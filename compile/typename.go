package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// TypeName writes the dialect's name of a type.
func (c *Compiler) TypeName(t typemap.Type) { c.WriteString(c.typeName(t)) }

// typeName returns the dialect's name of a type, failing if it has none.
func (c *Compiler) typeName(t typemap.Type) string {
	name, err := c.rules.TypeName(t)
	if err != nil {
		c.Fail(err)
	}
	return name
}

// TypeName returns the dialect's name of a type. It fails for a type that the database does
// not have.
func (r *Rules) TypeName(t typemap.Type) (string, error) {
	name, err := r.bareTypeName(t)
	return name + r.collation(t.On(r.Dialect)), err
}

// bareTypeName is TypeName without the collation.
func (r *Rules) bareTypeName(t typemap.Type) (string, error) {
	said := t.HasVariant(r.Dialect)
	t = t.On(r.Dialect)
	if r.schemas != nil {
		t = t.Moved(r.InSchema)
	}
	if schema, name, ok := t.DomainName(); ok && r.Type.Domains {
		return r.qualified(schema, name), nil
	}
	sql, spelled := t.Spelling()
	name, _ := t.SQLName()
	if err := r.isHere(cmp.Or(sql, name)); err != nil && !said {
		return "", err
	}
	if spelled {
		return sql, nil
	}
	if t.Kind == typemap.KindUnknown && name != "" && !isWord(strings.TrimRight(name, "0123456789")) {
		return "", fmt.Errorf("%q is no plain name of a type: what is SQL is for typemap.Spelled", name)
	}
	if name, ok := r.Type.Name(t); ok {
		return name, nil
	}
	return "", fmt.Errorf("the database has no type for %s: give it a size, or another type here with Variant(%q, ...)", t, r.Dialect)
}

// isHere fails for the name of a type that only other databases have. What a program gives for this very one, with
// Variant, it may have made there.
func (r *Rules) isHere(name string) error {
	databases := typemap.Owners(name)
	if databases == nil || r.Type.Of == "" || slices.Contains(databases, r.Type.Of) {
		return nil
	}
	if i := strings.IndexAny(name, " ("); i >= 0 {
		name = name[:i]
	}
	return fmt.Errorf("the type %s is one of %s: give another type here with Variant(%q, ...)", name, strings.Join(databases, ", "), r.Dialect)
}

// qualified is a name with its schema, if it has one.
func (r *Rules) qualified(schema, name string) string {
	if schema == "" {
		return r.Ident.Quoted(name, false)
	}
	return r.Ident.Quoted(schema, false) + "." + r.Ident.Quoted(name, false)
}

// collation returns what a type's name has behind it for its collation.
func (r *Rules) collation(t typemap.Type) string {
	switch name := t.Collation(); {
	case name == "" || r.Type.Collation == CollationNone:
		return ""
	case r.Type.Collation == CollationQuoted:
		return " COLLATE " + string(r.Ident.quote(nil, name))
	default:
		return " COLLATE " + r.Ident.Quoted(name, true)
	}
}

// CollationStyle is how a collation stands behind a type.
type CollationStyle int

// The styles of collations.
const (
	CollationQuoted CollationStyle = iota // COLLATE "C"
	CollationPlain                        // COLLATE utf8mb4_bin, quoted only if it is no plain name
	CollationNone                         // not at all: the database has none in CAST and columns
)

// StandardTypeName names types as the SQL standard does.
func StandardTypeName(t typemap.Type) (string, bool) {
	if name, ok := namedType(t); ok {
		return name, true
	}
	switch t.Kind {
	case typemap.KindBoolean:
		return "BOOLEAN", true
	case typemap.KindSmallInt, typemap.KindInteger, typemap.KindBigInt:
		return integerName(t), true
	case typemap.KindReal:
		return "REAL", true
	case typemap.KindDouble:
		return "DOUBLE PRECISION", true
	case typemap.KindNumeric:
		return numericName(t), true
	case typemap.KindString, typemap.KindNetwork, typemap.KindSet:
		return withLength("VARCHAR", t), true
	case typemap.KindText:
		return withLength("TEXT", t), true
	case typemap.KindBinary:
		return withLength("BLOB", t), true
	case typemap.KindDate:
		return "DATE", true
	case typemap.KindTime:
		return "TIME", true
	case typemap.KindDateTime:
		return "TIMESTAMP", true
	case typemap.KindJSON:
		return "JSON", true
	case typemap.KindUUID:
		return "CHAR(36)", true
	}
	return "", false
}

// integerNames are those of the integers, and of one that has room for all of them without a sign.
var integerNames = [...]string{"SMALLINT", "INTEGER", "BIGINT", "NUMERIC(20, 0)"}

// integerName names integers; those without a sign are of the next size.
func integerName(t typemap.Type) string {
	size := t.Kind - typemap.KindSmallInt
	if t.IsUnsigned() {
		size++
	}
	return integerNames[size]
}

// namedType returns a type with an SQL name of its own as it is written.
func namedType(t typemap.Type) (string, bool) {
	name, sizes := t.SQLName()
	switch {
	case name == "":
		return "", false
	case sizes == 0:
		return name, true
	case t.IsText() || t.Kind == typemap.KindBinary:
		return withLength(name, t), true
	case sizes == 1:
		return fmt.Sprintf("%s(%d)", name, t.Precision), true
	}
	return fmt.Sprintf("%s(%d, %d)", name, t.Precision, t.Scale), true
}

func numericName(t typemap.Type) string {
	if t.Precision == 0 {
		return "NUMERIC"
	}
	return fmt.Sprintf("NUMERIC(%d, %d)", t.Precision, t.Scale)
}

// Fraction returns the digits behind the seconds that t was given in parentheses, else those that are
// usual.
func Fraction(t typemap.Type, usual string) string {
	if digits, ok := t.FractionDigits(); ok {
		return "(" + strconv.Itoa(int(digits)) + ")"
	}
	return usual
}

func withLength(name string, t typemap.Type) string {
	if t.Length == 0 {
		return name
	}
	return name + "(" + strconv.FormatUint(uint64(t.Length), 10) + ")"
}

// Quoted returns name as Ident writes it. With anyCase, upper-case letters alone need no quotes.
func (r *IdentRules) Quoted(name string, anyCase bool) string {
	plain := name
	if anyCase {
		plain = strings.ToLower(name)
	}
	if name != "" && r.plain(plain) {
		return name
	}
	return string(r.quote(nil, name))
}
