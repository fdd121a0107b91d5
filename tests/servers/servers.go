// Package servers gives each test a database of its own: a PostgreSQL schema, a MySQL database, a
// SQLite file. Whatever a test creates there is gone when the test ends, and tests may run in
// parallel, also in several test binaries at once.
//
// A server comes from the first of these that there is:
//
//   - the environment: GILD_TEST_POSTGRES, a postgres:// URL, and GILD_TEST_MYSQL, a DSN of
//     go-sql-driver/mysql; a server named there that does not answer is a failure;
//   - a server already listening on 127.0.0.1, at the standard port, that lets us in;
//   - a throwaway cluster, started once per test binary from the programs of this machine.
//
// Without any of them the test is skipped, in one line that says what to install. With
// GILD_REQUIRE_SERVERS=1 it fails instead.
package servers

import (
	"fmt"
	"os"
	"testing"
)

// Postgres returns the URL of a fresh PostgreSQL schema, made for tb alone: the search_path of every
// connection opened with it is that schema. The schema is dropped, with all that is in it, when tb and
// its subtests are done; a transaction still open then is ended, and fails tb. Postgres is safe for
// concurrent use; like tb.Fatal it must be called from the goroutine of the test.
func Postgres(tb testing.TB) string {
	tb.Helper()
	return postgres.private(tb)
}

// MySQL returns the DSN, for go-sql-driver/mysql, of a fresh database on a MySQL or MariaDB server,
// made for tb alone. The rules of [Postgres] hold for it too.
func MySQL(tb testing.TB) string {
	tb.Helper()
	return mysql.private(tb)
}

// Main runs the tests of m, then stops the throwaway clusters they started and waits until these are
// gone. It is for TestMain:
//
//	func TestMain(m *testing.M) { servers.Main(m) }
//
// A test binary without it leaves nothing behind either: its clusters end when it does, a moment later.
func Main(m *testing.M) {
	m.Run() // m keeps the exit code
	if err := stopAll(); err != nil {
		fmt.Fprintln(os.Stderr, "servers:", err)
	}
}

// private finds the server and gives tb its place in it.
func (e *engine) private(tb testing.TB) string {
	tb.Helper()
	s, err := e.find()
	if err != nil {
		absent(tb, err)
	}
	name := uniqueName()
	if err := s.create(name); err != nil {
		tb.Fatalf("servers: create %s: %v", name, err)
	}
	tb.Cleanup(func() {
		if err := s.drop(name); err != nil {
			tb.Errorf("servers: drop %s: %v", name, err)
		}
	})
	return s.within(name)
}
