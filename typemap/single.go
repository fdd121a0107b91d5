package typemap

import "reflect"

// IsSingle reports whether each value of t is one value: t is known to be no array, row, document or
// the like, and is no type of a program's own.
func (t Type) IsSingle() bool {
	switch t.Detail.(type) {
	case nil, spelling, noSign, text:
	default:
		return false
	}
	switch t.Kind {
	case KindUnknown, KindJSON, KindArray, KindBit, KindHStore, KindSet, KindComposite, KindRange, KindMultirange, KindNetwork:
		return false
	}
	return true
}

// IsList reports whether v is a slice of several values: not of bytes, and no driver.Valuer.
func IsList(v any) bool {
	typ := reflect.TypeOf(v)
	return typ != nil && typ.Kind() == reflect.Slice && typ.Elem().Kind() != reflect.Uint8 && !typ.Implements(valuerType)
}
