package sqlite3

import (
	"fmt"
	"math"
	"regexp"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/lru"
)

// patterns is how many compiled patterns a connection keeps.
const patterns = 64

// Functions gives a connection the functions that gild's SQL uses and SQLite has only if it was
// built with them: regexp, by Go's package regexp, floor and ceil. It is a ConnectHook for a
// driver with hooks of the program's own; gild's own drivers have it.
// Source: https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
func Functions(c *sqlite3.SQLiteConn) error {
	m := &matcher{lru.NewStrings[*regexp.Regexp](patterns, nil)}
	for name, f := range map[string]any{
		"regexp": m.match,
		"floor":  func(v any) (any, error) { return round(v, math.Floor), nil },
		"ceil":   func(v any) (any, error) { return round(v, math.Ceil), nil },
	} {
		if err := c.RegisterFunc(name, f, true); err != nil {
			return fault.Errorf("sqlite: the function %s: %w", name, err)
		}
	}
	return nil
}

// matcher matches texts against patterns. It belongs to one connection, which calls one function
// at a time.
type matcher struct {
	compiled *lru.Strings[*regexp.Regexp]
}

// match is regexp(pattern, text), for which SQLite takes text REGEXP pattern. It is NULL if one
// of them is.
func (m *matcher) match(pattern, text any) (any, error) {
	if isNull(pattern) || isNull(text) {
		return nil, nil
	}
	p := asText(pattern)
	re, ok := m.compiled.Get(p)
	if !ok {
		var err error
		if re, err = regexp.Compile(p); err != nil {
			return nil, err
		}
		m.compiled.Put(p, re)
	}
	return re.MatchString(asText(text)), nil
}

// isNull reports whether v is NULL, for which go-sqlite3 gives a nil slice.
func isNull(v any) bool {
	b, ok := v.([]byte)
	return v == nil || ok && b == nil
}

// asText returns a value of SQLite as it makes text of it.
func asText(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}

// round rounds a number. As SQLite's own functions do, it leaves whole numbers alone and makes
// NULL of what is no number.
// Source: https://www.sqlite.org/lang_mathfunc.html
func round(v any, to func(float64) float64) any {
	switch v := v.(type) {
	case int64:
		return v
	case float64:
		return to(v)
	}
	return nil
}
