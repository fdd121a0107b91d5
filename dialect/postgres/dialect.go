// Package postgres is the dialect of PostgreSQL.
package postgres

import "github.com/gildsql/gild/dialect"

// Dialect describes PostgreSQL.
var Dialect = &dialect.Dialect{
	Name:         "postgresql",
	System:       "postgresql",
	Rules:        rules,
	VersionQuery: "SHOW server_version",
	Describe:     describe,
	Transactions: transactions,
	Inspector:    inspector,
}
