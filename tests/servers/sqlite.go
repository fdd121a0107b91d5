package servers

import (
	"path/filepath"
	"testing"
)

// SQLite returns the path of a SQLite database that does not exist yet, in a directory made for tb
// alone and removed when tb and its subtests are done. SQLite is safe for concurrent use.
func SQLite(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "test.db")
}
