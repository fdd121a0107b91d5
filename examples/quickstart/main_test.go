package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

// The program answers on both databases, and when it finds its tables from before.
func TestQuickstart(t *testing.T) {
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":     func(t *testing.T) string { return "sqlite:///" + servers.SQLite(t) },
		"postgresql": func(t *testing.T) string { return servers.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := url(t)
			for range 2 {
				var out bytes.Buffer
				if err := run(t.Context(), &out, at); err != nil {
					t.Fatal(err)
				}
				for _, want := range []string{"net/http  ", "errors  ", "encoding/json", "fmt      true", "SELECT std_packages.path, count(*) AS importers"} {
					if !strings.Contains(out.String(), want) {
						t.Errorf("the output lacks %q:\n%s", want, &out)
					}
				}
			}
		})
	}
}
