package compile

import (
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Literal returns the SQL of a statement with all its values written into the text, for
// debugging and for statements such as DDL that take no parameters. Values that come with an
// execution are taken from params. It fails for a value that has no literal.
func Literal(rules *Rules, stmt expr.Statement, params Params) (string, error) {
	text, key, err := forText(rules, stmt)
	if err != nil {
		return "", err
	}
	c := text.c
	if err := c.checkParams(key.Binds, params); err != nil {
		return "", c.fail(err)
	}
	if err := c.checkNames(key.Binds); err != nil {
		return "", c.fail(err)
	}
	for i := range c.slots {
		s := &c.slots[i]
		v, _, err := s.value(key.Binds, params, nil)
		if err == nil && s.form != nil {
			v, err = s.form(v)
		}
		if err == nil {
			text.segment(i)
			err = s.about(key.Binds, text.literal(s, v))
		}
		if err != nil {
			return "", c.fail(err)
		}
	}
	return text.finish(), nil
}

// forText compiles a statement whose text is to be built piece by piece.
func forText(rules *Rules, stmt expr.Statement) (*expander, *expr.Key, error) {
	c, key, err := compileTree(rules, stmt)
	if err != nil {
		return nil, nil, err
	}
	out := &Compiled{slots: c.slots, rules: rules, raw: c.buf, cuts: c.cuts}
	out.shareNames()
	return &expander{c: out}, key, nil
}

// compileTree writes a statement without a key given.
func compileTree(rules *Rules, stmt expr.Statement) (*Compiler, *expr.Key, error) {
	key := &expr.Key{}
	key.Add(stmt)
	c := &Compiler{rules: rules, key: key, stmt: stmt, construct: "statement", writable: true}
	c.Node(stmt)
	return c, key, c.err
}

// literal writes a value, or a list of them in parentheses, into the text.
func (e *expander) literal(s *slot, v any) (err error) {
	if !s.many {
		start := len(e.b)
		if e.b, err = e.c.rules.AppendLiteral(e.b, s.typ, v); err == nil {
			e.b = apartFromOperator(e.b, start)
		}
		return err
	}
	list, err := anyList(v)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		e.list(0, s, "")
		return nil
	}
	if s.row != nil {
		return e.literalRows(s, list)
	}
	for i, item := range list {
		e.b = append(append(e.b, [...]string{"(", ", "}[min(i, 1)]...), s.open...)
		if e.b, err = e.c.rules.AppendLiteral(e.b, s.typ, item); err != nil {
			return err
		}
		e.b = append(e.b, s.cast...)
	}
	e.b = append(e.b, ')')
	return nil
}

// apartFromOperator puts the literal at start in parentheses if it begins with a minus that would be
// one with the operator before it: two of them begin a comment.
func apartFromOperator(b []byte, start int) []byte {
	if start == 0 || start == len(b) || b[start] != '-' || strings.IndexByte("-+*/<>=~!@#%^&|?", b[start-1]) < 0 {
		return b
	}
	return append(slices.Insert(b, start, '('), ')')
}

// literalRows writes rows of values into the text.
func (e *expander) literalRows(s *slot, list []any) error {
	e.b = append(e.b, '(')
	e.valuesWord()
	for i, item := range list {
		row, err := anyList(item)
		if err != nil || len(row) != len(s.row) {
			return errNoLiteral(typemap.Type{}, item)
		}
		if i > 0 {
			e.b = append(e.b, ", "...)
		}
		for j, v := range row {
			t := s.row[j]
			if t.Kind == typemap.KindUnknown {
				t = typemap.TypeOfValue(v)
			}
			e.b = append(e.b, [...]string{"(", ", "}[min(j, 1)]...)
			if e.b, err = e.c.rules.AppendLiteral(e.b, t, v); err != nil {
				return err
			}
		}
		e.b = append(e.b, ')')
	}
	e.b = append(e.b, ')')
	return nil
}

// AppendLiteral appends v, a Go value for SQL type t, as a literal that can stand in SQL text.
// It fails, naming the types and never the value, for what cannot be written so.
func (r *Rules) AppendLiteral(b []byte, t typemap.Type, v any) ([]byte, error) {
	t = t.On(r.Dialect)
	if sql, ok, err := t.Literal(v); ok || err != nil {
		return append(b, sql...), err
	}
	if t.Kind == typemap.KindArray && v != nil {
		if !r.Type.ArrayLiterals {
			return b, errNoLiteral(t, v)
		}
		if kind := reflect.TypeOf(v).Kind(); kind == reflect.Slice || kind == reflect.Array {
			return r.appendArray(b, t, v)
		}
	}
	enc, err := r.encode(t, v)
	if err != nil {
		return b, err
	}
	if enc == nil {
		return append(b, "NULL"...), nil
	}
	return r.Type.Literal(b, t, enc)
}

