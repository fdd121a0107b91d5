package sqlite

import "github.com/gildsql/gild/dialect"

// classify has nothing to say yet: SQLite has no connection to lose, and prepares a
// statement again by itself when the schema changes.
func classify(error) dialect.ErrorClass { return dialect.ErrorOther }
