package postgres

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// writes sets how PostgreSQL writes INSERT, UPDATE and DELETE.
func writes(r *compile.Rules, v dialect.Version) {
	r.DML.KeyByReturning = true
	// VALUES gives its rows in their order as well, but only ORDER BY promises it.
	r.DML.Numbering = compile.NumberedInSelect
	// Source: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
	r.DML.Upsert, r.DML.ConflictConstraint = compile.UpsertOnConflict, true
	// Source: https://www.postgresql.org/docs/current/sql-merge.html
	since17 := !v.Before(17, 0)
	r.DML.Merge = compile.MergeRules{Exists: !v.Before(15, 0), Nothing: true, NoRecursive: true, BySource: since17, Returning: since17}
}
