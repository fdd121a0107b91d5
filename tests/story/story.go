// Package story tests the examples, which tell the same story on all databases, by different SQL.
package story

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

var update = flag.Bool("update", false, "write the files output.txt anew")

// Test runs an example on SQLite, PostgreSQL and MariaDB. On SQLite its output is that of the file
// output.txt beside the test, which go test -update writes; on the others it is so without the
// statements, which are the lines that are indented. A second run finds the tables of the first.
func Test(t *testing.T, run func(ctx context.Context, out io.Writer, url string) error) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		got := output(t, run, "sqlite://")
		if *update {
			if err := os.WriteFile("output.txt", []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, got, golden(t))
	})
	for name, url := range map[string]func(testing.TB) string{
		// Transactions that read first wait for their turn, as for locks of rows elsewhere.
		"sqlite file": func(tb testing.TB) string { return "sqlite:///" + servers.SQLite(tb) + "?_txlock=immediate" },
		"postgresql":  servers.Postgres,
		"mariadb":     servers.MySQLURL,
	} {
		t.Run(name, func(t *testing.T) {
			at := url(t)
			for range 2 {
				compare(t, told(output(t, run, at)), told(golden(t)))
			}
		})
	}
}

func output(t *testing.T, run func(context.Context, io.Writer, string) error, url string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), &out, url); err != nil {
		t.Fatalf("%v, after\n%s", err, &out)
	}
	return out.String()
}

func golden(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("output.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// told leaves the statements out.
func told(output string) string {
	var b strings.Builder
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, "    ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func compare(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
