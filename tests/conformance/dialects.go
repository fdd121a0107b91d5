package main

import (
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
)

// dialectNames are in the order of the records.
var dialectNames = []string{"sqlite", "postgresql", "mysql", "mariadb", "mssql", "oracle"}

// pinned are the dialects with the server versions of the recorded statements.
var pinned = map[string]*dialect.Dialect{
	"sqlite":     marked(sqlite.Dialect.At(dialect.Version{Major: 3, Minor: 40})),
	"postgresql": marked(postgres.Dialect.At(dialect.Version{Major: 15})),
	"mysql":      marked(mysql.Dialect.At(dialect.Version{Major: 8, Patch: 36})),
	"mariadb":    marked(mariadb.Dialect.At(dialect.Version{Major: 10, Minor: 11})),
	"mssql":      marked(mssql.Dialect.At(dialect.Version{Major: 15})),
	"oracle":     marked(oracle.Dialect.At(dialect.Version{Major: 21})),
}

// The placeholders of marked dialects: the number of the value between two characters that SQL
// does not have.
const (
	markBegin = '\x01'
	markEnd   = '\x02'
)

// marked derives the dialect whose placeholders say which value they stand for, and that writes
// what a driver needs that puts values into the text: SQLAlchemy's was recorded for such drivers.
func marked(d *dialect.Dialect) *dialect.Dialect {
	return dialect.Extend(d, d.Name, func(r *compile.Rules, _ dialect.Version) {
		r.Query.Placeholder = func(b []byte, n int) []byte {
			return fmt.Appendf(b, "%c%d%c", markBegin, n, markEnd)
		}
		clientParameters(r)
		ownNodes(r)
	})
}

// clientParameters switches off what servers need that get their parameters apart from the
// text: casts of values, and literals where MariaDB takes no parameter.
func clientParameters(r *compile.Rules) {
	r.Expr.BindCast = nil
	if r.Dialect == mariadb.Dialect.Name {
		r.Func.FrameLiterals = false
		r.Query.ValuesLiterals = false
	}
}
