package typemap

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
)

// custom is the Detail of a type whose values a program turns into those of another one.
type custom struct {
	codec *codec
	base  Detail
}

func (c custom) AppendKey(b []byte) []byte {
	return appendBase(binary.AppendUvarint(append(b, 'C'), c.codec.id), c.base)
}

// codec is what Custom was given.
type codec struct {
	id      uint64
	goType  reflect.Type // of the program's values
	encode  func(v any) (any, error)
	decoder func(base Type) (Decoder, error)
	options customOptions
}

type customOptions struct {
	bindBefore, bindAfter     string
	columnBefore, columnAfter string
	literal                   func(v any) (string, error)
	compared                  func(v any) Type
	err                       error
}

// CustomOption is one of BindSQL, ColumnSQL, LiteralSQL and Compared.
type CustomOption func(*customOptions)

// BindSQL puts an SQL expression around each value that is sent, with a question mark in the value's
// place: "ST_GeomFromText(?)". The text is SQL, and is not for values from outside.
func BindSQL(sql string) CustomOption {
	return func(o *customOptions) { o.bindBefore, o.bindAfter = o.around(sql) }
}

// ColumnSQL puts an SQL expression around each result of the type: "ST_AsText(?)".
func ColumnSQL(sql string) CustomOption {
	return func(o *customOptions) { o.columnBefore, o.columnAfter = o.around(sql) }
}

// around cuts an expression at its question mark.
func (o *customOptions) around(sql string) (before, after string) {
	if strings.Count(sql, "?") != 1 {
		o.err = fmt.Errorf("gild: the expression around values of a custom type has %d question marks in place of one", strings.Count(sql, "?"))
	}
	before, after, _ = strings.Cut(sql, "?")
	return before, after
}

// LiteralSQL writes values as SQL text where they cannot be sent beside it. Without it they are written
// as those of the base type. The text is not quoted: escape what comes from outside.
func LiteralSQL[G any](write func(v G) (string, error)) CustomOption {
	return func(o *customOptions) {
		o.literal = func(v any) (string, error) { return write(v.(G)) }
	}
}

// Compared says of which type a value is that is compared with one of the custom type, or stands
// beside it in another operation, and is of another Go type. Without it that is the custom type, which
// sends such values as its base does.
func Compared(typeOf func(v any) Type) CustomOption {
	return func(o *customOptions) { o.compared = typeOf }
}

var lastCodec atomic.Uint64

// Custom returns a type whose values a program has as G and the database as base has B: encode
// makes the one of the other on the way there, decode on the way back. NULL passes by both. It can be
// used wherever a type can: in columns, expressions, results, IN, RETURNING and arrays. Make it once,
// as a variable of a package:
//
//	var EmailType = typemap.Custom[Email](typemap.String(100), Email.text, parseEmail)
//
// A Go type is kept in it by default if its method SQLType returns it. Errors of encode and decode are
// handed on, with the column where it is known.
func Custom[G, B any](base Type, encode func(G) (B, error), decode func(B) (G, error), options ...CustomOption) Type {
	c := &codec{id: lastCodec.Add(1), goType: reflect.TypeFor[G]()}
	c.encode = func(v any) (any, error) { return encode(v.(G)) }
	c.decoder = func(base Type) (Decoder, error) {
		inner, err := DecoderFor(base, reflect.TypeFor[B]())
		if err != nil {
			return nil, err
		}
		return func(dst unsafe.Pointer, src driver.Value) error {
			if src == nil {
				return errNull
			}
			var b B
			if err := inner(unsafe.Pointer(&b), src); err != nil {
				return err
			}
			g, err := decode(b)
			if err == nil {
				*(*G)(dst) = g
			}
			return err
		}, nil
	}
	for _, o := range options {
		o(&c.options)
	}
	base.Detail = custom{c, base.Detail}
	return base
}

// custom returns the codec of a custom type.
func (t Type) custom() (c custom, ok bool) {
	c, ok = t.Detail.(custom)
	return c, ok
}

// Base returns the type that a custom one is kept in; t itself for other types.
func (t Type) Base() Type {
	if c, ok := t.custom(); ok {
		t.Detail = c.base
	}
	return t
}

// BindWrap returns what stands before and behind each value of a custom type with BindSQL.
func (t Type) BindWrap() (before, after string, err error) {
	if c, ok := t.custom(); ok {
		o := &c.codec.options
		return o.bindBefore, o.bindAfter, o.err
	}
	return "", "", nil
}

// ColumnWrap returns what stands before and behind each result of a custom type with ColumnSQL.
func (t Type) ColumnWrap() (before, after string, err error) {
	if c, ok := t.custom(); ok {
		o := &c.codec.options
		return o.columnBefore, o.columnAfter, o.err
	}
	return "", "", nil
}

// Literal returns the SQL text of v by LiteralSQL; ok is false if there is none for it.
func (t Type) Literal(v any) (sql string, ok bool, err error) {
	c, isCustom := t.custom()
	if !isCustom || c.codec.options.literal == nil || reflect.TypeOf(v) != c.codec.goType {
		return "", false, nil
	}
	sql, err = c.codec.options.literal(v)
	return sql, true, err
}

// ComparedWith returns the type of v beside a value of a custom type; ok is false if t is none.
func (t Type) ComparedWith(v any) (typ Type, ok bool) {
	c, ok := t.custom()
	if !ok {
		return Type{}, false
	}
	if c.codec.options.compared != nil && v != nil && reflect.TypeOf(v) != c.codec.goType {
		return c.codec.options.compared(v), true
	}
	return t, true
}

// encoder makes the plan for values of a Go type: the program's own, pointers to it and what may be NULL
// around it. Others are sent as the base type sends them.
func (c custom) encoder(t Type, typ reflect.Type) encoder {
	base := t.Base()
	if typ == c.codec.goType {
		return func(v any, depth int) (driver.Value, error) {
			b, err := c.codec.encode(v)
			if err != nil {
				return nil, fault.Errorf("cannot send Go type %s: %w", typ, err)
			}
			return encode(base, b, depth+1)
		}
	}
	if elem, isNull := NullElem(typ); isNull && elem == c.codec.goType {
		return nullEncoder(t)
	}
	if isGeneric(typ) {
		return func(v any, depth int) (driver.Value, error) { return v.(typedValuer).valueAs(t, depth) }
	}
	if elem, ends := pointedTo(typ); ends && elem != typ && (elem == c.codec.goType || isGeneric(elem)) {
		return pointerEncoder(t, typ)
	}
	return func(v any, depth int) (driver.Value, error) { return encode(base, v, depth+1) }
}

// customDecoder makes the plan that reads a custom type into a Go type; nil for one that is read from
// the base type.
func customDecoder(t Type, typ reflect.Type) (Decoder, error) {
	c, ok := t.custom()
	switch {
	case !ok:
		return nil, nil
	case typ == c.codec.goType:
		return c.codec.decoder(t.Base())
	case typ == anyType:
		decode, err := c.codec.decoder(t.Base())
		return boxed(decode, c.codec.goType), err
	}
	return nil, nil
}

// boxed stores in an any what decode makes in a variable of type typ.
func boxed(decode Decoder, typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			*(*any)(dst) = nil
			return nil
		}
		v := reflect.New(typ)
		if err := decode(v.UnsafePointer(), src); err != nil {
			return err
		}
		*(*any)(dst) = v.Elem().Interface()
		return nil
	}
}
