package mssql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// rules returns what SQL Server does its own way.
func rules(dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "mssql"
	operators(r)
	functions(r)
	selects(r)
	writes(r)
	r.Ident.MaxLen = 128
	return r
}