// appendArray writes ARRAY[...] with the literals of the elements.
func (r *Rules) appendArray(b []byte, t typemap.Type, v any) ([]byte, error) {
	list, err := anyList(v)
	if err != nil {
		return b, errNoLiteral(t, v)
	}
	b = append(b, "ARRAY["...)
	for i, item := range list {
		if i > 0 {
			b = append(b, ", "...)
		}
		elem := t.Elem()
		if kind := reflect.ValueOf(item).Kind(); kind == reflect.Slice && elem.Kind != typemap.KindBinary {
			elem = t // of more dimensions
		}
		if b, err = r.AppendLiteral(b, elem, item); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// StandardLiteral appends values as the SQL standard writes them, for databases with a boolean
// type: dates and times as text, bytes as X'00FF'.
func StandardLiteral(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v), nil
	case int64:
		if t.Kind == typemap.KindBoolean {
			return strconv.AppendBool(b, v != 0), nil
		}
		return strconv.AppendInt(b, v, 10), nil
	case uint64:
		return strconv.AppendUint(b, v, 10), nil
	case float64:
		return appendFloat(b, t, v)
	case []byte:
		return append(hex.AppendEncode(append(b, "X'"...), v), '\''), nil
	case time.Time:
		return QuoteLiteral(b, TimeText(t, v))
	case string:
		return TextLiteral(b, t, v, QuoteLiteral)
	}
	return b, errNoLiteral(t, v)
}

func appendFloat(b []byte, t typemap.Type, v float64) ([]byte, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return b, fmt.Errorf("%v has no literal as SQL type %s: bind it", v, t)
	}
	start := len(b)
	b = strconv.AppendFloat(b, v, 'g', -1, 64)
	if !strings.ContainsAny(string(b[start:]), ".e") { // not to be read as a whole number
		b = append(b, ".0"...)
	}
	return b, nil
}

// TextLiteral appends text of SQL type t: numbers that travel as text as they are, anything else
// as quote has it. It is for the rules of dialects.
func TextLiteral(b []byte, t typemap.Type, text string, quote func([]byte, string) ([]byte, error)) ([]byte, error) {
	if t.IsInteger() || t.Kind == typemap.KindNumeric || t.Kind == typemap.KindReal || t.Kind == typemap.KindDouble {
		if !isNumber(text) {
			return b, fmt.Errorf("text that is no number has no literal as SQL type %s", t)
		}
		return append(b, text...), nil
	}
	return quote(b, text)
}

// isNumber reports whether text is a plain decimal number, perhaps with an exponent.
func isNumber(text string) bool {
	digits := 0
	for i := range len(text) {
		switch b := text[i]; {
		case b >= '0' && b <= '9':
			digits++
		case b == '-' && i == 0:
		case b == '.' && strings.IndexByte(text, '.') == i:
		case (b == 'e' || b == 'E') && digits > 0:
			return isWhole(strings.TrimLeft(text[i+1:], "+-"))
		default:
			return false
		}
	}
	return digits > 0
}

func isWhole(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

var errZeroByte = errors.New("text with a zero byte has no literal")

// QuoteLiteral appends text between quotes, doubling those inside. It is right for databases
// to which a backslash is a character like any other.
func QuoteLiteral(b []byte, text string) ([]byte, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return b, errZeroByte
	}
	b = append(b, '\'')
	b = append(b, strings.ReplaceAll(text, "'", "''")...)
	return append(b, '\''), nil
}

// TimeText returns a date or time as text between quotes has it, as its type wants it.
func TimeText(t typemap.Type, v time.Time) string {
	switch {
	case t.Kind == typemap.KindDate:
		return v.Format(time.DateOnly)
	case t.Kind == typemap.KindTime:
		return v.Format("15:04:05.999999")
	case t.Zone:
		return v.Format("2006-01-02 15:04:05.999999-07:00")
	}
	return v.Format("2006-01-02 15:04:05.999999")
}

func bit(truth bool) int {
	if truth {
		return 1
	}
	return 0
}

// BitLiteral is StandardLiteral for databases without a boolean type, where truth is 1 or 0.
func BitLiteral(b []byte, t typemap.Type, v driver.Value) ([]byte, error) {
	switch n := v.(type) {
	case bool:
		return strconv.AppendInt(b, int64(bit(n)), 10), nil
	case int64:
		if t.Kind == typemap.KindBoolean {
			return strconv.AppendInt(b, int64(bit(n != 0)), 10), nil
		}
	}
	return StandardLiteral(b, t, v)
}

func errNoLiteral(t typemap.Type, v any) error {
	return fmt.Errorf("a %T has no literal as SQL type %s: bind it", v, t)
}
