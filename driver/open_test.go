package driver_test

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	gilddriver "github.com/gildsql/gild/driver"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

func TestOpenMistakes(t *testing.T) {
	tests := map[string]string{
		"":                                                         `missing "://"`,
		"app.db":                                                   `missing "://"`,
		"postgre://localhost/app":                                  `unknown dialect "postgre": did you mean "postgresql"?`,
		"postgresql+psycopg://localhost/app":                       `unknown driver "psycopg" for postgresql: linked in are `,
		"mssql://localhost/app":                                    "there is no driver for mssql yet: known are mariadb, mysql, postgresql, sqlite",
		"mysql+mysqlconnector://localhost/a":                       `unknown driver "mysqlconnector" for mysql: linked in are mysql`,
		"mysql://localhost/app?strict=true":                        "strict: go-sql-driver/mysql has removed it",
		"mysql://localhost/app?tls=perhaps":                        "invalid value / unknown config name: perhaps",
		"mysql://localhost/app?parseTime=x":                        "invalid bool value: x",
		"postgresql+pgx://localhost/app?sslmod=disable":            `did you mean "sslmode"?`,
		"postgresql+pgx://localhost/app?sslmode=perhaps":           "sslmode is invalid",
		"postgresql+pgx://localhost/app?pool_max_conns=4":          "is of pgxpool",
		"postgresql+pgx://localhost/app?connect_timeout=x":         "invalid connect_timeout",
		"postgresql+pgx://localhost/app?default_query_exec_mode=x": "default_query_exec_mode",
		"postgresql://localhost:port/app":                          "port: want a number",
		"postgresql://localhost/app?sslmod=disable":                `did you mean "sslmode"?`,
		"postgresql://localhost/app?sslmode=enabled":               `"enabled" is not supported; supported values are`,
		"sqlite:///app.db?_foreign_key=on":                         `unknown option "_foreign_key": did you mean "_foreign_keys"? known are _auth`,
		"sqlite:///app.db?wal":                                     `unknown option "wal": known are _auth`,
		"sqlite:///app.db?sslmode=disable":                         `unknown option "sslmode"`,
	}
	for url, want := range tests {
		_, err := gilddriver.Open(url)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "gild: ") {
			t.Errorf("%q: got error %v, want it to say %q", url, err, want)
		}
	}
}

// secret is a password that must not be seen.
const secret = "s3cr3t-pa55"

func TestPasswordIsNeverShown(t *testing.T) {
	real := servers.Postgres(t)
	u, err := dburl.Parse(real)
	if err != nil {
		t.Fatal(err)
	}
	u = u.WithPassword(secret)
	closed, err := net.Listen("tcp", "127.0.0.1:0") // a port where nobody listens
	if err != nil {
		t.Fatal(err)
	}
	port := closed.Addr().(*net.TCPAddr).Port
	_ = closed.Close()
	nobody := *u
	nobody.User, nobody.Database = "nobody_at_all", "no_such_database"
	nobodyDSN, err := nobody.PostgresDSN()
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]string{
		"connection refused":  fmt.Sprintf("postgresql://me:%s@127.0.0.1:%d/app?sslmode=disable", secret, port),
		"no such host":        fmt.Sprintf("postgresql://me:%s@nowhere.invalid/app?sslmode=disable", secret),
		"login fails":         nobodyDSN,
		"bad value":           fmt.Sprintf("postgresql://me:%s@localhost/app?sslmode=%s", secret, "x"),
		"bad timeout":         fmt.Sprintf("postgresql://me:%s@localhost/app?connect_timeout=x", secret),
		"bad file":            fmt.Sprintf("postgresql://me:%s@localhost/app?sslmode=verify-full&sslrootcert=/no/such/file", secret),
		"two hosts":           fmt.Sprintf("postgresql://me:%s@a,b:1/app?port=1,2,3", secret),
		"unknown dialect":     fmt.Sprintf("nosuch://me:%s@localhost/app", secret),
		"unknown option":      fmt.Sprintf("postgresql://me:%s@localhost/app?sslmod=disable", secret),
		"pgx, refused":        fmt.Sprintf("postgresql+pgx://me:%s@127.0.0.1:%d/app?sslmode=disable", secret, port),
		"pgx, no such host":   fmt.Sprintf("postgresql+pgx://me:%s@nowhere.invalid/app?sslmode=disable", secret),
		"pgx, login fails":    strings.Replace(nobodyDSN, "postgres://", "postgresql+pgx://", 1),
		"pgx, bad value":      fmt.Sprintf("postgresql+pgx://me:%s@localhost/app?sslmode=x", secret),
		"pgx, bad file":       fmt.Sprintf("postgresql+pgx://me:%s@localhost/app?sslmode=verify-full&sslrootcert=/no/such/file", secret),
		"pgx, in an option":   fmt.Sprintf("postgresql+pgx://me@localhost/app?password=%s&sslmode=x", secret),
		"mysql, refused":      fmt.Sprintf("mysql://me:%s@127.0.0.1:%d/app", secret, port),
		"mysql, login fails":  fmt.Sprintf("mysql://nobody_at_all:%s@127.0.0.1:%d/app", secret, mysqlPort(t)),
		"mysql, bad value":    fmt.Sprintf("mysql://me:%s@localhost/app?parseTime=x", secret),
		"mysql, bad user":     fmt.Sprintf("mysql://me%%3Ax:%s@localhost/app", secret),
		"mysql, in an option": fmt.Sprintf("mysql://me@localhost/app?password=%s", secret),
		"in an option":        fmt.Sprintf("postgresql://me@localhost/app?pasword=%s", secret),
		"option of SQLite":    fmt.Sprintf("sqlite:///app.db?password=%s", secret),
	}
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			db, err := gilddriver.Open(url)
			if err == nil {
				err = db.Ping()
				_ = db.Close()
			}
			if err == nil {
				t.Fatal("no error")
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, secret) {
					t.Errorf("the error shows the password: %s", text)
				}
			}
		})
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opening", "url", u)
	fmt.Fprintln(&log, u, *u, fmt.Sprintf("%+v %#v", u, struct{ U *dburl.URL }{u}))
	if strings.Contains(log.String(), secret) {
		t.Errorf("the log shows the password: %s", &log)
	}
}

