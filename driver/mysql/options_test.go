package mysql_test

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

func TestOptions(t *testing.T) {
	tests := []struct {
		option, value string
		want          string // "" if it is taken
	}{
		{"parseTime", "true", ""}, {"clientFoundRows", "false", ""}, {"loc", "Local", ""}, {"charset", "utf8mb4,utf8", ""},
		{"readTimeout", "1s", ""}, {"tls", "skip-verify", ""}, {"unix_socket", "/tmp/x.sock", ""}, {"sql_mode", "'ANSI'", ""},
		{"time_zone", "'+00:00'", ""}, {"transaction_isolation", "'SERIALIZABLE'", ""}, {"wait_timeout", "10", ""},
		{"parsetime", "secret", `unknown option "parsetime": did you mean "parseTime"?`},
		{"parse_time", "secret", `did you mean "parseTime"?`},
		{"praseTime", "secret", `did you mean "parseTime"?`},
		{"clientFoundRow", "secret", `did you mean "clientFoundRows"?`},
		{"collaton", "secret", `did you mean "collation"?`},
		{"sslmode", "secret", `did you mean "tls"?`},
		{"connectTimeout", "secret", `did you mean "timeout"?`},
		{"password", "secret", `"password" is no option: it belongs before the question mark, as in mariadb://user:password@host:port/database`},
		{"user name", "secret", `unknown option "user name": known are allowAllFiles`},
		{"", "secret", `unknown option ""`},
		{"parseTime", "perhaps", "invalid bool value: perhaps"},
		{"readTimeout", "soon", `invalid duration "soon"`},
		{"strict", "true", "has removed it"},
	}
	for _, test := range tests {
		t.Run(test.option+"="+test.value, func(t *testing.T) {
			db, err := gild.Open("mariadb://me@localhost/app?" + url.QueryEscape(test.option) + "=" + url.QueryEscape(test.value))
			switch {
			case test.want == "" && err == nil:
				_ = db.Close()
			case test.want == "" || err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret"):
				t.Errorf("got error %v, want %q", err, test.want)
			}
		})
	}
}

// TestServerSettings gives each variable of a real server, which a connection can set, as an
// option.
func TestServerSettings(t *testing.T) {
	db, err := sql.Open("mysql", servers.MySQL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("select lower(variable_name) from information_schema.system_variables where variable_scope like 'SESSION%' and read_only = 'NO'")
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
		if name == "max_allowed_packet" {
			continue // which the server does not let a connection set: maxAllowedPacket is meant
		}
		db, err := gild.Open("mysql://me@localhost/app?" + name + "=1")
		if err != nil {
			t.Errorf("variable %s: %v", name, err)
			continue
		}
		_ = db.Close()
	}
	if err := rows.Err(); err != nil || n < 100 {
		t.Errorf("%d variables, %v", n, err)
	}
}
