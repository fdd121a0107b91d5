package postgres

import "github.com/gildsql/gild/compile"

// writes sets how PostgreSQL writes INSERT, UPDATE and DELETE.
func writes(r *compile.Rules) { r.DML.KeyByReturning = true }
