package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// writes sets how SQLite writes INSERT, UPDATE and DELETE.
func writes(r *compile.Rules, v dialect.Version) {
	r.DML.Returning = !v.Before(3, 35)
	r.DML.BareReturning = true
}
