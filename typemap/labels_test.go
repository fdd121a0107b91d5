package typemap

import (
	"database/sql"
	"errors"
	"reflect"
	"testing"
	"unsafe"
)

// TestLabels: a text that is none of the labels is an error on the way in and on the way out, into
// whatever it is read.
func TestLabels(t *testing.T) {
	type mood string
	for _, typ := range []Type{Enum("mood", "sad", "happy"), PlainEnum("sad", "happy"), Domain("m", PlainEnum("sad", "happy"))} {
		for _, dst := range []any{new(string), new(mood), new(*string), new(sql.Null[string]), new(sql.NullString), new(any)} {
			p := reflect.ValueOf(dst)
			decode, err := DecoderFor(typ, p.Elem().Type())
			if err != nil {
				t.Fatal(err)
			}
			for _, good := range []any{"happy", []byte("sad")} {
				if err := decode(unsafe.Pointer(p.Pointer()), good); err != nil {
					t.Errorf("%s into %T: %v", good, dst, err)
				}
			}
			for _, bad := range []any{"so-so", []byte(""), "Happy", int64(1)} {
				if err := decode(unsafe.Pointer(p.Pointer()), bad); !errors.Is(err, errLabel) {
					t.Errorf("%v into %T: %v", bad, dst, err)
				}
			}
		}
		for _, bad := range []any{"so-so", mood(""), new(string), sql.NullString{Valid: true}} {
			if v, err := Encode(typ, bad); err == nil {
				t.Errorf("%T is sent as %v", bad, v)
			}
		}
	}
	var set []string
	decode, err := DecoderFor(Set("a", "b"), reflect.TypeOf(set))
	if err != nil {
		t.Fatal(err)
	}
	if err := decode(unsafe.Pointer(&set), "a,c"); !errors.Is(err, errLabel) {
		t.Error(err)
	}
}
