package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// rules returns what SQLite does its own way.
// Source: https://www.sqlite.org/lang.html, https://www.sqlite.org/limits.html
func rules(v dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "sqlite"
	r.Query.Lexis = compile.SQLiteLexis()
	r.Query.MaxBinds = 32766
	if v.Before(3, 32) {
		r.Query.MaxBinds = 999
	}
	// $1 and :1 are names that SQLite looks up one by one: 1,000 of them take 30 times
	// as long as question marks.
	r.Query.Placeholder = compile.QuestionMark
	operators(r)
	functions(r)
	selects(r)
	writes(r, v)
	r.DDL.ColumnType = columnType
	r.Type.Name = typeName
	r.Ident.MaxLen = 0
	r.Ident.Reserved = reserved
	return r
}

// reserved are the words that SQLAlchemy puts in quotes, some of which SQLite would take for
// a name, and two that it would not: nothing, returning.
// Source: https://www.sqlite.org/lang_keywords.html
var reserved = compile.Words(`
	add after all alter analyze and as asc attach autoincrement before begin between by cascade case cast check
	collate column commit conflict constraint create cross current_date current_time current_timestamp database
	default deferrable deferred delete desc detach distinct drop each else end escape except exclusive exists
	explain fail false for foreign from full glob group having if ignore immediate in index indexed initially
	inner insert instead intersect into is isnull join key left like limit match natural not nothing notnull null of
	offset on or order outer plan pragma primary query raise references reindex rename replace restrict returning
	right rollback row select set table temp temporary then to transaction trigger true union unique update using
	vacuum values view virtual when where`)
