package mysql

import (
	"database/sql/driver"
	"strings"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// literal doubles backslashes, which MySQL reads as escapes unless its mode is
// NO_BACKSLASH_ESCAPES; quotes are safe in either.
// Source: https://dev.mysql.com/doc/refman/8.4/en/string-literals.html
func literal(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	switch v := v.(type) {
	case string:
		return compile.TextLiteral(b, t, v, quote)
	case time.Time:
		if t.Zone { // which no literal of MariaDB has; drivers send instants in UTC
			t.Zone, v = false, v.UTC()
		}
		return compile.QuoteLiteral(b, compile.TimeText(t, v))
	}
	return compile.StandardLiteral(b, t, v)
}

func quote(b []byte, text string) ([]byte, error) {
	return compile.QuoteLiteral(b, strings.ReplaceAll(text, `\`, `\\`))
}
