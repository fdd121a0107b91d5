package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gildsql/gild/typemap"
)

// databaseKinds are the types that PostgreSQL itself gives to the columns of a result.
var databaseKinds = map[string]typemap.Kind{
	"INT2": typemap.KindSmallInt, "INT4": typemap.KindInteger, "INT8": typemap.KindBigInt,
	"FLOAT4": typemap.KindReal, "FLOAT8": typemap.KindDouble, "NUMERIC": typemap.KindNumeric,
	"BOOL": typemap.KindBoolean, "DATE": typemap.KindDate, "TIME": typemap.KindTime, "TIMETZ": typemap.KindTime,
	"TIMESTAMP": typemap.KindDateTime, "TIMESTAMPTZ": typemap.KindDateTime, "INTERVAL": typemap.KindInterval,
	"JSON": typemap.KindJSON, "JSONB": typemap.KindJSON, "UUID": typemap.KindUUID, "BYTEA": typemap.KindBinary,
	"TEXT": typemap.KindString, "VARCHAR": typemap.KindString, "BPCHAR": typemap.KindString, "NAME": typemap.KindString,
	"INT4RANGE": typemap.KindRange,
}

// rowValue turns what a driver gives into one of the reader's own values. The type is what gild
// knows of the column; the database's name of it goes first where there is one.
func rowValue(v any, known typemap.Type, databaseName string) any {
	if v == nil {
		return nil
	}
	kind := known.Kind
	if k, ok := databaseKinds[databaseName]; ok {
		kind = k
	}
	if elem, ok := strings.CutPrefix(databaseName, "_"); ok {
		return arrayValue(textOf(v), elem)
	}
	if b, ok := v.([]byte); ok && kind != typemap.KindBinary {
		if kind == typemap.KindUnknown && databaseName == "" {
			return v
		}
		v = string(b)
	}
	return kindValue(v, kind)
}

func kindValue(v any, kind typemap.Kind) any {
	switch kind {
	case typemap.KindDate, typemap.KindDateTime, typemap.KindTime:
		return momentValue(v, kind)
	case typemap.KindInterval:
		return intervalValue(v)
	case typemap.KindJSON:
		return jsonValue(v)
	case typemap.KindUUID:
		var u uuid
		if text := textOf(v); u.UnmarshalText([]byte(text)) == nil {
			return u
		}
	case typemap.KindBoolean:
		if n, ok := v.(int64); ok {
			return n != 0
		}
	case typemap.KindNumeric:
		if text, ok := v.(string); ok {
			return decimal(text)
		}
	case typemap.KindReal, typemap.KindDouble:
		if f, err := strconv.ParseFloat(textOf(v), 64); err == nil {
			return f
		}
	case typemap.KindSmallInt, typemap.KindInteger, typemap.KindBigInt:
		if n, err := strconv.ParseInt(textOf(v), 10, 64); err == nil {
			return n
		}
	case typemap.KindBinary:
		if text, ok := v.(string); ok {
			return []byte(text)
		}
	case typemap.KindRange:
		return rangeValue(textOf(v))
	}
	return v
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

func momentValue(v any, kind typemap.Kind) any {
	t, ok := v.(time.Time)
	if !ok {
		for _, layout := range []string{"15:04:05.999999", "15:04"} {
			if c, err := time.Parse(layout, textOf(v)); err == nil && kind == typemap.KindTime {
				return clock{c}
			}
		}
		parsed, err := typemap.ParseTime(textOf(v))
		if err != nil {
			return v
		}
		t = parsed
	}
	switch kind {
	case typemap.KindDate:
		return date{t}
	case typemap.KindTime:
		return clock{t}
	}
	return t
}

// intervalValue reads the text of PostgreSQL, such as "1 day 02:00:00.5", or on SQLite the
// moment as long after 1970.
func intervalValue(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.Sub(time.Unix(0, 0).UTC())
	case int64:
		return time.Duration(v)
	}
	text := textOf(v)
	if t, err := typemap.ParseTime(text); err == nil && strings.Contains(text, "-") && len(text) > 10 {
		return t.Sub(time.Unix(0, 0).UTC())
	}
	var total time.Duration
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i++ {
		if strings.Contains(fields[i], ":") {
			total += clockDuration(fields[i])
			continue
		}
		n, err := strconv.Atoi(fields[i])
		if err != nil || i+1 == len(fields) {
			return v
		}
		i++
		days := map[string]int{"day": 1, "mon": 30, "year": 365}[strings.TrimSuffix(fields[i], "s")]
		total += time.Duration(n*days) * 24 * time.Hour
	}
	return total
}

func clockDuration(text string) time.Duration {
	sign := time.Duration(1)
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		text, sign = rest, -1
	}
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return 0
	}
	d, _ := time.ParseDuration(parts[0] + "h" + parts[1] + "m" + parts[2] + "s")
	return sign * d
}

// jsonValue reads a document: objects stay documents, lists are lists, what is simple is the
// value itself.
func jsonValue(v any) any {
	d := json.NewDecoder(strings.NewReader(textOf(v)))
	d.UseNumber()
	var doc any
	if d.Decode(&doc) != nil {
		return v
	}
	return plainJSON(doc)
}

func plainJSON(doc any) any {
	switch doc := doc.(type) {
	case map[string]any:
		return document{doc}
	case []any:
		list := make([]any, len(doc))
		for i, x := range doc {
			list[i] = plainJSON(x)
		}
		return list
	case json.Number:
		if i, err := doc.Int64(); err == nil {
			return i
		}
		f, _ := doc.Float64()
		return f
	}
	return doc
}

// arrayValue reads the text of a PostgreSQL array.
func arrayValue(text, elem string) any {
	p := &arrayParser{text: text, elem: elem}
	return p.list()
}

type arrayParser struct {
	text, elem string
	at         int
}

func (p *arrayParser) list() any {
	list := []any{}
	p.at++ // the opening brace
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case '}':
			p.at++
			return list
		case ',':
			p.at++
		case '{':
			list = append(list, p.list())
		default:
			list = append(list, p.element())
		}
	}
	return list
}

func (p *arrayParser) element() any {
	var b strings.Builder
	quoted := p.text[p.at] == '"'
	if quoted {
		p.at++
	}
	for ; p.at < len(p.text); p.at++ {
		c := p.text[p.at]
		switch {
		case c == '\\' && p.at+1 < len(p.text):
			p.at++
			c = p.text[p.at]
		case quoted && c == '"':
			p.at++
			return rowValue(b.String(), typemap.Type{}, p.elem)
		case !quoted && (c == ',' || c == '}'):
			if b.String() == "NULL" {
				return nil
			}
			return rowValue(b.String(), typemap.Type{}, p.elem)
		}
		b.WriteByte(c)
	}
	return b.String()
}

// rangeValue reads the text of a range of whole numbers.
func rangeValue(text string) any {
	if text == "empty" || len(text) < 3 {
		return span{bounds: text}
	}
	lower, upper, _ := strings.Cut(text[1:len(text)-1], ",")
	return span{rangeBound(lower), rangeBound(upper), text[:1] + text[len(text)-1:]}
}

func rangeBound(text string) any {
	if text == "" {
		return nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return text
}
