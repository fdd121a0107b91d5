package sqlite

import (
	"errors"
	"maps"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type columnRow struct {
	Table, Kind, SQL, Name, Type, Default string
	NotNull                               bool
	Key, KeySize, Hidden                  int
}

// The values of table_xinfo.hidden.
// Source: https://www.sqlite.org/pragma.html#pragma_table_xinfo
const (
	hiddenColumn = 1 // of a virtual table
	virtualOne   = 2
	storedOne    = 3
)

const columnQuery = `SELECT m.name AS "table", m.type AS kind, m.sql, x.name, coalesce(x.type, '') AS type, coalesce(x.dflt_value, '') AS "default",
	x."notnull" AS not_null, x.pk AS "key", x.hidden,
	(SELECT count(*) FROM pragma_table_xinfo(m.name, m.db) k WHERE k.pk > 0) AS key_size `

func readColumns(r *dialect.Reading) (map[schema.Name][]schema.ColumnInfo, error) {
	rows, err := columnRows(r)
	if err != nil {
		return nil, err
	}
	parsed := map[string]*parsedTable{}
	found := map[schema.Name][]schema.ColumnInfo{}
	for i := range rows {
		row := &rows[i]
		if row.Hidden == hiddenColumn {
			continue
		}
		if parsed[row.Table] == nil {
			parsed[row.Table] = &parsedTable{}
			if row.Kind == "table" {
				parsed[row.Table] = parseTable(row.SQL)
			}
		}
		name := r.Name(row.Table)
		found[name] = append(found[name], row.info(parsed[row.Table]))
	}
	return found, nil
}

// columnRows reads all columns at once. A view that refers to what is gone spoils that query:
// then the views are read one by one, and those that cannot be read have no columns.
func columnRows(r *dialect.Reading) ([]columnRow, error) {
	joined := relations(r, " JOIN pragma_table_xinfo(m.name, m.db) x")
	order := " ORDER BY m.name, x.cid"
	rows, err := read[columnRow](r, columnQuery+joined+order)
	if !errors.Is(err, dialect.ErrorUndefined) {
		return rows, err
	}
	if rows, err = read[columnRow](r, columnQuery+joined+" AND m.type = 'table'"+order); err != nil {
		return nil, err
	}
	views, err := read[string](r, "SELECT m.name "+relations(r, "")+" AND m.type = 'view' ORDER BY m.name")
	if err != nil {
		return nil, err
	}
	for _, view := range views {
		one := *r
		one.Names = []string{view}
		columns, err := read[columnRow](&one, columnQuery+relations(&one, " JOIN pragma_table_xinfo(m.name, m.db) x")+order)
		if err != nil && !errors.Is(err, dialect.ErrorUndefined) {
			return nil, err
		}
		rows = append(rows, columns...)
	}
	return rows, nil
}

func (row *columnRow) info(p *parsedTable) schema.ColumnInfo {
	declared := row.Type
	if row.Hidden == virtualOne || row.Hidden == storedOne { // older versions have these words in the type
		declared = strings.TrimSuffix(strings.TrimSpace(declared), "GENERATED ALWAYS")
		declared = strings.TrimSpace(declared)
	}
	c := schema.ColumnInfo{
		Name: row.Name, Type: parseType(declared), SQLType: declared,
		Nullable: !row.NotNull, Default: defaultSQL(row.Default), Collation: p.collations[row.Name],
	}
	if c.Collation != "" && c.Type.IsText() && c.Type.Detail == nil {
		c.Type = c.Type.Collate(c.Collation)
	}
	if row.Hidden != 0 {
		c.Computed = &schema.ComputedInfo{SQL: p.computed[row.Name], Stored: row.Hidden == storedOne}
	}
	// The only key of type INTEGER is another name for the number that each row has.
	// Source: https://www.sqlite.org/lang_createtable.html#rowid
	rowid := row.Key == 1 && row.KeySize == 1 && strings.EqualFold(declared, "INTEGER") && !p.withoutRowid && !p.descending
	c.AutoIncrement = rowid
	options := map[string]string{"autoincrement": word(rowid && p.autoincrement), onNull: p.notNull[row.Name]}
	if maps.DeleteFunc(options, isEmpty); len(options) > 0 {
		c.Options = options
	}
	if row.Key > 0 && (rowid || p.withoutRowid || p.strict) { // elsewhere, keys take NULL
		c.Nullable = false
	}
	return c
}

func isEmpty(_, value string) bool { return value == "" }

// defaultSQL puts the parentheses back around an expression, which the pragma leaves out.
func defaultSQL(text string) string {
	t := tokenize(text)
	if n := len(t.list); n > 2 || n == 2 && !strings.Contains("+-", t.list[0].Text(text)) {
		return "(" + text + ")"
	}
	return text
}