// mysqlPort is where the server of MySQL listens.
func mysqlPort(t *testing.T) int {
	t.Helper()
	u, err := dburl.Parse(servers.MySQLURL(t))
	if err != nil {
		t.Fatal(err)
	}
	return u.Port
}

// quoting is a driver whose errors quote the data source name.
type quoting struct{ driver.Driver }

func (quoting) OpenConnector(dsn string) (driver.Connector, error) {
	return nil, fmt.Errorf("cannot parse %q", dsn)
}

func init() {
	d := sqlite.Dialect.Clone()
	d.Name = "oracle"
	gilddriver.RegisterBackend(gilddriver.Backend{
		Name: "quoting", Dialect: d, Driver: quoting{},
		DSN: func(u *dburl.URL) (string, error) { p, _ := u.Password(); return "pw=" + p, nil },
	})
}

func TestPasswordOfADriverThatQuotesIt(t *testing.T) {
	_, err := gilddriver.Open("oracle://me:" + secret + "@localhost/app")
	if want := `gild: oracle://me:***@localhost/app: cannot parse "pw=***"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRegisterBackendMistakes(t *testing.T) {
	dsn := func(*dburl.URL) (string, error) { return "", nil }
	for want, b := range map[string]gilddriver.Backend{
		"a backend needs Name, Dialect, Driver and DSN": {Name: "x", Dialect: sqlite.Dialect},
		"sqlite+sqlite3 is registered twice":            {Name: "sqlite3", Dialect: sqlite.Dialect, Driver: quoting{}, DSN: dsn},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("got panic %s, want %s", got, want)
				}
			}()
			gilddriver.RegisterBackend(b)
		}()
	}
}

// What db.Driver returns makes connections of the same kind.
func TestDriverOfADatabase(t *testing.T) {
	db, err := gilddriver.Open("sqlite://", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	k, err := db.Driver().(driver.DriverContext).OpenConnector(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	again := sql.OpenDB(k)
	defer again.Close()
	var one int
	if err := again.QueryRow("", expr.Select(expr.Val(1).As("one"))).Scan(&one); err != nil || one != 1 {
		t.Errorf("got %d, %v", one, err)
	}
	conn, err := db.Driver().Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// The data source name reaches the real driver as it is, and its mistakes come when the
// real driver finds them.
func TestDataSourceNames(t *testing.T) {
	for _, name := range []string{"sqlite3", "sqlite3+gild"} {
		db, err := sql.Open(name, "file::memory:?_foreign_keys=perhaps")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := db.Ping(); err == nil || !strings.Contains(err.Error(), "Invalid _foreign_keys: perhaps") {
			t.Errorf("%s: got %v", name, err)
		}
		_ = db.Close()
	}
	for _, name := range []string{"postgres", "postgres+gild"} {
		db, err := sql.Open(name, "sslmode=perhaps")
		if err == nil {
			err = db.Ping()
		}
		if err == nil || !strings.Contains(err.Error(), `"perhaps" is not supported`) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestDriversRegisteredTwicePanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	gilddriver.Register("sqlite3+gild", &sqlite3.SQLiteDriver{})
}
