package generate

import (
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// goType is a Go type as text, with the packages that it needs.
type goType struct {
	text    string
	imports []string     // as they stand in an import declaration
	typ     reflect.Type // nil for one that only the options know
}

// candidates are the Go types for values of each kind, the best one first. One that package
// typemap cannot read is passed over.
var candidates = map[typemap.Kind][]reflect.Type{
	typemap.KindBoolean:  {reflect.TypeFor[bool]()},
	typemap.KindSmallInt: {reflect.TypeFor[int16]()},
	typemap.KindInteger:  {reflect.TypeFor[int32]()},
	typemap.KindBigInt:   {reflect.TypeFor[int64]()},
	typemap.KindReal:     {reflect.TypeFor[float32]()},
	typemap.KindDouble:   {reflect.TypeFor[float64]()},
	typemap.KindBinary:   {reflect.TypeFor[[]byte]()},
	typemap.KindDate:     {reflect.TypeFor[time.Time]()},
	typemap.KindDateTime: {reflect.TypeFor[time.Time]()},
	typemap.KindInterval: {reflect.TypeFor[time.Duration]()},
	typemap.KindJSON:     {reflect.TypeFor[json.RawMessage]()},
	typemap.KindHStore:   {reflect.TypeFor[map[string]*string]()},
	typemap.KindSet:      {reflect.TypeFor[[]string]()},
	typemap.KindUnknown:  {reflect.TypeFor[any]()},
}

// unsigned are the Go types of integers without a sign.
var unsigned = map[typemap.Kind]reflect.Type{
	typemap.KindSmallInt: reflect.TypeFor[uint16](), typemap.KindInteger: reflect.TypeFor[uint32](), typemap.KindBigInt: reflect.TypeFor[uint64](),
}

// networks are the Go types of networks.
var networks = map[typemap.Type]reflect.Type{
	typemap.Inet(): reflect.TypeFor[netip.Prefix](), typemap.CIDR(): reflect.TypeFor[netip.Prefix](),
	typemap.MACAddr(): reflect.TypeFor[net.HardwareAddr](), typemap.MACAddr8(): reflect.TypeFor[net.HardwareAddr](),
}

// reflected returns the Go type for values of t: text where there is no better one.
func reflected(t typemap.Type, dialect string) reflect.Type {
	choice := candidates[t.Kind]
	switch {
	case t.IsUnsigned():
		choice = []reflect.Type{unsigned[t.Kind]}
	case dialect == "sqlite" && t.Kind == typemap.KindInteger: // which has 64 bits there
		choice = candidates[typemap.KindBigInt]
	case t.Kind == typemap.KindArray:
		choice = []reflect.Type{reflect.SliceOf(reflected(t.Elem(), dialect))}
	case t.Kind == typemap.KindNetwork:
		choice = nil
		if typ := networks[t.DomainBase()]; typ != nil {
			choice = []reflect.Type{typ}
		}
	}
	for _, typ := range choice {
		if _, err := typemap.DecoderFor(t, typ); err == nil {
			return typ
		}
	}
	return reflect.TypeFor[string]()
}

// typeOf returns the Go type for a column, without a pointer for NULL.
func (g *generator) typeOf(table string, c *schema.ColumnInfo) (goType, error) {
	if own, ok := g.options.ownType(table, c); ok {
		t, err := parseGoType(own)
		if err != nil {
			return t, fmt.Errorf("table %q: column %q: %w", table, c.Name, err)
		}
		return t, nil
	}
	typ := reflected(c.Type, g.dialect)
	made := goType{text: strings.ReplaceAll(strings.ReplaceAll(typ.String(), "interface {}", "any"), "uint8", "byte"), typ: typ}
	elem := typ
	for elem.PkgPath() == "" && (elem.Kind() == reflect.Slice || elem.Kind() == reflect.Pointer) {
		elem = elem.Elem()
	}
	if elem.PkgPath() != "" {
		name, _, _ := strings.Cut(elem.String(), ".")
		made.imports = []string{importing(name, elem.PkgPath())}
	}
	return made, nil
}

// importing writes an import, with its name where the path does not end with it.
func importing(name, path string) string {
	if path == name || strings.HasSuffix(path, "/"+name) {
		return fmt.Sprintf("%q", path)
	}
	return fmt.Sprintf("%s %q", name, path)
}

// goTypeText is a Go type with an import path: brackets and stars, the path and a dot, the name.
var goTypeText = regexp.MustCompile(`^((?:\[\d*\]|\*)*)(?:([\w./~-]+)\.)?(\w+)$`)

// major is the last part of an import path that tells a version.
var major = regexp.MustCompile(`^v[0-9]+$`)

// natives are Go types without a package that package typemap has to be asked about.
var natives = map[string]reflect.Type{
	"string": reflect.TypeFor[string](), "bool": reflect.TypeFor[bool](), "int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](),
	"int16": reflect.TypeFor[int16](), "int32": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](), "uint": reflect.TypeFor[uint](),
	"uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](), "uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](), "[]byte": reflect.TypeFor[[]byte](),
	"time.Time": reflect.TypeFor[time.Time](), "encoding/json.RawMessage": reflect.TypeFor[json.RawMessage](),
}

// parseGoType reads a Go type that options give.
func parseGoType(text string) (goType, error) {
	parts := goTypeText.FindStringSubmatch(text)
	if parts == nil {
		return goType{}, fmt.Errorf("%q is no Go type: write it as string, []byte or github.com/google/uuid.UUID", text)
	}
	if parts[2] == "" {
		return goType{text: text, typ: natives[text]}, nil
	}
	steps := strings.Split(parts[2], "/")
	name := steps[len(steps)-1]
	if major.MatchString(name) && len(steps) > 1 {
		name = steps[len(steps)-2]
	}
	name = strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == '~' {
			return '_'
		}
		return r
	}, name)
	return goType{text: parts[1] + name + "." + parts[3], imports: []string{importing(name, parts[2])}, typ: natives[text]}, nil
}
