package mysql

import (
	"maps"
	"strconv"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/schema"
)

// inspector reads information_schema, set-wise. Where MariaDB writes things otherwise than MySQL,
// the version tells which of the two answers.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/information-schema.html,
// https://mariadb.com/kb/en/information-schema-tables/
var inspector = &dialect.Inspector{
	DefaultSchema: readDefaultSchema,
	Schemas:       readSchemas,
	Tables:        readTables,
	Columns:       readColumns,
	Constraints:   readConstraints,
	Indexes:       readIndexes,
	Definitions:   readDefinitions,
	Sequences:     readSequences,
	Reflection:    reflection,
}

func readDefaultSchema(r *dialect.Reading) (string, error) {
	rows, err := dialect.Rows[string](r, "SELECT coalesce(database(), '')")
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0], nil
}

func readSchemas(r *dialect.Reading) ([]string, error) {
	return dialect.Rows[string](r, `SELECT schema_name AS name FROM information_schema.schemata
WHERE schema_name NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY schema_name`)
}

// inSchema compares a column with the schema that is asked for.
func inSchema(r *dialect.Reading, column string) string {
	if r.Schema == "" {
		return column + " = database()"
	}
	return column + " = :schema"
}

// of restricts the alias of a table of information_schema to what a reading asks for. Names are
// compared as the server compares those of its tables, which the collation does not tell.
// Source: https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html
func of(r *dialect.Reading, alias string) string {
	where := " WHERE " + inSchema(r, alias+".table_schema")
	if r.Names != nil {
		where += " AND " + alias + ".table_name IN :names AND (@@lower_case_table_names > 0 OR BINARY " + alias + ".table_name IN :names)"
	}
	return where
}

type relationRow struct {
	Name, Kind, Engine, Collation, Comment, Options string
	UsualEngine, UsualCollation                     string
	Method, Expression                              string
	Partitions                                      int
	Algorithm, Security, CheckOption                string // of a view
}

// readTables asks information_schema.views for what is a view: MariaDB calls one that it cannot read a table.
func readTables(r *dialect.Reading) ([]schema.TableInfo, error) {
	algorithm := "''" // which MySQL tells nobody
	if isMariaDB(r.Version) {
		algorithm = "algorithm"
	}
	rows, err := dialect.Rows[relationRow](r, `SELECT t.table_name AS name, CASE WHEN v.table_name IS NULL THEN t.table_type ELSE 'VIEW' END AS kind, t.table_comment AS comment,
	coalesce(t.engine, '') AS engine, @@default_storage_engine AS usual_engine,
	coalesce(t.table_collation, '') AS collation, s.default_collation_name AS usual_collation,
	coalesce(t.create_options, '') AS options, coalesce(p.method, '') AS method, coalesce(p.expression, '') AS expression, coalesce(p.partitions, 0) AS partitions,
	coalesce(v.algorithm, '') AS algorithm, coalesce(v.security_type, '') AS security, coalesce(v.check_option, '') AS check_option
FROM information_schema.tables t JOIN information_schema.schemata s ON s.schema_name = t.table_schema
	LEFT JOIN (SELECT table_schema, table_name, max(partition_method) AS method, max(partition_expression) AS expression, count(DISTINCT partition_name) AS partitions
		FROM information_schema.partitions p WHERE `+inSchema(r, "p.table_schema")+` AND partition_name IS NOT NULL GROUP BY table_schema, table_name) p
	ON p.table_schema = t.table_schema AND p.table_name = t.table_name
	LEFT JOIN (SELECT table_schema, table_name, security_type, check_option, `+algorithm+` AS algorithm FROM information_schema.views v WHERE `+inSchema(r, "v.table_schema")+`) v
	ON v.table_schema = t.table_schema AND v.table_name = t.table_name`+of(r, "t")+
		" AND t.table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') ORDER BY t.table_name")
	if err != nil {
		return nil, err
	}
	found := make([]schema.TableInfo, len(rows))
	for i, row := range rows {
		found[i] = schema.TableInfo{Name: r.Name(row.Name), Kind: schema.RelationView}
		if row.Kind == "VIEW" { // whose comment is VIEW
			found[i].Options, found[i].Usual = row.viewOptions()
		} else {
			found[i].Kind, found[i].Comment = schema.RelationTable, row.Comment
			found[i].Options, found[i].Usual = row.options()
		}
	}
	return found, nil
}

