package sqlite

import (
	"database/sql/driver"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// literal writes dates and times as go-sqlite3 does, with a zone, since SQLite compares them as
// text.
func literal(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	if at, ok := v.(time.Time); ok && t.Kind != typemap.KindDate && t.Kind != typemap.KindTime {
		return compile.QuoteLiteral(b, at.Format("2006-01-02 15:04:05.999999999-07:00"))
	}
	if text, ok := v.(string); ok && t.Kind == typemap.KindNumeric && keepsText(t) {
		return compile.QuoteLiteral(b, text)
	}
	return compile.BitLiteral(b, t, v)
}
