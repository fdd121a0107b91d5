package postgres

import (
	"database/sql/driver"
	"strconv"
	"time"

	"github.com/gildsql/gild/typemap"
)

// send cuts times to the microseconds that PostgreSQL keeps, which drivers would round or cut, and sends
// numbers that are too large for an int64 as text.
func send(_ typemap.Type, v driver.Value) (driver.Value, error) {
	switch v := v.(type) {
	case time.Time:
		if v.Nanosecond()%1000 != 0 {
			return v.Truncate(time.Microsecond), nil
		}
	case uint64:
		return strconv.FormatUint(v, 10), nil
	}
	return v, nil
}
