package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// bitEncoder sends numbers and texts as strings of 0 and 1, of the type's length.
func bitEncoder(t Type, typ reflect.Type) encoder {
	switch typ.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(v any, _ int) (driver.Value, error) {
			n := reflect.ValueOf(v).Int()
			if n < 0 {
				return nil, errors.New("gild: a negative number is no string of bits")
			}
			return bitText(t, uint64(n))
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(v any, _ int) (driver.Value, error) { return bitText(t, reflect.ValueOf(v).Uint()) }
	}
	return nil
}

func bitText(t Type, n uint64) (driver.Value, error) {
	text := strconv.FormatUint(n, 2)
	if t.Length > 0 && len(text) > int(t.Length) {
		return nil, fmt.Errorf("gild: the number has more than %d bits", t.Length)
	}
	return strings.Repeat("0", max(int(t.Length)-len(text), 0)) + text, nil
}

// bitDecoder reads bits: those that PostgreSQL writes as 0 and 1, and those that MySQL sends as bytes.
func bitDecoder(t Type, typ reflect.Type) Decoder {
	var store func(v reflect.Value, digits string) error
	switch typ.Kind() {
	case reflect.String:
		store = func(v reflect.Value, digits string) error {
			v.SetString(digits)
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		store = func(v reflect.Value, digits string) error {
			n, err := strconv.ParseInt(digits, 2, typ.Bits())
			v.SetInt(n)
			return notA("a string of bits that fits", err)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		store = func(v reflect.Value, digits string) error {
			n, err := strconv.ParseUint(digits, 2, typ.Bits())
			v.SetUint(n)
			return notA("a string of bits that fits", err)
		}
	default:
		return nil
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		digits, err := bitsOf(t, src)
		if err != nil {
			return err
		}
		fresh := reflect.New(typ)
		if err := store(fresh.Elem(), digits); err != nil {
			return err
		}
		reflect.NewAt(typ, dst).Elem().Set(fresh.Elem())
		return nil
	}
}

// bitsOf returns bits as 0 and 1. n bits are n characters of PostgreSQL, or n/8 bytes of MySQL.
func bitsOf(t Type, src driver.Value) (string, error) {
	if n, ok := src.(int64); ok {
		return strconv.FormatInt(n, 2), nil
	}
	b, ok := bytesOf(src)
	switch {
	case src == nil:
		return "", errNull
	case !ok:
		return "", mismatch(src, "bits")
	case (t.Length <= 1 || len(b) == int(t.Length)) && strings.Trim(string(b), "01") == "":
		return string(b), nil
	}
	digits := new(big.Int).SetBytes(b).Text(2)
	if missing := int(t.Length) - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return digits, nil
}
