package postgres

import (
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type constraintRow struct {
	Table, Name, Kind, Comment       string
	Columns, Include, Check          string
	Definition                       string // of an exclusion constraint
	TargetSchema, Target, RefColumns string
	OnDelete, OnUpdate, MatchType    string
	SetColumns                       string
	TargetVisible                    bool
	Deferrable, Deferred, NotValid   bool
	NoInherit, NullsNotDistinct      bool
	Inherited                        bool
}

// columnList is the names of the columns whose numbers an array has, as JSON.
func columnList(relation, numbers string) string {
	return "coalesce((SELECT json_agg(a.attname ORDER BY u.ord)::text FROM unnest(" + numbers + ") WITH ORDINALITY u(num, ord)" +
		" JOIN pg_catalog.pg_attribute a ON a.attrelid = " + relation + " AND a.attnum = u.num), '')"
}

// readConstraints leaves out what PostgreSQL writes down for each partition of a table that a foreign key refers to: the key is
// one.
func readConstraints(r *dialect.Reading) (map[schema.Name]schema.Constraints, error) {
	setColumns, notDistinct := "''", "false"
	if !r.Version.Before(15, 0) {
		setColumns, notDistinct = columnList("k.conrelid", "k.confdelsetcols"), "coalesce(x.indnullsnotdistinct, false)"
	}
	rows, err := dialect.Rows[constraintRow](r, `SELECT c.relname AS "table", k.conname AS name, k.contype::text AS kind,
	`+columnList("k.conrelid", "k.conkey")+` AS columns,
	coalesce(CASE WHEN k.contype IN ('p', 'u') THEN (SELECT json_agg(a.attname ORDER BY g.p)::text FROM generate_series(x.indnkeyatts::int, x.indnatts - 1) AS g(p)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.indkey[g.p]) END, '') AS include,
	coalesce(CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) END, '') AS "check",
	coalesce(CASE WHEN k.contype = 'x' THEN pg_catalog.pg_get_constraintdef(k.oid, true) END, '') AS definition,
	coalesce(tn.nspname, '') AS target_schema, coalesce(tc.relname, '') AS target, coalesce(pg_catalog.pg_table_is_visible(tc.oid), false) AS target_visible,
	`+columnList("k.confrelid", "k.confkey")+` AS ref_columns, `+setColumns+` AS set_columns,
	k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update, k.confmatchtype::text AS match_type,
	k.condeferrable AS deferrable, k.condeferred AS deferred, NOT k.convalidated AS not_valid, k.connoinherit AS no_inherit,
	k.coninhcount > 0 AND (c.relispartition OR NOT k.conislocal) AS inherited,
	`+notDistinct+` AS nulls_not_distinct, `+comment("k.oid", "pg_constraint")+"\n"+
		relations(r, `JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')
		AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint whole WHERE whole.oid = k.conparentid AND whole.conrelid = k.conrelid)
	LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u')
	LEFT JOIN pg_catalog.pg_class tc ON tc.oid = nullif(k.confrelid, 0) LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace`)+
		" ORDER BY c.relname, k.conname")
	if err != nil {
		return nil, err
	}
	found := map[schema.Name]schema.Constraints{}
	for i := range rows {
		row := &rows[i]
		all := found[r.Name(row.Table)]
		row.addTo(&all, r)
		found[r.Name(row.Table)] = all
	}
	return found, nil
}

func (row *constraintRow) addTo(all *schema.Constraints, r *dialect.Reading) {
	timing := schema.Timing{Deferrable: row.Deferrable, Deferred: row.Deferred}
	switch row.Kind {
	case "p":
		key := row.key(timing)
		all.PrimaryKey = &key
	case "u":
		all.Uniques = append(all.Uniques, row.key(timing))
	case "c":
		all.Checks = append(all.Checks, schema.CheckInfo{Name: row.Name, SQL: row.Check, NotValid: row.NotValid, NoInherit: row.NoInherit, Inherited: row.Inherited, Comment: row.Comment})
	case "x":
		all.Exclusions = append(all.Exclusions, schema.ExclusionInfo{Name: row.Name, SQL: exclusion(row.Definition), Timing: timing, Inherited: row.Inherited, Comment: row.Comment})
	case "f":
		all.ForeignKeys = append(all.ForeignKeys, schema.ForeignKeyInfo{
			Name: row.Name, Columns: dialect.List(row.Columns), Target: schema.Name{Schema: row.targetSchema(r), Name: row.Target}, RefColumns: dialect.List(row.RefColumns),
			OnDelete: actions[row.OnDelete], OnUpdate: actions[row.OnUpdate], OnDeleteColumns: dialect.List(row.SetColumns),
			Match: matches[row.MatchType], Timing: timing, NotValid: row.NotValid, Inherited: row.Inherited, Comment: row.Comment,
		})
	}
}

func (row *constraintRow) key(timing schema.Timing) schema.KeyInfo {
	return schema.KeyInfo{
		Name: row.Name, Columns: dialect.List(row.Columns), Include: dialect.List(row.Include), NullsNotDistinct: row.NullsNotDistinct,
		Timing: timing, Inherited: row.Inherited, Comment: row.Comment,
	}
}

// targetSchema is the schema of a foreign key's target as a definition would say it: none if the
// target is found without one, unless the table itself was asked for with that very schema.
func (row *constraintRow) targetSchema(r *dialect.Reading) string {
	if row.TargetVisible && row.TargetSchema != r.Schema {
		return ""
	}
	return row.TargetSchema
}

// exclusion is the definition without its first word and the timing, which have places of their own.
func exclusion(definition string) string {
	text := strings.TrimPrefix(definition, "EXCLUDE ")
	text = strings.TrimSuffix(text, " INITIALLY DEFERRED")
	return strings.TrimSuffix(text, " DEFERRABLE")
}

// Source: https://www.postgresql.org/docs/current/catalog-pg-constraint.html
var (
	actions = map[string]schema.Action{"a": schema.NoAction, "r": schema.Restrict, "c": schema.Cascade, "n": schema.SetNull, "d": "SET DEFAULT"}
	matches = map[string]string{"f": "FULL", "p": "PARTIAL"}
)
