package sqllog

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// arguments returns the arguments as they are logged, of many the first and the last.
func (l *Logger) arguments(args []driver.NamedValue) []string {
	shown := make([]string, 0, min(len(args), l.maxArgs)+1)
	head := l.maxArgs - l.maxArgs/2
	for i := 0; i < len(args); i++ {
		if i == head && len(args) > l.maxArgs {
			left := len(args) - l.maxArgs
			shown = append(shown, fmt.Sprintf("... (%d more arguments)", left))
			i += left
			if i == len(args) {
				break
			}
		}
		shown = append(shown, l.argument(args[i], i+1))
	}
	return shown
}

func (l *Logger) argument(arg driver.NamedValue, place int) string {
	v, name := arg.Value, arg.Name
	text := ""
	switch {
	case !l.args && v == nil:
		text = "NULL"
	case !l.args:
		text = fmt.Sprintf("%T", v)
	case l.redact == nil:
		text = l.value(v)
	case name == "":
		text = l.value(l.redact(strconv.Itoa(place), v))
	default:
		text = l.value(l.redact(name, v))
	}
	if name != "" {
		return name + "=" + text
	}
	return text
}

func (l *Logger) value(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return quoted(v, l.maxValue)
	case []byte:
		if utf8.Valid(v) {
			return quoted(string(v), l.maxValue)
		}
		return cutHex(v, l.maxValue)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return cut(fmt.Sprint(v), l.maxValue)
}

func quoted(s string, limit int) string {
	head, left := split(s, limit)
	return strconv.Quote(head) + more(left)
}

func cut(s string, limit int) string {
	head, left := split(s, limit)
	return head + more(left)
}

// split returns the first characters of s, and how many there are more.
func split(s string, limit int) (head string, left int) {
	if len(s) <= limit {
		return s, 0
	}
	n := 0
	for i := range s {
		if n == limit {
			return s[:i], utf8.RuneCountInString(s[i:])
		}
		n++
	}
	return s, 0
}

// cutHex writes bytes that are no text, two digits for each.
func cutHex(b []byte, limit int) string {
	if n := len(b) - limit/2; n > 0 {
		return "0x" + hex.EncodeToString(b[:limit/2]) + more(2*n)
	}
	return "0x" + hex.EncodeToString(b)
}

func more(left int) string {
	if left == 0 {
		return ""
	}
	return fmt.Sprintf("... (%d more characters)", left)
}
