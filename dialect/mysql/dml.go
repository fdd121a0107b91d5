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
	r.DML.CountsChanged = true // unless a flag of the connection says otherwise: clientFoundRows of go-sql-driver/mysql
	// Source: https://mariadb.com/kb/en/auto_increment-handling-in-innodb/
	r.DML.Numbering = compile.NumberedInValues
	r.DML.Merge = compile.MergeRules{}
	// Sources: https://dev.mysql.com/doc/refman/8.4/en/update.html,
	// https://dev.mysql.com/doc/refman/8.4/en/delete.html
	r.DML.UpdateOthers = compile.Others{InFront: true}
	// MySQL takes an alias behind FROM since 8.0.16, MariaDB since 11.6.
	// Source: https://dev.mysql.com/doc/refman/8.4/en/delete.html, https://mariadb.com/kb/en/delete/
	alias := !isMariaDB(v) && (!v.Before(8, 1) || v.Major == 8 && v.Patch >= 16) || isMariaDB(v) && !v.Before(11, 6)
	r.DML.DeleteOthers = compile.Others{Word: "USING", WithTable: true, Alias: alias}
	r.DML.Limit = true
	// Source: https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html
	r.DML.Upsert = compile.UpsertOnDuplicateKey
	r.DML.RowAlias = !isMariaDB(v) && (!v.Before(8, 1) || v.Major == 8 && v.Patch >= 19)
}
