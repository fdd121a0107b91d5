package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"math"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/typemap"
)

// literalOf writes values as PostgreSQL reads them, whatever standard_conforming_strings says.
// Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS
func literalOf(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		if v == math.MinInt64 { // the minus is an operator, and the number behind it no BIGINT
			return append(b, "(-9223372036854775807 - 1)"...), nil
		}
	case []byte:
		return append(hex.AppendEncode(append(b, "decode('"...), v), "', 'hex')"...), nil
	case float64:
		if text := notFinite(v); text != "" {
			return append(b, "'"+text+"'::DOUBLE PRECISION"...), nil
		}
	case string:
		if t.Kind == typemap.KindNumeric && (v == "NaN" || v == "Infinity" || v == "-Infinity") {
			return append(b, "'"+v+"'::NUMERIC"...), nil
		}
		return compile.TextLiteral(b, t, v, quote)
	}
	return compile.StandardLiteral(b, t, v)
}

func notFinite(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	return ""
}

func quote(b []byte, text string) ([]byte, error) {
	if _, err := compile.QuoteLiteral(nil, text); err != nil {
		return b, err
	}
	return append(b, literal(text)...), nil
}
