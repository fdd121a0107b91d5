package oracle

import (
	"database/sql/driver"
	"encoding/hex"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// literal writes dates and times with their format, since how Oracle reads text as such is a
// setting of the session.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/Literals.html
func literal(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	switch v := v.(type) {
	case []byte:
		return append(hex.AppendEncode(append(b, "HEXTORAW('"...), v), "')"...), nil
	case string:
		if t.Kind == typemap.KindDate {
			return formatted(b, "TO_DATE", v, "YYYY-MM-DD")
		}
	case time.Time:
		switch {
		case t.Kind == typemap.KindDate, t.Kind == typemap.KindTime:
		case t.Zone:
			return formatted(b, "TO_TIMESTAMP_TZ", v.Format("2006-01-02 15:04:05.000000 -07:00"), "YYYY-MM-DD HH24:MI:SS.FF TZH:TZM")
		case v.Nanosecond() != 0:
			return formatted(b, "TO_TIMESTAMP", v.Format("2006-01-02 15:04:05.000000"), "YYYY-MM-DD HH24:MI:SS.FF")
		default:
			return formatted(b, "TO_DATE", v.Format(time.DateTime), "YYYY-MM-DD HH24:MI:SS")
		}
	}
	return compile.BitLiteral(b, t, v)
}

func formatted(b []byte, function, text, format string) ([]byte, error) {
	b = append(append(b, function...), '(')
	b, err := compile.QuoteLiteral(b, text)
	return append(append(append(b, ", '"...), format...), "')"...), err
}
