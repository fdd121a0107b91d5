package postgres

import (
	"maps"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

// inspector reads the system catalog: pg_catalog, not the slower information_schema.
// Source: https://www.postgresql.org/docs/current/catalogs.html
var inspector = &dialect.Inspector{
	DefaultSchema: readDefaultSchema,
	Schemas:       readSchemas,
	Tables:        readTables,
	Columns:       readColumns,
	Constraints:   readConstraints,
	Indexes:       readIndexes,
	Definitions:   readDefinitions,
	Sequences:     readSequences,
	Enums:         readEnums,
	Domains:       readDomains,
	Reflection:    reflection,
}

func readDefaultSchema(r *dialect.Reading) (string, error) {
	rows, err := dialect.Rows[string](r, "SELECT coalesce(pg_catalog.current_schema(), '')")
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0], nil
}

func readSchemas(r *dialect.Reading) ([]string, error) {
	return dialect.Rows[string](r, `SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\_%' ORDER BY nspname`)
}

// relations is FROM and WHERE for the tables and views c in the namespaces n that a reading asks
// for. Without a schema these are what names without one find on the search path.
// Source: https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH
func relations(r *dialect.Reading, joins string) string {
	return "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace " + joins +
		" WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')" + named(r, "c.relname") + inScope(r, "pg_table_is_visible(c.oid)")
}

// named restricts a column to the names that are asked for, if any are.
func named(r *dialect.Reading, column string) string {
	if r.Names == nil {
		return ""
	}
	return " AND " + column + " IN :names"
}

// inScope restricts the namespace n to the schema that is asked for.
func inScope(r *dialect.Reading, visible string) string {
	if r.Schema == "" {
		return " AND pg_catalog." + visible + " AND n.nspname <> 'pg_catalog'"
	}
	return " AND n.nspname = :schema"
}

// comment is the comment on an object of a catalog, empty for none.
func comment(oid, catalog string) string {
	return "coalesce(pg_catalog.obj_description(" + oid + ", '" + catalog + "'), '') AS comment"
}

type relationRow struct {
	Name, Kind, Comment, Options, Tablespace, Method string
	Partition, Bound, Parents, Server                string
	Temporary, Unlogged                              bool
}

func readTables(r *dialect.Reading) ([]schema.TableInfo, error) {
	rows, err := dialect.Rows[relationRow](r, `SELECT c.relname AS name, c.relkind::text AS kind, c.relpersistence = 't' AS temporary, c.relpersistence = 'u' AS unlogged,
	coalesce(array_to_json(c.reloptions)::text, '') AS options, coalesce(ts.spcname, '') AS tablespace,
	coalesce(CASE WHEN am.amname <> 'heap' THEN am.amname END, '') AS method,
	coalesce(CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, '') AS partition,
	coalesce(CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END, '') AS bound,
	coalesce((SELECT string_agg(CASE WHEN pc.relnamespace <> c.relnamespace THEN pn.nspname || '.' ELSE '' END || pc.relname, ', ' ORDER BY i.inhseqno)
		FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
		WHERE i.inhrelid = c.oid AND c.relkind IN ('r', 'p', 'f')), '') AS parents,
	coalesce((SELECT s.srvname FROM pg_catalog.pg_foreign_table ft JOIN pg_catalog.pg_foreign_server s ON s.oid = ft.ftserver WHERE ft.ftrelid = c.oid), '') AS server,
	`+comment("c.oid", "pg_class")+"\n"+
		relations(r, "LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam AND c.relkind IN ('r', 'm')")+
		" ORDER BY c.relname")
	if err != nil {
		return nil, err
	}
	found := make([]schema.TableInfo, len(rows))
	for i, row := range rows {
		found[i] = schema.TableInfo{Name: r.Name(row.Name), Kind: relationKinds[row.Kind], Temporary: row.Temporary, Comment: row.Comment, Options: row.options()}
	}
	return found, nil
}

var relationKinds = map[string]schema.RelationKind{
	"r": schema.RelationTable, "p": schema.RelationTable, "f": schema.RelationForeignTable,
	"v": schema.RelationView, "m": schema.RelationMaterializedView,
}

// options are the options of a table by the words of CREATE TABLE.
func (row *relationRow) options() map[string]string {
	options := map[string]string{"tablespace": row.Tablespace, "using": row.Method, "partition_by": row.Partition, "server": row.Server}
	if row.Bound != "" {
		options["partition_of"], options["partition_bound"] = row.Parents, row.Bound
	} else {
		options["inherits"] = row.Parents
	}
	if row.Unlogged && row.Kind != "p" { // which is of no effect, and refused since PostgreSQL 18
		options["unlogged"] = "true"
	}
	options["with"] = strings.Join(dialect.List(row.Options), ", ")
	return filled(options)
}

// filled returns the options that have a value, nil for none.
func filled(options map[string]string) map[string]string {
	maps.DeleteFunc(options, func(_, v string) bool { return v == "" })
	if len(options) == 0 {
		return nil
	}
	return options
}

func readDefinitions(r *dialect.Reading) (map[schema.Name]string, error) {
	type row struct{ Name, Definition string }
	rows, err := dialect.Rows[row](r, "SELECT c.relname AS name, pg_catalog.pg_get_viewdef(c.oid) AS definition "+
		relations(r, "")+" AND c.relkind IN ('v', 'm')")
	if err != nil {
		return nil, err
	}
	found := map[schema.Name]string{}
	for _, v := range rows {
		found[r.Name(v.Name)] = strings.TrimSuffix(strings.TrimSpace(v.Definition), ";")
	}
	return found, nil
}
