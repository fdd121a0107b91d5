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
	BaseType                               string // of a domain: the type below all domains
	Fields                                 string // of a composite type
	Visible                                bool
}

// typeJoins joins the type t of that oid, and e, which is the type of the elements for an array. What
// only some types have is joined, not selected for each row: by the costs of that, the server would
// compile the query first, which takes it seconds.
func typeJoins(oid string) string {
	return "JOIN pg_catalog.pg_type t ON t.oid = " + oid +
		" JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END" +
		" JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace" + `
	LEFT JOIN (SELECT l.enumtypid, json_agg(l.enumlabel ORDER BY l.enumsortorder)::text AS labels FROM pg_catalog.pg_enum l GROUP BY l.enumtypid) el ON el.enumtypid = e.oid
	LEFT JOIN (SELECT f.attrelid, json_agg(json_build_object('Name', f.attname, 'Type', pg_catalog.format_type(f.atttypid, f.atttypmod)) ORDER BY f.attnum)::text AS fields
		FROM pg_catalog.pg_attribute f JOIN pg_catalog.pg_class fc ON fc.oid = f.attrelid AND fc.relkind = 'c' WHERE f.attnum > 0 AND NOT f.attisdropped GROUP BY f.attrelid) ef
		ON ef.attrelid = e.typrelid
	LEFT JOIN (WITH RECURSIVE made AS (
			SELECT b.oid, b.typbasetype, b.typtypmod FROM pg_catalog.pg_type b WHERE b.typtype = 'd'
			UNION ALL SELECT made.oid, b.typbasetype, b.typtypmod FROM made JOIN pg_catalog.pg_type b ON b.oid = made.typbasetype AND b.typtype = 'd')
		SELECT made.oid, pg_catalog.format_type(made.typbasetype, made.typtypmod) AS base FROM made JOIN pg_catalog.pg_type b ON b.oid = made.typbasetype AND b.typtype <> 'd')
		eb ON eb.oid = e.oid`
}

// typeColumns selects the columns of a typeRow.
func typeColumns(oid, mod string) string {
	return `pg_catalog.format_type(` + oid + `, ` + mod + `) AS type,
	e.typtype::text AS category, e.typname AS type_name, en.nspname AS type_schema, pg_catalog.pg_type_is_visible(e.oid) AS visible,
	coalesce(el.labels, '') AS labels, coalesce(ef.fields, '') AS fields,
	coalesce(eb.base, '') AS base_type`
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
		return typemap.Enum(row.TypeName, dialect.List(row.Labels)...).In(row.foreignSchema())
	case "d":
		return typemap.Domain(row.TypeName, parseArray(row.BaseType)).In(row.foreignSchema())
	case "c":
		return typemap.Composite(row.TypeName, row.fields()...).In(row.foreignSchema())
	}
	return parseType(row.Type)
}

// fields are those of a composite type. Types that are composed of others in turn are known by their
// names only.
func (row *typeRow) fields() []typemap.CompositeField {
	var read []struct{ Name, Type string }
	if dialect.ReadJSON(row.Fields, &read) != nil {
		return nil
	}
	fields := make([]typemap.CompositeField, len(read))
	for i, f := range read {
		fields[i] = typemap.CompositeField{Name: f.Name, Type: parseType(f.Type)}
	}
	return fields
}

// foreignSchema is the schema of a type that is not found by its name alone.
func (row *typeRow) foreignSchema() string {
	if row.Visible {
		return ""
	}
	return row.TypeSchema
}

// plainTypes are the types without parameters that gild has words for.
var plainTypes = map[string]typemap.Type{
	"boolean": typemap.Boolean(), "smallint": typemap.SmallInt(), "integer": typemap.Integer(), "bigint": typemap.BigInt(),
	"real": typemap.Real(), "double precision": typemap.Double(), "numeric": typemap.Numeric(0, 0),
	"character varying": typemap.String(0), "text": typemap.Text(), "bytea": typemap.Binary(), "date": typemap.Date(),
	"json": typemap.JSON(), "jsonb": typemap.JSONB(), "uuid": typemap.UUID(), "hstore": typemap.HStore(),
	"inet": typemap.Inet(), "cidr": typemap.CIDR(), "macaddr": typemap.MACAddr(), "macaddr8": typemap.MACAddr8(),
}

// timeTypes are those that may have digits behind the seconds.
var timeTypes = map[string]typemap.Type{
	"time without time zone": typemap.Time(), "time with time zone": {Kind: typemap.KindTime, Zone: true},
	"timestamp without time zone": typemap.DateTime(), "timestamp with time zone": typemap.DateTimeZone(),
	"interval": typemap.Interval(),
}

// rangeElems are what ranges are made of, by the first part of their names.
var rangeElems = map[string]typemap.Type{
	"int4": typemap.Integer(), "int8": typemap.BigInt(), "num": typemap.Numeric(0, 0),
	"ts": typemap.DateTime(), "tstz": typemap.DateTimeZone(), "date": typemap.Date(),
}

// parseType returns the type that format_type has written. Values of types that gild has no word
// for travel as text.
// Source: https://www.postgresql.org/docs/current/datatype.html
func parseType(text string) typemap.Type {
	if t, ok := plainTypes[text]; ok {
		return t
	}
	name, sizes := typeSizes(text)
	if t, ok := timeTypes[name]; ok {
		if len(sizes) == 1 {
			return t.Fraction(uint16(sizes[0]))
		}
		return t
	}
	if elem, ok := rangeElems[strings.TrimSuffix(name, "multirange")]; ok && strings.HasSuffix(name, "multirange") {
		return typemap.MultirangeOf(elem)
	}
	if elem, ok := rangeElems[strings.TrimSuffix(name, "range")]; ok && strings.HasSuffix(name, "range") {
		return typemap.RangeOf(elem)
	}
	switch {
	case name == "character varying" && len(sizes) == 1:
		return typemap.String(uint32(sizes[0]))
	case name == "character" && len(sizes) == 1:
		return typemap.Named("CHAR", sizes[0])
	case name == "numeric" && len(sizes) == 2 && sizes[1] >= 0:
		return typemap.Numeric(uint16(sizes[0]), uint16(sizes[1]))
	case name == "bit" && len(sizes) == 1:
		return typemap.Bit(uint32(sizes[0]))
	case name == "oid":
		return typemap.Spelled(typemap.KindBigInt, text)
	case strings.HasPrefix(name, "interval "): // of some fields only
		return typemap.Spelled(typemap.KindInterval, text)
	}
	return typemap.Spelled(typemap.KindText, text)
}

// parseArray is parseType of what may be an array.
func parseArray(text string) typemap.Type {
	if elem, ok := strings.CutSuffix(text, "[]"); ok {
		return typemap.ArrayOf(parseArray(elem))
	}
	return parseType(text)
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