// viewOptions are the options of a view, and those among them that are as usual.
func (row *relationRow) viewOptions() (options, usual map[string]string) {
	told := map[string]string{"algorithm": row.Algorithm, "sql_security": row.Security, "check_option": row.CheckOption}
	usual = map[string]string{"algorithm": "UNDEFINED", "sql_security": "DEFINER", "check_option": "NONE"}
	for name, value := range told {
		if value != usual[name] {
			delete(usual, name)
		} else {
			delete(told, name)
		}
	}
	maps.DeleteFunc(told, func(_, v string) bool { return v == "" })
	if len(told) == 0 {
		told = nil
	}
	return told, usual
}

// options are the options of a table by the words of CREATE TABLE, and those among them that are as usual.
func (row *relationRow) options() (options, usual map[string]string) {
	options, usual = map[string]string{}, map[string]string{}
	note := func(name, value, usually string) {
		if value == usually {
			usual[name] = value
		} else {
			options[name] = value
		}
	}
	note("engine", row.Engine, row.UsualEngine)
	note("collate", row.Collation, row.UsualCollation)
	for _, o := range strings.Fields(row.Options) {
		if key, value, ok := strings.Cut(o, "="); ok {
			options[strings.ToLower(strings.Trim(key, "`"))] = strings.Trim(value, `'"`)
		}
	}
	if row.Kind == "SYSTEM VERSIONED" {
		options["system_versioning"] = "true"
	}
	if row.Method != "" {
		options["partition_by"] = row.Method + " (" + row.Expression + ")"
		options["partitions"] = strconv.Itoa(row.Partitions)
	}
	maps.DeleteFunc(options, func(_, v string) bool { return v == "" })
	if len(options) == 0 {
		options = nil
	}
	return options, usual
}

func readDefinitions(r *dialect.Reading) (map[schema.Name]string, error) {
	type row struct{ Schema, Name, Definition string }
	rows, err := dialect.Rows[row](r, "SELECT v.table_schema AS `schema`, v.table_name AS name, v.view_definition AS definition FROM information_schema.views v"+of(r, "v"))
	if err != nil {
		return nil, err
	}
	found := map[schema.Name]string{}
	for _, v := range rows {
		found[r.Name(v.Name)] = unqualified(v.Definition, v.Schema)
	}
	return found, nil
}

// unqualified leaves the name of the schema itself out of SQL that the server has written, which
// names it before each table and column.
func unqualified(sql, schemaName string) string {
	var b strings.Builder
	prefix := "`" + strings.ReplaceAll(schemaName, "`", "``") + "`"
	scanner := sqltext.NewScanner(sql, sqltext.MySQL())
	for {
		token := scanner.Next()
		if token.Kind == sqltext.EOF {
			return b.String()
		}
		if token.Kind == sqltext.Quoted && token.Text(sql) == prefix && strings.HasPrefix(sql[token.End:], ".") && !strings.HasSuffix(b.String(), ".") {
			scanner.Next() // the dot
			continue
		}
		b.WriteString(token.Text(sql))
	}
}

// readSequences lists the sequences of MariaDB, and asks all of them at once how they count.
// Source: https://mariadb.com/kb/en/create-sequence/
func readSequences(r *dialect.Reading) ([]schema.SequenceInfo, error) {
	type named struct{ Schema, Name string }
	names, err := dialect.Rows[named](r, "SELECT t.table_schema AS `schema`, t.table_name AS name FROM information_schema.tables t"+of(r, "t")+
		" AND t.table_type = 'SEQUENCE' ORDER BY t.table_name")
	if err != nil || len(names) == 0 {
		return nil, err
	}
	var parts []string
	for i, n := range names {
		parts = append(parts, "SELECT "+strconv.Itoa(i)+" AS number, start_value AS start, increment, minimum_value AS min, maximum_value AS max, CAST(cache_size AS SIGNED) AS cache, cycle_option AS cycle FROM `"+
			strings.ReplaceAll(n.Schema, "`", "``")+"`.`"+strings.ReplaceAll(n.Name, "`", "``")+"`")
	}
	type counter struct {
		Number int
		schema.Counter
	}
	counters, err := dialect.Rows[counter](r, strings.Join(parts, " UNION ALL ")+" ORDER BY number")
	if err != nil {
		return nil, err
	}
	var found []schema.SequenceInfo
	for _, c := range counters {
		found = append(found, schema.SequenceInfo{Name: r.Name(names[c.Number].Name), SQLType: "bigint", Counter: c.Counter})
	}
	return found, nil
}
