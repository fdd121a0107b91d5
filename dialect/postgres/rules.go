package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// rules returns what PostgreSQL does its own way. All supported versions agree on it.
// Source: https://www.postgresql.org/docs/current/sql.html
func rules(v dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "postgresql"
	r.Query.Lexis = compile.PostgresLexis()
	r.Query.MaxBinds = 65535
	r.Query.Placeholder = compile.DollarNumber
	r.Query.ArrayBinds = true
	r.Query.ReuseArgs = true
	operators(r)
	functions(r)
	json(r, v)
	selects(r)
	writes(r, v)
	types(r)
	ddl(r, v)
	r.Ident.MaxLen = 63
	r.Ident.Reserved = reserved
	return r
}
