package pooling_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql" // for MariaDB
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

var errRefused = errors.New("refused")

// passwords is a server that lets the newest password in, and its credentials.
type passwords struct {
	valid   int // the password that the server takes
	fetched int
	refused int
	life    time.Duration
	err     error
	server  server
}

func (p *passwords) connector() sqldriver.Connector {
	return pooling.Rotating(pooling.RotatingConfig{
		Next: func(context.Context) (sqldriver.Connector, time.Time, error) {
			time.Sleep(time.Second)
			if p.err != nil {
				return nil, time.Time{}, p.err
			}
			p.fetched++
			k := &login{p, p.fetched}
			if p.life == 0 {
				return k, time.Time{}, nil
			}
			return k, time.Now().Add(p.life), nil
		},
		Refused: func(err error) bool { return errors.Is(err, errRefused) },
	})
}

type login struct {
	p        *passwords
	password int
}

func (l *login) Driver() sqldriver.Driver { return nil }

func (l *login) Connect(ctx context.Context) (sqldriver.Conn, error) {
	if l.password != l.p.valid {
		l.p.refused++
		return nil, errRefused
	}
	return l.p.server.Connect(ctx)
}

func TestRotating(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		p := &passwords{valid: 1, life: time.Hour}
		k := p.connector()
		connect := func(fetched int, want error) {
			t.Helper()
			_, err := k.Connect(ctx)
			if !errors.Is(err, want) || p.fetched != fetched {
				t.Errorf("got %v, fetched %d times", err, p.fetched)
			}
		}
		var all sync.WaitGroup
		for range 10 { // one fetches for all
			all.Go(func() {
				_, err := k.Connect(ctx)
				check(t, err)
			})
		}
		all.Wait()
		connect(1, nil)
		time.Sleep(59 * time.Minute) // ahead of the expiry
		p.err = errors.New("no answer")
		connect(1, nil) // the old ones still hold
		p.err = nil
		p.valid = 2
		connect(2, nil)
		if p.refused != 0 {
			t.Error("the old password was tried")
		}
		p.valid = 3 // refused before their time
		connect(3, nil)
		p.valid = 5 // and the new ones too: no more tries
		connect(4, errRefused)
		time.Sleep(2 * time.Hour)
		p.err = errors.New("no answer")
		connect(4, p.err)
		short, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		go func() { _, _ = k.Connect(ctx) }() // which fetches for a second
		synctest.Wait()
		if _, err := k.Connect(short); err != context.DeadlineExceeded {
			t.Errorf("got %v", err)
		}
		time.Sleep(time.Minute)
	})
}

// The password of a user changes; connections go on, with the next password.
func TestCredentialsOnMariaDB(t *testing.T) {
	admin, err := sql.Open("mysql", servers.MySQL(t))
	check(t, err)
	defer admin.Close()
	config, err := mysql.ParseDSN(servers.MySQL(t))
	check(t, err)
	user := config.DBName
	if len(user) > 40 {
		user = user[len(user)-40:]
	}
	exec(t, admin, fmt.Sprintf("create user '%s'@'%%' identified by 'first-pw'", user))
	defer exec(t, admin, fmt.Sprintf("drop user '%s'@'%%'", user))
	exec(t, admin, fmt.Sprintf("grant all on `%s`.* to '%s'@'%%'", config.DBName, user))
	password, logins := "first-pw", 0
	db, err := gild.Open("mariadb://"+config.Addr+"/"+config.DBName,
		gild.WithCredentials(func(context.Context) (pooling.Login, error) {
			logins++
			return pooling.Login{User: user, Password: password}, nil
		}))
	check(t, err)
	defer db.Close()
	var who string
	check(t, db.QueryRow("select current_user()").Scan(&who))
	if want := user + "@%"; who != want {
		t.Errorf("got user %s, want %s", who, want)
	}
	exec(t, admin, fmt.Sprintf("alter user '%s'@'%%' identified by 'second-pw'", user))
	password = "second-pw"
	giveBack(t, conns(t, db, 3))
	if logins != 2 {
		t.Errorf("%d logins", logins)
	}
	exec(t, admin, fmt.Sprintf("alter user '%s'@'%%' identified by 'third-pw'", user))
	check(t, gild.Dispose(context.Background(), db))
	if err := db.Ping(); err == nil || strings.Contains(err.Error(), "-pw") || logins != 3 {
		t.Errorf("got %v, %d logins", err, logins)
	}
}

func TestCredentialsOnPostgreSQL(t *testing.T) {
	db := live.Postgres(t)
	var schema string
	check(t, db.QueryRow("select current_schema()").Scan(&schema))
	role := "role_" + schema
	exec(t, db.DB, `create role "`+role+`" login password 'first-pw'`)
	defer exec(t, db.DB, `drop role "`+role+`"`)
	u, err := url.Parse(db.URL)
	check(t, err)
	u.User = url.User("overridden")
	names := []string{"nobody_at_all", role}
	logins := 0
	rotating, err := gild.Open(u.String(), gild.WithCredentials(func(context.Context) (pooling.Login, error) {
		name := names[min(logins, 1)]
		logins++
		return pooling.Login{User: name, Password: "first-pw"}, nil
	}))
	check(t, err)
	defer rotating.Close()
	var who string
	check(t, rotating.QueryRow("select current_user").Scan(&who))
	if who != role || logins != 2 {
		t.Errorf("got user %s after %d logins", who, logins)
	}
}

func TestCredentialsFail(t *testing.T) {
	no := errors.New("the vault is closed")
	db, err := gild.Open("postgresql://me:secret-pw@127.0.0.1/app", gild.WithCredentials(
		func(context.Context) (pooling.Login, error) { return pooling.Login{}, no }))
	check(t, err)
	defer db.Close()
	want := "gild: postgresql://me:***@127.0.0.1/app: credentials: the vault is closed"
	if err := db.Ping(); !errors.Is(err, no) || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestLoginIsNotPrinted(t *testing.T) {
	l := pooling.Login{User: "me", Password: "secret-pw"}
	asJSON, err := json.Marshal(l)
	check(t, err)
	text := fmt.Sprintf("%v %+v %#v %s %q %x", l, l, &l, l, l, l) + string(asJSON) + l.LogValue().String()
	if strings.Contains(text, "secret") || strings.Contains(text, fmt.Sprintf("%x", "secret")) || !strings.Contains(text, "me") {
		t.Errorf("got %s", text)
	}
}

func TestDSNs(t *testing.T) {
	ctx := context.Background()
	dsn := func(context.Context) (string, time.Time, error) { return "secret-dsn", time.Time{}, nil }
	next := pooling.DSNs(dsn, func(dsn string) (*server, error) { return nil, fmt.Errorf("cannot parse %q", dsn) })
	if _, _, err := next(ctx); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	s := &server{}
	next = pooling.DSNs(dsn, func(string) (*server, error) { return s, nil })
	if k, _, err := next(ctx); k != sqldriver.Connector(s) || err != nil {
		t.Errorf("got %v, %v", k, err)
	}
}

func exec(t testing.TB, db *sql.DB, query string) {
	t.Helper()
	_, err := db.Exec(query)
	check(t, err)
}
