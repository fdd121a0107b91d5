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
	json(r)
	selects(r)
	writes(r, v)
	types(r)
	ddl(r)
	r.Ident.MaxLen = 0
	r.Ident.Reserved = reserved
	return r
}
