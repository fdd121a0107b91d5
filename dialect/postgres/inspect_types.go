package postgres

import (
	"strconv"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/typemap"
)

// typeRow is a type as typeColumns reads it.
type typeRow struct {
	Type                                   string // as format_type writes it
	Category, TypeName, TypeSchema, Labels string // of an array: of its elements
	BaseType                               string // of a domain
	Visible                                bool
}

// typeJoins joins the type t of that oid, and e, which is the type of the elements for an array.
func typeJoins(oid string) string {
	return "JOIN pg_catalog.pg_type t ON t.oid = " + oid +
		" JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END" +
		" JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace"
}

// typeColumns selects the columns of a typeRow.
func typeColumns(oid, mod string) string {
	return `pg_catalog.format_type(` + oid + `, ` + mod + `) AS type,
	e.typtype::text AS category, e.typname AS type_name, en.nspname AS type_schema, pg_catalog.pg_type_is_visible(e.oid) AS visible,
	coalesce(CASE WHEN e.typtype = 'e' THEN (SELECT json_agg(en.enumlabel ORDER BY en.enumsortorder)::text FROM pg_catalog.pg_enum en WHERE en.enumtypid = e.oid) END, '') AS labels,
	coalesce(CASE WHEN e.typtype = 'd' THEN pg_catalog.format_type(e.typbasetype, e.typtypmod) END, '') AS base_type`
}

// typ returns the type in gild's words.
func (row *typeRow) typ() typemap.Type {
	text, isArray := strings.CutSuffix(row.Type, "[]")
	if isArray { // whose dimensions PostgreSQL does not keep
		elem := *row
		elem.Type = strings.TrimRight(text, "[]")
		return typemap.ArrayOf(elem.typ())
	}
	switch row.Category {
	case "e":
		return typemap.Enum(row.enumName(), dialect.List(row.Labels)...)
	case "d":
		return typemap.Spelled(parseType(row.BaseType).Kind, row.Type)
	}
	return parseType(row.Type)
}

// enumName is the name as typemap.Enum takes it.
func (row *typeRow) enumName() string {
	switch {
	case !row.Visible:
		return row.TypeSchema + "." + row.TypeName
	case strings.Contains(row.TypeName, "."):
		return "." + row.TypeName
	}
	return row.TypeName
}

// plainTypes are the types whose names gild writes itself for a type without parameters.
var plainTypes = map[string]typemap.Type{
	"boolean": typemap.Boolean(), "smallint": typemap.SmallInt(), "integer": typemap.Integer(), "bigint": typemap.BigInt(),
	"real": typemap.Real(), "double precision": typemap.Double(), "numeric": typemap.Numeric(0, 0),
	"character varying": typemap.String(0), "text": typemap.Text(), "bytea": typemap.Binary(), "date": typemap.Date(),
	"time without time zone": typemap.Time(), "time with time zone": {Kind: typemap.KindTime, Zone: true},
	"timestamp without time zone": typemap.DateTime(), "timestamp with time zone": typemap.DateTimeZone(),
	"json": typemap.JSON(), "uuid": typemap.UUID(), "interval": typemap.Interval(),
}

// spelledKinds are the kinds of the values of types that gild has no word for; those of others
// travel as text.
var spelledKinds = map[string]typemap.Kind{
	"jsonb": typemap.KindJSON, "oid": typemap.KindBigInt, "timestamp": typemap.KindDateTime, "time": typemap.KindTime, "interval": typemap.KindInterval,
	"int4range": typemap.KindRange, "int8range": typemap.KindRange, "numrange": typemap.KindRange,
	"tsrange": typemap.KindRange, "tstzrange": typemap.KindRange, "daterange": typemap.KindRange,
}

// parseType returns the type that format_type has written.
// Source: https://www.postgresql.org/docs/current/datatype.html
func parseType(text string) typemap.Type {
	if t, ok := plainTypes[text]; ok {
		return t
	}
	name, sizes := typeSizes(text)
	switch {
	case name == "character varying" && len(sizes) == 1:
		return typemap.String(uint32(sizes[0]))
	case name == "character" && len(sizes) == 1:
		return typemap.Named("CHAR", sizes[0])
	case name == "numeric" && len(sizes) == 2 && sizes[1] >= 0:
		return typemap.Numeric(uint16(sizes[0]), uint16(sizes[1]))
	}
	first, _, _ := strings.Cut(name, " ")
	kind, ok := spelledKinds[first]
	if !ok {
		kind = typemap.KindText
	}
	t := typemap.Spelled(kind, text)
	t.Zone = strings.HasSuffix(text, "with time zone")
	return t
}

// typeSizes takes the numbers in parentheses out of a type's name.
func typeSizes(text string) (name string, sizes []int) {
	before, rest, ok := strings.Cut(text, "(")
	inner, after, closed := strings.Cut(rest, ")")
	if !ok || !closed {
		return text, nil
	}
	for s := range strings.SplitSeq(inner, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return text, nil
		}
		sizes = append(sizes, n)
	}
	return before + after, sizes
}

// collated gives a text type its collation; other types have it in their spelling or not at all.
func collated(t typemap.Type, collation string) typemap.Type {
	name, _ := t.SQLName()
	if collation == "" || !t.IsText() || t.Detail != nil && name == "" {
		return t
	}
	return t.Collate(collation)
}
