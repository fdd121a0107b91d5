package sqlite

import "github.com/gildsql/gild/compile"

// functions sets how SQLite writes functions.
func functions(*compile.Rules) {}
