package pgx_test

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pgx"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap"
)

func TestMain(m *testing.M) { servers.Main(m) }

func TestOptions(t *testing.T) {
	tests := []struct {
		option, value string
		want          string // "" if it is taken
	}{
		{"sslmode", "disable", ""}, {"connect_timeout", "1", ""}, {"application_name", "x", ""}, {"search_path", "x", ""},
		{"default_query_exec_mode", "exec", ""}, {"statement_cache_capacity", "0", ""}, {"description_cache_capacity", "9", ""},
		{"target_session_attrs", "read-write", ""}, {"statement_timeout", "1s", ""}, {"myapp.user", "x", ""}, {"TimeZone", "UTC", ""},
		{"require_auth", "scram-sha-256", ""}, {"sslcertmode", "disable", ""},
		{"sslmod", "secret", `unknown option "sslmod": did you mean "sslmode"?`},
		{"statement_cache_capcity", "secret", `did you mean "statement_cache_capacity"?`},
		{"database", "secret", `did you mean "dbname"?`},
		{"pool_max_conns", "4", `option "pool_max_conns" is of pgxpool, whose pool is not used here`},
		{"pool_whatever", "4", "is of pgxpool"},
		{"hostaddr", "127.0.0.1", `pgx does not have libpq's option "hostaddr"`},
		{"load_balance_hosts", "random", "pgx does not have libpq's option"},
		{"user nam", "secret", `unknown option "user nam": known are application_name`},
		{"sslmode", "perhaps", "sslmode is invalid"},
		{"default_query_exec_mode", "quick", "invalid default_query_exec_mode"},
	}
	for _, test := range tests {
		t.Run(test.option+"="+test.value, func(t *testing.T) {
			db, err := gild.Open("postgresql+pgx://me@localhost/app?" + url.QueryEscape(test.option) + "=" + url.QueryEscape(test.value))
			switch {
			case test.want == "" && err == nil:
				_ = db.Close()
			case test.want == "" || err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret"):
				t.Errorf("got error %v, want %q", err, test.want)
			}
		})
	}
}

// Without another driver of PostgreSQL, pgx is the one of URLs that name none.
func TestDefaultDriver(t *testing.T) {
	db, err := gild.Open(servers.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Raw(func(c any) error {
		if real, ok := c.(wrap.Conn).Unwrap().(*stdlib.Conn); !ok {
			t.Errorf("the connection is a %T", real)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// Text parameters take what a program binds, by SQL text and prepared, and bytes and text are
// sent as before.
func TestTextParameters(t *testing.T) {
	db, err := sql.Open("pgx+gild", servers.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, typ := range []string{"text", "varchar", "bpchar"} {
		for _, tt := range []struct {
			arg  any
			want string
		}{
			{int64(-5), "-5"}, {2.5, "2.5"}, {1e21, "1000000000000000000000"}, {true, "true"}, {"x", "x"}, {[]byte("b"), "b"},
		} {
			var got string
			if err := db.QueryRow("select $1::"+typ, tt.arg).Scan(&got); got != tt.want || err != nil {
				t.Errorf("%s: %v became %q, %v", typ, tt.arg, got, err)
			}
		}
	}
	var null sql.NullString
	if err := db.QueryRow("select $1::text", nil).Scan(&null); null.Valid || err != nil {
		t.Errorf("NULL became %v, %v", null, err)
	}
}

// color is a number that says itself what it is.
type color int64

func (color) String() string { return "red" }

// What the bare driver takes for text is sent as it sends it.
func TestTextOfOthers(t *testing.T) {
	dsn := servers.Postgres(t)
	var got [2][]string
	values := []any{color(1), time.Duration(5), time.Unix(0, 0).UTC(), uint64(7), float32(2.5), []string{"a"}, map[string]int{"a": 1}}
	for i, name := range []string{"pgx", "pgx+gild"} {
		db, err := sql.Open(name, dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, v := range values {
			var text string
			if err := db.QueryRow("select $1::text", v).Scan(&text); err != nil {
				text = "refused"
			}
			got[i] = append(got[i], text)
		}
	}
	for i, bare := range got[0] {
		if bare != "refused" && got[1][i] != bare {
			t.Errorf("%T: got %q, want %q", values[i], got[1][i], bare)
		}
	}
}
