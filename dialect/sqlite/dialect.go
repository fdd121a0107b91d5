// Package sqlite is the dialect of SQLite.
package sqlite

import "github.com/gildsql/gild/dialect"

// Dialect describes SQLite.
var Dialect = &dialect.Dialect{
	Name:         "sqlite",
	System:       "sqlite",
	Rules:        rules,
	VersionQuery: "SELECT sqlite_version()",
	Describe:     describe,
	RowIDQuery:   rowIDs,
	Transactions: transactions,
	Inspector:    inspector,
}
