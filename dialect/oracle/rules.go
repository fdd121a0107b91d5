package oracle

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// rules returns what Oracle does its own way.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf
func rules(v dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "oracle"
	r.Query.Lexis = compile.OracleLexis()
	r.Query.Placeholder = compile.ColonNumber
	r.Query.MaxBinds = 65535
	operators(r)
	functions(r, v)
	json(r)
	selects(r)
	writes(r, v)
	types(r)
	ddl(r)
	r.Ident.Reserved, r.Ident.First, r.Ident.MaxLen = reserved, "_", 128
	if v.Before(12, 2) {
		r.Ident.MaxLen = 30
	}
	return r
}
