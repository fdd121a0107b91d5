package typemap

import (
	"database/sql/driver"
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

func TestOpt(t *testing.T) {
	type doc struct {
		A Opt[int64] `json:",omitzero"`
		B Opt[string]
	}
	var d doc
	if b, _ := json.Marshal(d); string(b) != `{"B":null}` {
		t.Errorf("%s", b)
	}
	if err := json.Unmarshal([]byte(`{"A":null,"B":"x"}`), &d); err != nil || !d.A.IsNull() || d.B.Or("") != "x" {
		t.Errorf("%+v, %v", d, err)
	}
	for _, o := range []struct {
		v    driver.Valuer
		want driver.Value
	}{
		{Opt[int64]{}, nil}, {OptNull[int64](), nil}, {OptOf[int64](0), int64(0)}, {OptOf(""), ""}, {OptOf(int8(3)), int64(3)},
	} {
		if got, err := o.v.Value(); got != o.want || err != nil {
			t.Errorf("%#v: %v, %v", o.v, got, err)
		}
	}
	if typ, null, ok := TypeOf(reflect.TypeFor[Opt[time.Time]]()); typ != DateTimeZone() || !null || !ok {
		t.Error(typ, null, ok)
	}
	o := OptOf(7)
	if err := o.Scan(nil); err != nil || !o.IsNull() || !o.IsSet() {
		t.Errorf("%+v, %v", o, err)
	}
	if err := o.Scan(int64(0)); err != nil || o != OptOf(0) {
		t.Errorf("%+v, %v", o, err)
	}
	if o.Unset(); o.IsSet() {
		t.Error("still set")
	}
}
