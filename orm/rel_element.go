package orm

import (
	"database/sql"
	"reflect"
	"strconv"
	"time"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// listed reports whether values of the field can stand in a list: those of types whose text in an
// array is what it is elsewhere.
func (f *field) listed() bool {
	switch t := f.definition.Type(); t.Kind {
	case typemap.KindUnknown, typemap.KindArray, typemap.KindInterval, typemap.KindComposite, typemap.KindHStore, typemap.KindSet, typemap.KindRange, typemap.KindMultirange:
		return false
	default:
		return t.Detail == nil || t.TakesBasic()
	}
}

// elementOf returns a function that appends a variable of type t as an element of an array.
func elementOf(t reflect.Type, column typemap.Type, get func(p unsafe.Pointer) any) func(b []byte, p unsafe.Pointer) ([]byte, error) {
	if column.TakesBasic() {
		switch t {
		case reflect.TypeFor[string]():
			return func(b []byte, p unsafe.Pointer) ([]byte, error) {
				return typemap.AppendTextElement(b, *(*string)(p)), nil
			}
		case reflect.TypeFor[int64]():
			return func(b []byte, p unsafe.Pointer) ([]byte, error) { return strconv.AppendInt(b, *(*int64)(p), 10), nil }
		case reflect.TypeFor[float64]():
			return func(b []byte, p unsafe.Pointer) ([]byte, error) {
				return strconv.AppendFloat(b, *(*float64)(p), 'g', -1, 64), nil
			}
		case reflect.TypeFor[sql.NullString]():
			return func(b []byte, p unsafe.Pointer) ([]byte, error) {
				if v := (*sql.NullString)(p); v.Valid {
					return typemap.AppendTextElement(b, v.String), nil
				}
				return append(b, "NULL"...), nil
			}
		}
	}
	switch {
	case t == reflect.TypeFor[bool]() && column.Kind == typemap.KindBoolean:
		return func(b []byte, p unsafe.Pointer) ([]byte, error) { return strconv.AppendBool(b, *(*bool)(p)), nil }
	case t == timeType:
		return func(b []byte, p unsafe.Pointer) ([]byte, error) {
			return typemap.AppendTimeElement(b, column, *(*time.Time)(p))
		}
	}
	return func(b []byte, p unsafe.Pointer) ([]byte, error) { return typemap.AppendElement(b, column, get(p)) }
}
