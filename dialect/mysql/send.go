package mysql

import (
	"database/sql/driver"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/gildsql/gild/typemap"
)

// send cuts times to the microseconds that the servers keep, gives bits as the number that they are,
// and refuses floats that the servers do not have.
func send(t typemap.Type, v driver.Value) (driver.Value, error) {
	switch v := v.(type) {
	case time.Time:
		if v.Nanosecond()%1000 != 0 {
			return v.Truncate(time.Microsecond), nil
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, errors.New("there is no NaN and no infinity")
		}
	case string:
		if t.Kind == typemap.KindBit {
			n, err := strconv.ParseUint(v, 2, 64)
			if err != nil {
				return nil, errors.New("the text is no string of at most 64 bits")
			}
			if n <= math.MaxInt64 {
				return int64(n), nil
			}
			return n, nil
		}
	}
	return v, nil
}
