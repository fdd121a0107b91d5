package postgres

import "github.com/gildsql/gild/compile"

// operators sets how PostgreSQL writes operators and constants.
func operators(*compile.Rules) {}
