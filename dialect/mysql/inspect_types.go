package mysql

import (
	"strconv"
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/typemap"
)

// parsedKinds are the kinds of the values of types, by their first word.
var parsedKinds = map[string]typemap.Kind{
	"tinyint": typemap.KindSmallInt, "mediumint": typemap.KindInteger, "year": typemap.KindSmallInt,
	"tinyblob": typemap.KindBinary, "mediumblob": typemap.KindBinary, "geometry": typemap.KindBinary, "point": typemap.KindBinary,
	"float": typemap.KindReal, "double": typemap.KindDouble, "decimal": typemap.KindNumeric,
	"smallint": typemap.KindSmallInt, "int": typemap.KindInteger, "bigint": typemap.KindBigInt,
}

// parseType returns the type of COLUMN_TYPE in gild's words. The widths that integers are
// displayed with are left out; MySQL no longer knows them.
// Source: https://dev.mysql.com/doc/refman/8.4/en/data-types.html
func parseType(text string) typemap.Type {
	word, rest := text, ""
	if i := strings.IndexAny(text, "( "); i >= 0 {
		word, rest = text[:i], text[i:]
	}
	size, scale, more := sizesOf(rest)
	switch {
	case word == "enum":
		return typemap.Enum("", labels(rest)...)
	case word == "set":
		return typemap.Set(labels(rest)...)
	case word == "tinyint" && size == 1 && more == "":
		return typemap.Boolean()
	case (word == "smallint" || word == "int" || word == "bigint") && (more == "" || more == "unsigned"):
		t := typemap.Type{Kind: parsedKinds[word]}
		if more == "unsigned" {
			return typemap.Unsigned(t)
		}
		return t
	case more != "":
		return spelled(word, text)
	}
	switch word {
	case "varchar":
		return typemap.String(uint32(size))
	case "char":
		return typemap.Named("CHAR", size)
	case "longtext":
		return typemap.Text()
	case "text":
		return typemap.Named("TEXT")
	case "longblob":
		return typemap.Binary()
	case "blob":
		return typemap.Named("BLOB")
	case "varbinary":
		return typemap.Type{Kind: typemap.KindBinary, Length: uint32(size)}
	case "binary":
		return typemap.Named("BINARY", size)
	case "decimal":
		return typemap.Numeric(uint16(size), uint16(scale))
	case "float", "double":
		if rest == "" {
			return typemap.Type{Kind: parsedKinds[word]}
		}
	case "date":
		return typemap.Date()
	case "time":
		return fraction(typemap.Time(), size)
	case "datetime":
		return fraction(typemap.DateTime(), size)
	case "bit":
		return typemap.Bit(uint32(size))
	case "json":
		return typemap.JSON()
	}
	return spelled(word, text)
}

// fraction leaves out the digits behind the seconds that gild's types have here by themselves.
func fraction(t typemap.Type, digits int) typemap.Type {
	if digits == 6 {
		return t
	}
	return t.Fraction(uint16(digits))
}

// spelled is a type by its own name. Values of types that are not known travel as text.
func spelled(word, text string) typemap.Type {
	kind, ok := parsedKinds[word]
	switch {
	case ok:
	case word == "timestamp":
		kind = typemap.KindDateTime
	case word == "uuid":
		kind = typemap.KindUUID
	default:
		kind = typemap.KindText
	}
	return typemap.Spelled(kind, strings.ToUpper(word)+strings.TrimPrefix(text, word))
}

// sizesOf reads one or two numbers in parentheses, and what stands behind them.
func sizesOf(rest string) (size, scale int, more string) {
	inner, ok := strings.CutPrefix(rest, "(")
	if !ok {
		return 0, 0, strings.TrimSpace(rest)
	}
	numbers, more, _ := strings.Cut(inner, ")")
	first, second, _ := strings.Cut(numbers, ",")
	size, _ = strconv.Atoi(first) // labels are none
	scale, _ = strconv.Atoi(second)
	return size, scale, strings.TrimSpace(more)
}

// labels reads the labels of ENUM and SET.
func labels(list string) []string {
	var found []string
	scanner := sqltext.NewScanner(list, sqltext.MySQL())
	for {
		switch token := scanner.Next(); token.Kind {
		case sqltext.EOF:
			return found
		case sqltext.String:
			text := token.Text(list)
			found = append(found, unescaped.Replace(text[1:len(text)-1]))
		}
	}
}

// unescaped reads what the server escapes in the texts that it writes.
var unescaped = strings.NewReplacer("''", "'", `\\`, `\`, `\n`, "\n", `\r`, "\r", `\0`, "\x00", `\'`, "'")

func collated(t typemap.Type, collation string) typemap.Type {
	name, _ := t.SQLName()
	if !t.IsText() || t.Detail != nil && name == "" {
		return t
	}
	return t.Collate(collation)
}
