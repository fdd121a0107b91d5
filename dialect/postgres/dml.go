package postgres

import "github.com/gildsql/gild/compile"

// writes sets how PostgreSQL writes INSERT, UPDATE and DELETE.
func writes(r *compile.Rules) {
	r.DML.KeyByReturning = true
	// Source: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
	r.DML.Upsert, r.DML.ConflictConstraint = compile.UpsertOnConflict, true
}
