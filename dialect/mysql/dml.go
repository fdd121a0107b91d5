package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// writes sets how MySQL and MariaDB write INSERT, UPDATE and DELETE.
func writes(r *compile.Rules, v dialect.Version) {
	r.DML.EmptyInsert = " () VALUES ()"
	// Source: https://mariadb.com/kb/en/insertreturning/
	if !isMariaDB(v) || v.Before(10, 5) {
		r.DML.Returning = compile.ReturningNone
	}
	r.DML.NoUpdateReturning = true
}
