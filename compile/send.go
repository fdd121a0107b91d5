package compile

import (
	"database/sql/driver"
	"time"

	"github.com/gildsql/gild/typemap"
)

// encode returns what is sent to the database for a value of a type.
func (r *Rules) encode(t typemap.Type, v any) (driver.Value, error) {
	enc, err := typemap.Encode(t, v)
	if err != nil || enc == nil {
		return nil, err
	}
	if t.Kind == typemap.KindInterval && r.Type.Interval != nil {
		if n, ok := enc.(int64); ok {
			return r.Type.Interval(time.Duration(n)), nil
		}
	}
	if r.Type.Send != nil {
		return r.Type.Send(t, enc)
	}
	return enc, nil
}
