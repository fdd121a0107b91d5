package typemap

import (
	"database/sql/driver"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// uuidDecoder reads UUIDs into types that know their text form.
func uuidDecoder(typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		if b, ok := bytesOf(src); ok && len(b) == 16 {
			copy((*[16]byte)(dst)[:], b)
			return nil
		}
		return unmarshalText(typ, dst, src)
	}
}

// uuidBytesDecoder reads UUIDs into 16 bytes.
func uuidBytesDecoder(dst unsafe.Pointer, src driver.Value) error {
	b, err := textOf(src, "a UUID")
	if err != nil {
		return err
	}
	if len(b) == 16 {
		copy((*[16]byte)(dst)[:], b)
		return nil
	}
	parsed, err := hex.DecodeString(strings.ReplaceAll(string(b), "-", ""))
	if err != nil || len(parsed) != 16 {
		return errors.New("the text is no UUID")
	}
	copy((*[16]byte)(dst)[:], parsed)
	return nil
}

// textDecoder reads types that know their text form.
func textDecoder(typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error { return unmarshalText(typ, dst, src) }
}

// textOf returns the bytes of what came from the database, which are to be those of a want.
func textOf(src driver.Value, want string) ([]byte, error) {
	if src == nil {
		return nil, errNull
	}
	b, ok := bytesOf(src)
	if !ok {
		return nil, mismatch(src, want)
	}
	return b, nil
}

func unmarshalText(typ reflect.Type, dst unsafe.Pointer, src driver.Value) error {
	b, err := textOf(src, typ.String())
	if err != nil {
		return err
	}
	return reflect.NewAt(typ, dst).Interface().(encoding.TextUnmarshaler).UnmarshalText(b)
}

func isByteArray(typ reflect.Type) bool {
	return typ.Kind() == reflect.Array && typ.Elem().Kind() == reflect.Uint8
}

// byteArrayDecoder reads bytes, as many as the array has.
func byteArrayDecoder(typ reflect.Type) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		b, err := textOf(src, typ.String())
		if err != nil {
			return err
		}
		if len(b) != typ.Len() {
			return fmt.Errorf("there are %d bytes for a Go %s", len(b), typ)
		}
		copy(unsafe.Slice((*byte)(dst), typ.Len()), b)
		return nil
	}
}

// nullDecoder reads sql.Null and its older kin: a value and whether it is there.
func nullDecoder(t Type, typ, elem reflect.Type) (Decoder, error) {
	decode, err := DecoderFor(t, elem)
	if err != nil {
		return nil, err
	}
	valid := typ.Field(1).Offset
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			reflect.NewAt(typ, dst).Elem().SetZero()
			return nil
		}
		if err := decode(dst, src); err != nil {
			return err
		}
		*(*bool)(unsafe.Add(dst, valid)) = true
		return nil
	}, nil
}
