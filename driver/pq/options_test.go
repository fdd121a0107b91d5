package pq_test

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pq"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

func TestOptions(t *testing.T) {
	tests := []struct {
		option string
		want   string // "" if it is taken
	}{
		{"sslmode", ""}, {"connect_timeout", ""}, {"application_name", ""}, {"user", ""}, {"host", ""},
		{"search_path", ""}, {"statement_timeout", ""}, {"TimeZone", ""}, {"DateStyle", ""}, {"work_mem", ""},
		{"myapp.user", ""}, {"replication", ""}, {"tcp_user_timeout", ""}, {"role", ""},
		{"sslmod", `unknown option "sslmod": did you mean "sslmode"?`},
		{"ssl_mode", `did you mean "sslmode"?`},
		{"SSLMODE", `did you mean "sslmode"?`},
		{"sslmdoe", `did you mean "sslmode"?`},
		{"hsot", `did you mean "host"?`},
		{"hots", `did you mean "host"?`},
		{"connect_timout", `did you mean "connect_timeout"?`},
		{"connectTimeout", `did you mean "connect_timeout"?`},
		{"usr", `did you mean "user"?`},
		{"username", `did you mean "user"?`},
		{"user_name", `did you mean "user"?`},
		{"database", `did you mean "dbname"?`},
		{"pasword", `did you mean "password"?`},
		{"aplication_name", `did you mean "application_name"?`},
		{"user nam", `unknown option "user nam": known are application_name`},
		{"", `unknown option ""`},
		{"a=b;c", "unknown option"},
		{"gssencmode", `lib/pq does not have libpq's option "gssencmode"`},
	}
	for _, test := range tests {
		t.Run(test.option, func(t *testing.T) {
			value := "secret"
			switch strings.ToLower(test.option) {
			case "sslmode":
				value = "disable"
			case "connect_timeout":
				value = "1"
			case "datestyle":
				value = "ISO, MDY"
			}
			db, err := gild.Open("postgresql://me@localhost/app?" + url.QueryEscape(test.option) + "=" + url.QueryEscape(value))
			switch {
			case test.want == "" && err == nil:
				_ = db.Close()
			case test.want == "" || err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret"):
				t.Errorf("got error %v, want %q", err, test.want)
			}
		})
	}
}

// TestServerSettings gives each setting of a real server as an option.
func TestServerSettings(t *testing.T) {
	k, err := pq.NewConnector(servers.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(k)
	defer db.Close()
	rows, err := db.Query("select name from pg_settings where context in ('user', 'superuser', 'backend', 'superuser-backend')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		db, err := gild.Open("postgresql://me@localhost/app?" + name + "=1")
		if err != nil && strings.Contains(err.Error(), "unknown option") {
			t.Errorf("setting %s: %v", name, err)
		}
		if err == nil {
			_ = db.Close()
		}
	}
	if err := rows.Err(); err != nil || n < 100 {
		t.Errorf("%d settings, %v", n, err)
	}
}
