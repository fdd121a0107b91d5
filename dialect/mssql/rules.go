package mssql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// rules returns what SQL Server does its own way.
// Source: https://learn.microsoft.com/sql/t-sql/language-reference
func rules(v dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "mssql"
	r.Query.Lexis = compile.MSSQLLexis()
	r.Query.Placeholder = compile.AtNumber
	// Of 2,100 parameters drivers take up to two for themselves.
	r.Query.MaxBinds = 2098
	operators(r)
	functions(r, v)
	json(r)
	selects(r)
	writes(r)
	types(r)
	ddl(r)
	r.Ident = compile.IdentRules{Quote: '[', Close: ']', Reserved: reserved, MaxLen: 128, SchemaOwner: true, PlainCollations: true}
	return r
}
