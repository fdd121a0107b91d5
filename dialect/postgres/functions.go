package postgres

import "github.com/gildsql/gild/compile"

// functions sets how PostgreSQL writes functions.
func functions(*compile.Rules) {}
