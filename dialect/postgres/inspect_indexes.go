package postgres

import (
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type indexRow struct {
	Table, Name, Method, Where, Constraint   string
	Parts, Options, Tablespace, Comment      string
	Unique, Valid, NullsNotDistinct, Ordered bool
	Inherited                                bool
	KeyCount                                 int
}

// indexPart is a column of an index as the query of indexes writes it.
type indexPart struct {
	Column, SQL, OpClass, Collation string
	Option                          int // of pg_index.indoption: 1 for DESC, 2 for NULLS FIRST
}

func readIndexes(r *dialect.Reading) (map[schema.Name][]schema.IndexInfo, error) {
	notDistinct := "false"
	if !r.Version.Before(15, 0) {
		notDistinct = "x.indnullsnotdistinct"
	}
	rows, err := dialect.Rows[indexRow](r, `SELECT c.relname AS "table", i.relname AS name, x.indisunique AS "unique", x.indisvalid AS valid, i.relispartition AS inherited,
	am.amname AS method, pg_catalog.pg_indexam_has_property(am.oid, 'can_order') AS ordered,
	coalesce(pg_catalog.pg_get_expr(x.indpred, x.indrelid, true), '') AS "where", x.indnkeyatts AS key_count, `+notDistinct+` AS nulls_not_distinct,
	coalesce((SELECT k.conname FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.conrelid = c.oid AND k.contype IN ('u', 'x') LIMIT 1), '') AS "constraint",
	coalesce(array_to_json(i.reloptions)::text, '') AS options, coalesce(ts.spcname, '') AS tablespace,
	(SELECT json_agg(json_build_object('Column', coalesce(CASE WHEN x.indkey[p] <> 0 THEN a.attname END, ''),
			'SQL', coalesce(CASE WHEN x.indkey[p] = 0 THEN pg_catalog.pg_get_indexdef(i.oid, p + 1, true) END, ''),
			'Option', coalesce(x.indoption[p], 0),
			'OpClass', coalesce(CASE WHEN NOT oc.opcdefault THEN oc.opcname END, ''),
			'Collation', coalesce(CASE WHEN co.oid <> coalesce(nullif(a.attcollation, 0), 100) THEN co.collname END, '')) ORDER BY p)::text
		FROM generate_series(0, x.indnatts - 1) AS p
		LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[p]
		LEFT JOIN pg_catalog.pg_opclass oc ON oc.oid = x.indclass[p] AND p < x.indnkeyatts
		LEFT JOIN pg_catalog.pg_collation co ON co.oid = x.indcollation[p] AND p < x.indnkeyatts) AS parts,
	`+comment("i.oid", "pg_class")+"\n"+
		relations(r, `JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND NOT x.indisprimary
	JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid LEFT JOIN pg_catalog.pg_am am ON am.oid = i.relam
	LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace`)+" ORDER BY c.relname, i.relname")
	if err != nil {
		return nil, err
	}
	return dialect.ByTable(rows, func(row *indexRow) (schema.Name, schema.IndexInfo) {
		return r.Name(row.Table), row.info()
	}), nil
}

func (row *indexRow) info() schema.IndexInfo {
	info := schema.IndexInfo{
		Name: row.Name, Unique: row.Unique, Where: row.Where, NullsNotDistinct: row.NullsNotDistinct,
		Constraint: row.Constraint, Invalid: !row.Valid, Inherited: row.Inherited, Comment: row.Comment,
		Options: filled(map[string]string{"tablespace": row.Tablespace, "with": strings.Join(dialect.List(row.Options), ", ")}),
	}
	if row.Method != "btree" {
		info.Method = row.Method
	}
	var parts []indexPart
	if dialect.ReadJSON(row.Parts, &parts) != nil {
		return info
	}
	for i, p := range parts {
		if i >= row.KeyCount {
			info.Include = append(info.Include, p.Column)
			continue
		}
		part := schema.IndexPart{Column: p.Column, SQL: p.SQL, OpClass: p.OpClass, Collation: p.Collation}
		if row.Ordered {
			part.Desc = p.Option&1 != 0
			first := p.Option&2 != 0
			part.NullsFirst, part.NullsLast = first && !part.Desc, !first && part.Desc
		}
		info.Parts = append(info.Parts, part)
	}
	return info
}
