package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// exactDigits is how many digits of a decimal a float keeps. SQLite makes floats of decimals in NUMERIC
// columns, whatever they were sent as.
// Source: https://www.sqlite.org/datatype3.html#type_affinity
const exactDigits = 15

// send turns decimals into numbers, which SQLite calculates and compares with, and refuses what it would
// change in silence.
func send(t typemap.Type, v driver.Value) (driver.Value, error) {
	switch v := v.(type) {
	case string:
		if t.Kind == typemap.KindNumeric && !keepsText(t) {
			return number(t, v)
		}
	case uint64:
		return number(t, strconv.FormatUint(v, 10))
	case float64:
		if math.IsNaN(v) {
			return nil, errors.New("there is no NaN: it would become NULL")
		}
	}
	return v, nil
}

// keepsText reports whether columns of the type keep text as it is.
// Source: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func keepsText(t typemap.Type) bool {
	name, _ := t.Spelling()
	name = strings.ToUpper(name)
	return !strings.Contains(name, "INT") && (strings.Contains(name, "CHAR") || strings.Contains(name, "CLOB") || strings.Contains(name, "TEXT"))
}

// number returns the decimal in text as the number that SQLite keeps.
func number(t typemap.Type, text string) (driver.Value, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	d, err := typemap.ParseDecimal(text)
	if err != nil {
		return text, nil // as given: an expression's own text
	}
	if digits := significant(d.String()); digits > exactDigits || !d.IsFinite() {
		return nil, fmt.Errorf("a decimal that is no number, or of more than %d digits, would not come back from a %s column: keep it in typemap.ExactNumeric", exactDigits, t)
	}
	f, err := strconv.ParseFloat(d.String(), 64)
	return f, err
}

// significant counts the digits without zeros at either end.
func significant(text string) int {
	return len(strings.Trim(strings.Replace(strings.TrimPrefix(text, "-"), ".", "", 1), "0"))
}
