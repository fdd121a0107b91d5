package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// isMariaDB tells the two by their versions: MySQL counts 5, 8, 9, MariaDB from 10 on.
func isMariaDB(v dialect.Version) bool { return v.Major >= 10 }

// rules returns what MySQL and MariaDB do their own way.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/sql-statements.html,
// https://mariadb.com/kb/en/sql-statements/
func rules(v dialect.Version) *compile.Rules {
	r := compile.Default()
	r.Dialect = "mysql"
	r.Query.Lexis = compile.MySQLLexis()
	r.Query.MaxBinds = 65535 // a prepared statement counts them in two bytes
	r.Query.Placeholder = compile.QuestionMark
	operators(r, v)
	functions(r, v)
	json(r)
	selects(r, v)
	subqueries(r)
	writes(r, v)
	types(r, v)
	ddl(r, v)
	r.Ident = compile.IdentRules{Quote: '`', Reserved: reserved(v), MaxLen: 64}
	if isMariaDB(v) {
		r.Dialect, r.Type.Of = "mariadb", "mariadb"
		r.Query.ValuesLiterals = true // 10.11 takes parameters there, and gives empty values for them
	}
	return r
}
