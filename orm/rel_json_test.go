package orm_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// A null among the elements is refused where it is read: whoever goes through them would meet a nil pointer.
func TestJSONNullElement(t *testing.T) {
	station := &Station{}
	station.Readings.Add(&Reading{Degrees: 1})
	err := json.Unmarshal([]byte(`{"Readings": [{"Degrees": 2}, null]}`), station)
	if err == nil || !strings.Contains(err.Error(), "null is no element") {
		t.Error(err)
	}
	for r := range station.Readings.Each() {
		if r == nil || r.Degrees != 1 {
			t.Errorf("the elements have changed: %v", r)
		}
	}
}
