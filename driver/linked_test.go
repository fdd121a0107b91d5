package driver

import (
	"database/sql/driver"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver/dburl"
)

func TestDriverNotLinkedIn(t *testing.T) {
	backendsMu.Lock()
	linked := slices.Clone(backends)
	backends = nil
	backendsMu.Unlock()
	defer func() { backends = linked }()
	for url, want := range map[string]string{
		"sqlite://":                   `no driver for sqlite is linked in: import _ "github.com/gildsql/gild/driver/sqlite3"`,
		"postgresql://localhost/app":  `no driver for postgresql is linked in: import _ "github.com/gildsql/gild/driver/pq"`,
		"postgresql+pq://localhost/a": `driver pq for postgresql is not linked in: import _ "github.com/gildsql/gild/driver/pq"`,
		"postgresql://localhost/b":    `import _ "github.com/gildsql/gild/driver/pq" or import _ "github.com/gildsql/gild/driver/pgx"`,
		"mysql://localhost/app":       `no driver for mysql is linked in: import _ "github.com/gildsql/gild/driver/mysql"`,
		"mariadb://localhost/app":     `no driver for mariadb is linked in: import _ "github.com/gildsql/gild/driver/mysql"`,
		"postgresql+x://localhost/a":  `no driver for postgresql is linked in: import _ "github.com/gildsql/gild/driver/pq" or`,
	} {
		if _, err := Open(url); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", url, err)
		}
	}
}

// The default of a dialect does not depend on the order in which packages are initialized.
func TestDefaultDriver(t *testing.T) {
	backendsMu.Lock()
	linked := slices.Clone(backends)
	backendsMu.Unlock()
	defer func() { backends = linked }()
	for registered, want := range map[string]string{
		"pq": "pq", "pgx": "pgx", "pq pgx": "pq", "pgx pq": "pq", "other": "other", "other pgx": "pgx", "other another": "other",
	} {
		backends = nil
		for _, name := range strings.Fields(registered) {
			RegisterBackend(Backend{
				Name: name, Dialect: &dialect.Dialect{Name: "postgresql"}, Driver: noDriver{},
				DSN: func(*dburl.URL) (string, error) { return "", nil },
			})
		}
		if b, err := findBackend(&dburl.URL{Dialect: "postgresql"}); err != nil || b.Name != want {
			t.Errorf("of %s: got %s, %v, want %s", registered, b.Name, err, want)
		}
		for _, name := range strings.Fields(registered) {
			if b, err := findBackend(&dburl.URL{Dialect: "postgresql", Driver: name}); err != nil || b.Name != name {
				t.Errorf("of %s: asked for %s, got %s, %v", registered, name, b.Name, err)
			}
		}
	}
}

type noDriver struct{ driver.Driver }
