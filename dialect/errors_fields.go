package dialect

import "reflect"

// FindError returns the first error that match accepts, of err and all that it wraps, in the
// order of errors.Is; nil if there is none. Unlike errors.As it does not look into nil
// pointers, whose methods would panic.
func FindError(err error, match func(error) bool) error {
	for err != nil && !nilPointer(err) {
		if match(err) {
			return err
		}
		switch w := err.(type) {
		case interface{ Unwrap() error }:
			err = w.Unwrap()
		case interface{ Unwrap() []error }:
			for _, e := range w.Unwrap() {
				if found := FindError(e, match); found != nil {
					return found
				}
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

func nilPointer(err error) bool {
	v := reflect.ValueOf(err)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// ErrorFields reads the exported fields of a driver's error by their names, so that a dialect
// understands the error without importing the driver.
type ErrorFields struct{ value reflect.Value }

// FieldsOf returns the fields of err, which is a struct or a pointer to one; any other error
// has none. What err wraps is not looked at: FindError finds the right one.
func FieldsOf(err error) ErrorFields {
	v := reflect.ValueOf(err)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return ErrorFields{}
	}
	return ErrorFields{v}
}

// Has reports whether there are fields of all these names.
func (f ErrorFields) Has(names ...string) bool {
	for _, name := range names {
		if !f.field(name).IsValid() {
			return false
		}
	}
	return true
}

// Text returns the first of the named fields that is a string, or an array of bytes, and not
// empty; "" if none is.
func (f ErrorFields) Text(names ...string) string {
	for _, name := range names {
		if text := textOf(f.field(name)); text != "" {
			return text
		}
	}
	return ""
}

func textOf(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() != reflect.Array || v.Type().Elem().Kind() != reflect.Uint8 || v.IsZero():
		return ""
	}
	text := make([]byte, v.Len())
	reflect.Copy(reflect.ValueOf(text), v)
	return string(text)
}

// Int returns a field that is an integer of any type; ok is false if it is not.
func (f ErrorFields) Int(name string) (n int64, ok bool) {
	switch v := f.field(name); {
	case !v.IsValid():
		return 0, false
	case v.CanInt():
		return v.Int(), true
	case v.CanUint():
		return int64(v.Uint()), true
	}
	return 0, false
}

// field returns an exported field of the struct itself, not of one embedded in it.
func (f ErrorFields) field(name string) reflect.Value {
	if !f.value.IsValid() {
		return reflect.Value{}
	}
	sf, ok := f.value.Type().FieldByName(name)
	if !ok || !sf.IsExported() || len(sf.Index) != 1 {
		return reflect.Value{}
	}
	return f.value.FieldByIndex(sf.Index)
}
