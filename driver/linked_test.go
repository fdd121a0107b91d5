package driver

import (
	"slices"
	"strings"
	"testing"
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
		"postgresql+pq://localhost/a": `import _ "github.com/gildsql/gild/driver/pq"`,
	} {
		if _, err := Open(url); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", url, err)
		}
	}
}
