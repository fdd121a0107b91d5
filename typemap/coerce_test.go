package typemap_test

import (
	"database/sql/driver"
	"errors"
	"testing"

	"github.com/gildsql/gild/typemap"
)

type pointedValuer struct{ S string }

func (p *pointedValuer) Value() (driver.Value, error) { return "<" + p.S + ">", nil }

type pointedText struct{ S string }

func (p *pointedText) MarshalText() ([]byte, error) { return []byte("text " + p.S), nil }

type pointedJSON struct{ S string }

func (p *pointedJSON) MarshalJSON() ([]byte, error) { return []byte(`["` + p.S + `"]`), nil }

type pointedNothing struct{ S string }

func (p *pointedNothing) Value() (driver.Value, error) { return struct{}{}, nil }

type pointedError struct{ S string }

var errPointed = errors.New("no value")

func (p *pointedError) Value() (driver.Value, error) { return nil, errPointed }

// What makes a value or a text of itself is asked, also where its receiver is a pointer and the value is none:
// JSON of its fields would be stored in its place.
func TestCoercePointed(t *testing.T) {
	for _, c := range []struct {
		v    any
		want driver.Value
	}{
		{pointedValuer{"a"}, "<a>"},
		{pointedText{"a"}, "text a"},
		{pointedJSON{"a"}, `["a"]`},
		{&pointedText{"a"}, "text a"},
		{struct{ S string }{"a"}, `{"S":"a"}`},
	} {
		if got, err := typemap.Coerce(c.v, true); got != c.want || err != nil {
			t.Errorf("%T: %v, %v, want %v", c.v, got, err, c.want)
		}
	}
	if _, err := typemap.Coerce(pointedError{}, true); !errors.Is(err, errPointed) {
		t.Errorf("got %v", err)
	}
	if v, err := typemap.Coerce(pointedNothing{}, true); err == nil {
		t.Errorf("got %v", v)
	}
}
