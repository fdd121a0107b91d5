package postgres

import (
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type sequenceRow struct {
	Sequence, Type, Counter, Comment      string
	OwnerSchema, Owner, OwnerColumn, Link string
	OwnerVisible                          bool
}

func readSequences(r *dialect.Reading) ([]schema.SequenceInfo, error) {
	rows, err := dialect.Rows[sequenceRow](r, `SELECT c.relname AS sequence, pg_catalog.format_type(s.seqtypid, NULL) AS type, `+counterJSON("")+` AS counter,
	coalesce(tn.nspname, '') AS owner_schema, coalesce(tc.relname, '') AS owner, coalesce(a.attname, '') AS owner_column, coalesce(dep.deptype::text, '') AS link,
	coalesce(pg_catalog.pg_table_is_visible(tc.oid), false) AS owner_visible, `+comment("c.oid", "pg_class")+`
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
	LEFT JOIN pg_catalog.pg_depend dep ON dep.classid = 'pg_catalog.pg_class'::regclass AND dep.objid = c.oid
		AND dep.refclassid = 'pg_catalog.pg_class'::regclass AND dep.refobjsubid > 0 AND dep.deptype IN ('a', 'i')
	LEFT JOIN pg_catalog.pg_class tc ON tc.oid = dep.refobjid LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
	LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = dep.refobjid AND a.attnum = dep.refobjsubid
WHERE c.relkind = 'S'`+named(r, "c.relname")+inScope(r, "pg_table_is_visible(c.oid)")+" ORDER BY c.relname")
	if err != nil {
		return nil, err
	}
	found := make([]schema.SequenceInfo, len(rows))
	for i, row := range rows {
		s := schema.SequenceInfo{Name: r.Name(row.Sequence), SQLType: row.Type, OwnerColumn: row.OwnerColumn, Identity: row.Link == "i", Comment: row.Comment}
		if err := dialect.ReadJSON(row.Counter, &s.Counter); err != nil {
			return nil, err
		}
		if row.Owner != "" {
			s.Owner = schema.Name{Schema: row.OwnerSchema, Name: row.Owner}
			if row.OwnerVisible && row.OwnerSchema != r.Schema {
				s.Owner.Schema = ""
			}
		}
		found[i] = s
	}
	return found, nil
}

func readEnums(r *dialect.Reading) ([]schema.EnumInfo, error) {
	type row struct{ Name, Labels, Comment string }
	rows, err := dialect.Rows[row](r, `SELECT t.typname AS name, coalesce((SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder)::text
	FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid), '') AS labels, `+comment("t.oid", "pg_type")+`
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'`+named(r, "t.typname")+inScope(r, "pg_type_is_visible(t.oid)")+" ORDER BY t.typname")
	if err != nil {
		return nil, err
	}
	found := make([]schema.EnumInfo, len(rows))
	for i, e := range rows {
		found[i] = schema.EnumInfo{Name: r.Name(e.Name), Labels: dialect.List(e.Labels), Comment: e.Comment}
	}
	return found, nil
}

type domainRow struct {
	Name, Default, Collation, Checks, Comment string
	NotNull                                   bool
	typeRow
}

func readDomains(r *dialect.Reading) ([]schema.DomainInfo, error) {
	rows, err := dialect.Rows[domainRow](r, `SELECT dom.typname AS name, dom.typnotnull AS not_null, `+typeColumns("dom.typbasetype", "dom.typtypmod")+`,
	coalesce(dom.typdefault, '') AS "default", coalesce(CASE WHEN dom.typcollation <> t.typcollation THEN co.collname END, '') AS collation,
	coalesce((SELECT json_agg(json_build_object('Name', k.conname, 'SQL', pg_catalog.pg_get_expr(k.conbin, 0, true), 'NotValid', NOT k.convalidated,
		'Comment', coalesce(pg_catalog.obj_description(k.oid, 'pg_constraint'), '')) ORDER BY k.conname)::text
		FROM pg_catalog.pg_constraint k WHERE k.contypid = dom.oid AND k.contype = 'c'), '') AS checks, `+comment("dom.oid", "pg_type")+`
FROM pg_catalog.pg_type dom JOIN pg_catalog.pg_namespace n ON n.oid = dom.typnamespace LEFT JOIN pg_catalog.pg_collation co ON co.oid = dom.typcollation
	`+typeJoins("dom.typbasetype")+`
WHERE dom.typtype = 'd'`+named(r, "dom.typname")+inScope(r, "pg_type_is_visible(dom.oid)")+" ORDER BY dom.typname")
	if err != nil {
		return nil, err
	}
	found := make([]schema.DomainInfo, len(rows))
	for i, row := range rows {
		d := schema.DomainInfo{
			Name: r.Name(row.Name), Type: collated(row.typ(), row.Collation), SQLType: row.Type, Nullable: !row.NotNull,
			Default: row.Default, Collation: row.Collation, Comment: row.Comment,
		}
		if row.Checks != "" {
			if err := dialect.ReadJSON(row.Checks, &d.Checks); err != nil {
				return nil, err
			}
		}
		found[i] = d
	}
	return found, nil
}
