package sqlite3_test

import (
	"path/filepath"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
)

// Foreign keys are on unless the URL says otherwise.
func TestForeignKeys(t *testing.T) {
	file := "sqlite:///" + filepath.Join(t.TempDir(), "a b#c%25.db")
	for url, want := range map[string]bool{
		file: true, file + "?_busy_timeout=10": true, file + "?_fk=off": false, file + "?_foreign_keys=0": false,
		"sqlite://": true, "sqlite://?_fk=0": false,
	} {
		db, err := gild.Open(url)
		if err != nil {
			t.Fatal(err)
		}
		var on bool
		if err := db.QueryRow("pragma foreign_keys").Scan(&on); err != nil || on != want {
			t.Errorf("%s: foreign keys %v, %v", url, on, err)
		}
		_ = db.Close()
	}
}

// Only a database in memory is bound to one connection.
func TestConnections(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	for url, want := range map[string]int{
		"sqlite:///" + file: 0, "sqlite:///" + file + "?mode=rwc": 0, "sqlite:///file:" + file: 0,
		"sqlite://": 1, "sqlite:///:memory:": 1, "sqlite:///x?mode=memory&cache=shared": 1,
	} {
		db, err := gild.Open(url)
		if err != nil {
			t.Fatal(err)
		}
		if n := db.Stats().MaxOpenConnections; n != want {
			t.Errorf("%s: at most %d connections, want %d", url, n, want)
		}
		_ = db.Close()
	}
}
