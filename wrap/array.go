package wrap

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"time"
)

// appendArrayValue appends an element of a PostgreSQL array, in quotes where it has a
// text of its own.
func appendArrayValue(b []byte, v driver.Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "NULL"...)
	case string:
		return appendQuotedElement(b, v)
	case []byte:
		return appendQuotedElement(b, `\x`+hex.EncodeToString(v))
	case time.Time:
		return appendQuotedElement(b, v.Format(time.RFC3339Nano))
	}
	return fmt.Append(b, v)
}

func appendQuotedElement(b []byte, text string) []byte {
	b = append(b, '"')
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, text[i])
	}
	return append(b, '"')
}
