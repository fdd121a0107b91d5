package mysql

import (
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

type columnRow struct {
	Schema, Table, Name, Type, DataType  string
	Extra, Comment, Collation, Generated string
	Default                              *string
	Nullable, JSON                       bool
}

// jsonAlias is true where MariaDB has made its JSON of a column c: LONGTEXT that is checked.
// Source: https://mariadb.com/kb/en/json-data-type/
const jsonAlias = "c.data_type = 'longtext' AND EXISTS (SELECT 1 FROM information_schema.check_constraints k WHERE k.constraint_schema = c.table_schema" +
	" AND k.table_name = c.table_name AND k.constraint_name = c.column_name AND k.check_clause = concat('json_valid(`', replace(c.column_name, '`', '``'), '`)'))"

func readColumns(r *dialect.Reading) (map[schema.Name][]schema.ColumnInfo, error) {
	isJSON := "false"
	if isMariaDB(r.Version) {
		isJSON = jsonAlias
	}
	rows, err := dialect.Rows[columnRow](r, `SELECT c.table_schema AS `+"`schema`, c.table_name AS `table`"+`, c.column_name AS name, c.column_type AS type, c.data_type,
	c.extra, c.column_comment AS comment, coalesce(CASE WHEN c.collation_name <> t.table_collation THEN c.collation_name END, '') AS collation,
	coalesce(c.generation_expression, '') AS generated, c.column_default AS `+"`default`"+`, c.is_nullable = 'YES' AS nullable, `+isJSON+` AS json
FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name`+of(r, "c")+
		" AND t.table_type <> 'SEQUENCE' ORDER BY c.table_name, c.ordinal_position")
	if err != nil {
		return nil, err
	}
	return dialect.ByTable(rows, func(row *columnRow) (schema.Name, schema.ColumnInfo) {
		return r.Name(row.Table), row.info(isMariaDB(r.Version))
	}), nil
}

func (row *columnRow) info(mariaDB bool) schema.ColumnInfo {
	c := schema.ColumnInfo{
		Name: row.Name, Type: parseType(row.Type), SQLType: row.Type, Nullable: row.Nullable, Comment: row.Comment,
		Default: row.defaultSQL(mariaDB),
	}
	if row.Collation != "" && !row.JSON { // which has a collation of its own
		c.Collation = row.Collation
		c.Type = collated(c.Type, row.Collation)
	}
	if row.JSON {
		c.Type, c.SQLType = typemap.JSON(), "json"
	}
	extra := strings.ToLower(row.Extra)
	c.AutoIncrement = strings.Contains(extra, "auto_increment")
	if _, update, ok := strings.Cut(extra, "on update "); ok {
		c.OnUpdate = update
	}
	if row.Generated != "" {
		c.Computed = &schema.ComputedInfo{SQL: unqualified(row.Generated, row.Schema), Stored: strings.Contains(extra, "stored") || strings.Contains(extra, "persistent")}
		c.Default = ""
	}
	if strings.Contains(extra, "invisible") {
		c.Options = map[string]string{"invisible": "true"}
	}
	return c
}

// defaultSQL is the default as SQL. MariaDB tells it so; MySQL tells a plain value, unless it says
// that the default is an expression.
// Source: https://dev.mysql.com/doc/refman/8.4/en/information-schema-columns-table.html
func (row *columnRow) defaultSQL(mariaDB bool) string {
	switch {
	case row.Default == nil:
		return ""
	case mariaDB && strings.EqualFold(*row.Default, "NULL"):
		return ""
	case mariaDB:
		return unqualified(*row.Default, row.Schema)
	}
	text := *row.Default
	if upper := strings.ToUpper(text); strings.HasPrefix(upper, "CURRENT_TIMESTAMP") || strings.HasPrefix(upper, "B'") || strings.HasPrefix(upper, "X'") {
		return text
	}
	if strings.Contains(strings.ToUpper(row.Extra), "DEFAULT_GENERATED") {
		return "(" + strings.ReplaceAll(unqualified(text, row.Schema), `\'`, "'") + ")"
	}
	switch row.DataType {
	case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year":
		return text
	}
	return "'" + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), "'", "''") + "'"
}
