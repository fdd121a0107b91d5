package postgres

import (
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type columnRow struct {
	Table, Name, Default, Generated, Identity string
	Counter, Collation, Comment               string
	NotNull, Inherited                        bool
	typeRow
}

// counterJSON is a sequence s of pg_sequence as JSON, beside what else is given.
func counterJSON(more string) string {
	return "json_build_object(" + more + "'Start', s.seqstart, 'Increment', s.seqincrement, 'Min', s.seqmin, 'Max', s.seqmax, 'Cache', s.seqcache, 'Cycle', s.seqcycle)::text"
}

// inheritedColumn tells of a column a of c that it is that of a table which c is a partition of, or inherits from, and has neither
// a default nor NOT NULL of its own.
const inheritedColumn = `(a.attinhcount > 0 AND (c.relispartition OR NOT a.attislocal) AND NOT EXISTS (
		SELECT 1 FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent AND pa.attname = a.attname AND NOT pa.attisdropped
			LEFT JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum
		WHERE i.inhrelid = c.oid AND (pa.attnotnull <> a.attnotnull
			OR pg_catalog.pg_get_expr(pd.adbin, pd.adrelid) IS DISTINCT FROM pg_catalog.pg_get_expr(d.adbin, d.adrelid))))`

func readColumns(r *dialect.Reading) (map[schema.Name][]schema.ColumnInfo, error) {
	rows, err := dialect.Rows[columnRow](r, `SELECT c.relname AS "table", a.attname AS name, a.attnotnull AS not_null,
	coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid, a.attgenerated <> ''), '') AS "default",
	a.attgenerated::text AS generated, a.attidentity::text AS identity,
	coalesce(sq.counter, '') AS counter, `+inheritedColumn+` AS inherited,
	coalesce(CASE WHEN a.attcollation <> t.typcollation THEN co.collname END, '') AS collation,
	coalesce(pg_catalog.col_description(c.oid, a.attnum), '') AS comment,
	`+typeColumns("a.atttypid", "a.atttypmod")+"\n"+
		relations(r, `JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
	LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
	LEFT JOIN (SELECT DISTINCT ON (dep.refobjid, dep.refobjsubid) dep.refobjid, dep.refobjsubid, `+counterJSON("'Sequence', sc.relname, ")+` AS counter
		FROM pg_catalog.pg_depend dep JOIN pg_catalog.pg_sequence s ON s.seqrelid = dep.objid JOIN pg_catalog.pg_class sc ON sc.oid = s.seqrelid
		WHERE dep.classid = 'pg_catalog.pg_class'::regclass AND dep.refclassid = 'pg_catalog.pg_class'::regclass AND dep.deptype IN ('a', 'i')
		ORDER BY dep.refobjid, dep.refobjsubid, dep.deptype DESC, sc.oid) sq ON sq.refobjid = c.oid AND sq.refobjsubid = a.attnum `+typeJoins("a.atttypid"))+" ORDER BY c.relname, a.attnum")
	if err != nil {
		return nil, err
	}
	return dialect.ByTable(rows, func(row *columnRow) (schema.Name, schema.ColumnInfo) {
		return r.Name(row.Table), row.info()
	}), nil
}

func (row *columnRow) info() schema.ColumnInfo {
	c := schema.ColumnInfo{
		Name: row.Name, Type: collated(row.typ(), row.Collation), SQLType: row.Type,
		Nullable: !row.NotNull, Default: row.Default, Comment: row.Comment, Collation: row.Collation, Inherited: row.Inherited,
	}
	var counter struct {
		Sequence string
		schema.Counter
	}
	counted := row.Counter != "" && dialect.ReadJSON(row.Counter, &counter) == nil
	switch {
	case row.Generated != "":
		c.Computed, c.Default = &schema.ComputedInfo{SQL: row.Default, Stored: row.Generated == "s"}, ""
	case row.Identity != "":
		c.Identity, c.AutoIncrement = &schema.IdentityInfo{Always: row.Identity == "a", Counter: counter.Counter}, true
	case strings.HasPrefix(row.Default, "nextval("):
		c.AutoIncrement = c.Type.IsInteger()
		if counted {
			c.Sequence = counter.Sequence
		}
	}
	return c
}
