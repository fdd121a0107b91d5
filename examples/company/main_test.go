package main

import (
	"bytes"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

const want = `company1 has the manager mr krabs, senior
company1 has the engineer spongebob, active, who writes go
company1 has the ordinary person joesmith
company1 has the engineer patrick, on leave, who writes sql
now: manager eugene h. krabs, retired
now: engineer patrick, back from leave, who writes sql
company1 has an engineer who is back
1 dismissed, 3 left
`

// The program says the same on both databases, whatever tables the types have.
func TestCompany(t *testing.T) {
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":     func(t *testing.T) string { return "sqlite:///" + servers.SQLite(t) },
		"postgresql": func(t *testing.T) string { return servers.Postgres(t) },
	} {
		for _, tables := range []string{"single", "joined"} {
			t.Run(name+" "+tables, func(t *testing.T) {
				var out bytes.Buffer
				if err := run(t.Context(), &out, url(t), tables); err != nil {
					t.Fatal(err)
				}
				if out.String() != want {
					t.Errorf("got\n%s", &out)
				}
			})
		}
	}
}
