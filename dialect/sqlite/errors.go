package sqlite

import "github.com/gildsql/gild/dialect"

// describe explains errors of go-sqlite3.
func describe(error) *dialect.Error { return nil }
