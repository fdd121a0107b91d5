package oracle

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// rules returns what Oracle does its own way.
func rules(dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "oracle"
	operators(r)
	functions(r)
	selects(r)
	writes(r)
	r.Ident.MaxLen = 128
	return r
}
