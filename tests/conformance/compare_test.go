package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// An expectation is a record of what SQLAlchemy makes of a case.
type expectation struct {
	ID      string         `json:"id"`
	Group   string         `json:"group"`
	Dialect string         `json:"dialect"`
	Mode    string         `json:"mode"`
	Norm    string         `json:"norm"`
	Binds   []expectedBind `json:"binds"`
	Error   *refusal       `json:"error"`

	Ordered  bool               `json:"ordered"`
	Rows     [][]any            `json:"rows"`
	RowCount *int64             `json:"rowcount"`
	After    map[string][][]any `json:"after"`
}

type expectedBind struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
	Sent  any    `json:"sent"`
	Out   bool   `json:"out"`
}

// difference says where gild's SQL or values are other ones; it is empty if they agree. What the
// reader does not support is a difference even where a refusal is expected.
func (e *expectation) difference(rec *record) string {
	if rec == nil {
		return "no record"
	}
	if f := rec.Error; f != nil {
		if e.Error != nil && f.Class != "Unsupported" && f.Class != "Malformed" && f.Class != "Panic" {
			return ""
		}
		return fmt.Sprintf("unexpected error %s: %s", f.Class, f.Message)
	}
	if e.Error != nil {
		return fmt.Sprintf("expected a refusal, %s, got %s", e.Error.Message, *rec.Norm)
	}
	if want, got := tokens(e.Norm), tokens(*rec.Norm); !slices.Equal(want, got) {
		return fmt.Sprintf("SQL\n\texpected %s\n\tgot      %s", e.Norm, *rec.Norm)
	}
	if len(e.Binds) != len(rec.Binds) {
		return fmt.Sprintf("%d values expected, got %d", len(e.Binds), len(rec.Binds))
	}
	for i, b := range e.Binds {
		got := canonical(roundTrip(rec.Binds[i].Value))
		if !b.Out && !reflect.DeepEqual(canonical(b.Value), got) && (b.Sent == nil || !reflect.DeepEqual(canonical(b.Sent), got)) {
			return fmt.Sprintf("value %d (%s): expected %v, got %v", i, b.Name, b.Value, rec.Binds[i].Value)
		}
	}
	return ""
}

// rowDifference says where a database gives other rows for gild's statement.
func (e *expectation) rowDifference(rec *record) string {
	switch {
	case rec == nil:
		return "no record"
	case rec.Error != nil:
		return fmt.Sprintf("unexpected error %s: %s", rec.Error.Class, rec.Error.Message)
	}
	if d := e.differentRows(e.Rows, rec.Rows, e.Ordered); d != "" {
		return d
	}
	if e.RowCount != nil && rec.RowCount != nil && *e.RowCount != *rec.RowCount {
		return fmt.Sprintf("%d rows counted, expected %d", *rec.RowCount, *e.RowCount)
	}
	for table, rows := range e.After {
		if d := e.differentRows(rows, rec.After[table], false); d != "" {
			return "table " + table + " afterwards: " + d
		}
	}
	return ""
}

func (e *expectation) differentRows(want, got [][]any, ordered bool) string {
	a, b := e.rowTexts(want, ordered), e.rowTexts(got, ordered)
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("%d rows expected, got %d; row %d:\n\texpected %v\n\tgot      %v", len(a), len(b), i, at(a, i), at(b, i))
		}
	}
	return ""
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(none)"
}

func (e *expectation) rowTexts(rows [][]any, ordered bool) []string {
	var out []string
	for _, row := range rows {
		var text []string
		for _, v := range row {
			text = append(text, rowText(roundTrip(v), e.Dialect == "sqlite"))
		}
		out = append(out, strings.Join(text, " | "))
	}
	if !ordered {
		sort.Strings(out)
	}
	return out
}

// rowText is the form in which values of rows are compared: numbers by value, to 9 digits.
func rowText(v any, booleanIsNumber bool) string {
	if b, ok := v.(bool); ok && booleanIsNumber {
		v = json.Number("0")
		if b {
			v = json.Number("1")
		}
	}
	if n, ok := numberOf(v); ok {
		f, _, err := big.ParseFloat(n, 10, 128, big.ToNearestEven)
		if err == nil {
			return f.Text('e', 8)
		}
	}
	if m, ok := v.(map[string]any); ok {
		if list, ok := m["$list"].([]any); ok {
			var parts []string
			for _, x := range list {
				parts = append(parts, rowText(x, booleanIsNumber))
			}
			return "[" + strings.Join(parts, ", ") + "]"
		}
	}
	return fmt.Sprintf("%#v", canonical(v))
}

// numberOf returns the digits of a number of any kind.
func numberOf(v any) (string, bool) {
	switch v := v.(type) {
	case json.Number:
		return v.String(), true
	case map[string]any:
		for _, key := range []string{"$decimal", "$float"} {
			if text, ok := v[key].(string); ok {
				return text, true
			}
		}
	}
	return "", false
}

// roundTrip makes of a value what reading it from a file would.
func roundTrip(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if decode(b, &out) != nil {
		return v
	}
	return out
}

var fraction = regexp.MustCompile(`^(.*\d)\.(\d+)(.*)$`)

// canonical makes values that mean the same equal.
func canonical(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for key, x := range m {
		text, _ := x.(string)
		switch key {
		case "$decimal", "$float", "$interval":
			if r, ok := new(big.Rat).SetString(text); ok {
				return key + r.RatString()
			}
		case "$datetime", "$time":
			text = strings.Replace(text, " ", "T", 1)
			if p := fraction.FindStringSubmatch(text); p != nil {
				text = strings.TrimSuffix(p[1]+"."+strings.TrimRight(p[2], "0"), ".") + p[3]
			}
			return key + text
		case "$uuid":
			return key + strings.ToLower(text)
		case "$list", "$tuple":
			var list []any
			for _, y := range asList(x) {
				list = append(list, canonical(y))
			}
			return list
		}
	}
	return v
}
