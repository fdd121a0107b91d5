package sqlite

import (
	"errors"
	"maps"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

// inspector joins the table-valued forms of pragmas to the list of what there is, so that one
// query reads all tables, and parses the CREATE statements for what no pragma tells.
// Source: https://www.sqlite.org/pragma.html#pragfunc
var inspector = &dialect.Inspector{
	DefaultSchema: func(*dialect.Reading) (string, error) { return "main", nil },
	Schemas:       readSchemas,
	Tables:        readTables,
	Columns:       readColumns,
	Constraints:   readConstraints,
	Indexes:       readIndexes,
	Definitions:   readDefinitions,
	Reflection:    reflection,
}

func readSchemas(r *dialect.Reading) ([]string, error) {
	return dialect.Rows[string](r, "SELECT name FROM pragma_database_list WHERE name <> 'temp' ORDER BY seq")
}

// relations is FROM and WHERE for the tables and views m that a reading asks for. Without a schema
// these are those of main and the temporary ones, which hide others of their name.
func relations(r *dialect.Reading, joins string) string {
	where := ` WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'`
	if r.Names != nil {
		where += " AND m.name COLLATE NOCASE IN :names"
	}
	if r.Schema != "" {
		return "FROM (" + catalogs(r) + ") m" + joins + where
	}
	return "FROM (" + catalogs(r) + ") m" + joins + where +
		" AND (m.db = 'temp' OR NOT EXISTS (SELECT 1 FROM temp.sqlite_master s WHERE s.name = m.name COLLATE NOCASE AND s.type IN ('table', 'view')))"
}

// targetOf is the name of the table that the foreign key f of m refers to: what is written may have other letters, large
// and small, and nothing need be there.
func targetOf(r *dialect.Reading) string {
	return `coalesce((SELECT t.name FROM (` + catalogs(r) + `) t WHERE t.db = m.db AND t.type = 'table' AND t.name = f."table" COLLATE NOCASE), f."table")`
}

// catalogs select all that is asked for: that of a schema, or the default one with what is temporary.
func catalogs(r *dialect.Reading) string {
	if r.Schema != "" {
		return catalog(r.Schema)
	}
	return catalog("main") + " UNION ALL " + catalog("temp")
}

// catalog selects all that a schema has.
func catalog(name string) string {
	quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	text := "'" + strings.ReplaceAll(name, "'", "''") + "'"
	return "SELECT " + text + " AS db, name, type, tbl_name, coalesce(sql, '') AS sql FROM " + quoted + ".sqlite_master"
}

// read is dialect.Rows, but finds nothing in a schema that is not attached.
func read[T any](r *dialect.Reading, text string) ([]T, error) {
	rows, err := dialect.Rows[T](r, text)
	if r.Schema == "" || !errors.Is(err, dialect.ErrorUndefined) {
		return rows, err
	}
	attached, listErr := readSchemas(r)
	for _, name := range append(attached, "temp") {
		if listErr != nil || strings.EqualFold(name, r.Schema) {
			return nil, err
		}
	}
	return nil, nil
}

func readTables(r *dialect.Reading) ([]schema.TableInfo, error) {
	type row struct {
		DB, Name, Type, SQL string
		Shadow              bool
	}
	rows, err := read[row](r, "SELECT m.db, m.name, m.type, m.sql, "+shadow(r)+" AS shadow "+relations(r, "")+" ORDER BY m.name")
	if err != nil {
		return nil, err
	}
	found := make([]schema.TableInfo, len(rows))
	for i, row := range rows {
		found[i] = schema.TableInfo{Name: r.Name(row.Name), Kind: schema.RelationView, Temporary: row.DB == "temp"}
		if row.Type == "table" {
			found[i].Kind, found[i].Options = schema.RelationTable, parseTable(row.SQL).options(row.Shadow)
		}
	}
	return found, nil
}

// shadow tells of a table m that a virtual table keeps in it what it knows. Before version 3.37 its name does, which begins
// with that of the other.
// Sources: https://www.sqlite.org/vtab.html#xshadowname, https://www.sqlite.org/pragma.html#pragma_table_list
func shadow(r *dialect.Reading) string {
	if !r.Version.Before(3, 37) {
		return "(m.db, m.name) IN (SELECT l.schema, l.name FROM pragma_table_list l WHERE l.type = 'shadow')"
	}
	return `EXISTS (SELECT 1 FROM (` + catalogs(r) + `) v WHERE v.db = m.db AND v.sql LIKE 'create virtual%' AND substr(m.name, 1, length(v.name) + 1) = v.name || '_' COLLATE NOCASE)`
}

// options are the options of a table, by the words of CREATE TABLE.
func (p *parsedTable) options(shadow bool) map[string]string {
	options := map[string]string{"shadow": word(shadow), "using": p.using, "without_rowid": word(p.withoutRowid), "strict": word(p.strict)}
	maps.DeleteFunc(options, isEmpty)
	if len(options) == 0 {
		return nil
	}
	return options
}

func word(set bool) string {
	if set {
		return "true"
	}
	return ""
}

func readDefinitions(r *dialect.Reading) (map[schema.Name]string, error) {
	type row struct{ Name, SQL string }
	rows, err := read[row](r, "SELECT m.name, m.sql "+relations(r, "")+" AND m.type = 'view'")
	if err != nil {
		return nil, err
	}
	found := map[schema.Name]string{}
	for _, v := range rows {
		found[r.Name(v.Name)] = parseView(v.SQL)
	}
	return found, nil
}
