package suite_test

import (
	"database/sql"
	"testing"

	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/suite"
)

// TestDialects runs the dialects of gild, by each of the drivers.
func TestDialects(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *sql.DB{
		"sqlite3": func(tb testing.TB) *sql.DB { return live.SQLite(tb).DB },
		"pq":      func(tb testing.TB) *sql.DB { return live.Postgres(tb).DB },
		"pgx":     func(tb testing.TB) *sql.DB { return live.PGX(tb).DB },
		"mysql":   func(tb testing.TB) *sql.DB { return live.MySQL(tb).DB },
	} {
		suite.Dialect(t, suite.Database{Name: name, Open: open, Known: knownOfDialects[name]})
	}
}

// knownOfDialects are what the databases do not have.
var knownOfDialects = map[string][]suite.Difference{
	"sqlite3": {
		{Tests: `^sqlite3/ddl/sequence$`, Reason: "SQLite has no sequences"},
		{Tests: `^sqlite3/reflection/comments$`, Reason: "SQLite keeps no comments"},
	},
}
