package expr

import (
	"time"

	"github.com/gildsql/gild/typemap"
)

// Now is the date and time of the statement or transaction, as the database tells it: in UTC
// on SQLite, in the session's or the server's time zone elsewhere.
func Now() Fn[time.Time] { return portable[time.Time]("now", typemap.DateTime()) }

// CurrentTimestamp is Now by its name in the SQL standard.
func CurrentTimestamp() Fn[time.Time] {
	return portable[time.Time]("current_timestamp", typemap.DateTime())
}

// CurrentDate is the date of today.
func CurrentDate() Fn[time.Time] { return portable[time.Time]("current_date", typemap.Date()) }

// CurrentTime is the time of day. Oracle has no type for it: it fails there at compile.
func CurrentTime() Fn[string] { return portable[string]("current_time", typemap.Time()) }
