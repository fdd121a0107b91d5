package mssql

import (
	"database/sql/driver"
	"encoding/hex"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// literal marks text that is not plain ASCII, which would lose characters otherwise, and writes
// times so that no setting of the session reads them another way.
// Source: https://learn.microsoft.com/sql/t-sql/data-types/constants-transact-sql
func literal(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	switch v := v.(type) {
	case []byte:
		return hex.AppendEncode(append(b, "0x"...), v), nil
	case time.Time:
		if t.Kind == typemap.KindDate || t.Kind == typemap.KindTime {
			return compile.QuoteLiteral(b, compile.TimeText(t, v))
		}
		if t.Zone {
			return compile.QuoteLiteral(b, v.Format("2006-01-02T15:04:05.999999-07:00"))
		}
		return compile.QuoteLiteral(b, v.Format("2006-01-02T15:04:05.999999"))
	case string:
		return compile.TextLiteral(b, t, v, func(b []byte, text string) ([]byte, error) {
			if t.National() || !isASCII(text) {
				b = append(b, 'N')
			}
			return compile.QuoteLiteral(b, text)
		})
	}
	return compile.BitLiteral(b, t, v)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
