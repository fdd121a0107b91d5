package sqlite

import (
	"strconv"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// plainTypes are the types as gild writes them, by the name without sizes.
var plainTypes = map[string]typemap.Type{
	"BOOLEAN": typemap.Boolean(), "SMALLINT": typemap.SmallInt(), "INTEGER": typemap.Integer(), "BIGINT": typemap.BigInt(),
	"REAL": typemap.Real(), "DOUBLE": typemap.Double(), "TEXT": typemap.Text(), "BLOB": typemap.Binary(), "JSON": typemap.JSON(),
	"DATE": typemap.Date(), "TIME": typemap.Time(), "DATETIME": typemap.DateTime(), "TIMESTAMP": typemap.Named("TIMESTAMP"),
	"NUMERIC": typemap.Numeric(0, 0), "VARCHAR": typemap.String(0),
}

// parseType returns the type that a column was declared with. SQLite takes any name: those that
// gild does not know are of the kind that their affinity tells.
// Source: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
func parseType(declared string) typemap.Type {
	name, sizes, ok := typeSizes(declared)
	upper := strings.ToUpper(name)
	if !ok {
		return typemap.Spelled(affinity(strings.ToUpper(declared)), declared)
	}
	switch plain, known := plainTypes[upper]; {
	case known && len(sizes) == 0:
		return plain
	case upper == "VARCHAR" && len(sizes) == 1:
		return typemap.String(uint32(sizes[0]))
	case upper == "NUMERIC" && len(sizes) == 2:
		return typemap.Numeric(uint16(sizes[0]), uint16(sizes[1]))
	}
	if named := typemap.Named(upper, sizes...); named.Kind != typemap.KindUnknown && len(sizes) < 3 {
		return named
	}
	return typemap.Spelled(affinity(upper), declared)
}

// typeSizes cuts the numbers off a type; ok is false if there is anything else in the
// parentheses, or behind them.
func typeSizes(declared string) (name string, sizes []int, ok bool) {
	name, rest, found := strings.Cut(declared, "(")
	if !found {
		return declared, nil, true
	}
	inner, closed := strings.CutSuffix(strings.TrimSpace(rest), ")")
	if !closed {
		return declared, nil, false
	}
	for part := range strings.SplitSeq(inner, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 0 {
			return declared, nil, false
		}
		sizes = append(sizes, n)
	}
	return strings.TrimSpace(name), sizes, true
}

func affinity(upper string) typemap.Kind {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(upper, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("INT"):
		return typemap.KindBigInt
	case has("CHAR", "CLOB", "TEXT"):
		return typemap.KindText
	case upper == "":
		return typemap.KindUnknown
	case has("BLOB"):
		return typemap.KindBinary
	case has("REAL", "FLOA", "DOUB"):
		return typemap.KindDouble
	}
	return typemap.KindNumeric
}
