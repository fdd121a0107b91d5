package pgx

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
)

// textTypes are the types of text that PostgreSQL gives to parameters.
var textTypes = map[uint32]string{
	pgtype.TextOID: "text", pgtype.VarcharOID: "varchar", pgtype.BPCharOID: "bpchar",
}

// textCodec is pgx's codec of text, which also takes the other values of database/sql. Where
// nothing else says what a parameter is, as in SELECT $1 or 'a' || $1, PostgreSQL takes it
// for text. pgx refuses a number there; gild's statements, which run on any driver, may
// have one, and it is sent as text like by lib/pq. Nothing that the bare driver sends is
// sent in another way.
type textCodec struct{ pgtype.TextCodec }

// PlanEncode adds to what pgx can send.
func (c textCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if plan := c.TextCodec.PlanEncode(m, oid, format, value); plan != nil {
		return plan
	}
	switch value.(type) {
	case int64, float64, bool:
		return asText{}
	}
	return nil
}

// asText sends a value in the form in which the server reads it from text.
type asText struct{}

// Encode appends the value's text to buf.
func (asText) Encode(value any, buf []byte) ([]byte, error) {
	switch v := value.(type) {
	case int64:
		return strconv.AppendInt(buf, v, 10), nil
	case float64:
		return strconv.AppendFloat(buf, v, 'f', -1, 64), nil
	case bool:
		return strconv.AppendBool(buf, v), nil
	}
	return nil, fmt.Errorf("gild: a %T cannot be sent as text", value)
}

// byName comes before pgx looks for the type beneath a named one: a named number that has a
// String method is sent as that says, as the bare driver does for want of anything else, and
// not as the number.
func byName(value any) (pgtype.WrappedEncodePlanNextSetter, any, bool) {
	switch k := reflect.ValueOf(value).Kind(); {
	case k >= reflect.Bool && k <= reflect.Float64:
		return pgtype.TryWrapStringerEncodePlan(value)
	}
	return nil, nil, false
}
