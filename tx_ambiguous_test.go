package gild_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/tests/servers"
)

// A proxy stands between a driver and its server. Armed, it cuts the connection at a
// statement: before it gets to the server, or when the server's answer comes.
type proxy struct {
	listener net.Listener
	server   string
	at       string // how the statement begins
	cut      atomic.Int32
	held     func()        // called when an answer is held
	release  chan struct{} // ends that, when closed
}

const (
	cutNothing = iota
	cutRequest
	cutAnswer
	holdAnswer
)

func newProxy(t testing.TB, server string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	p := &proxy{listener: l, server: server, at: "COMMIT"}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		wg.Wait()
	})
	return p
}

// serve passes on what the two say, until one of them ends it.
func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	var committing atomic.Bool
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		defer server.Close()
		_ = pump(server, client, func(sent []byte) bool {
			if bytes.Contains(bytes.ToUpper(sent), []byte(p.at)) {
				committing.Store(true)
				return p.cut.Load() != cutRequest
			}
			return true
		})
	}()
	_ = pump(client, server, func([]byte) bool {
		if !committing.Load() {
			return true
		}
		if p.cut.Load() == holdAnswer {
			p.held()
			<-p.release
		}
		return p.cut.Load() == cutNothing
	})
	_ = client.Close()
	<-gone
}

// pump copies as long as pass allows.
func pump(to io.Writer, from io.Reader, pass func([]byte) bool) error {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return err
		}
		if !pass(buffer[:n]) {
			return nil
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return err
		}
	}
}

// proxied are databases behind a proxy, opened by a function of the proxy's address.
var proxied = []struct {
	name string
	open func(t testing.TB) (direct, db *sql.DB, p *proxy)
}{
	{"postgres", func(t testing.TB) (*sql.DB, *sql.DB, *proxy) { return proxiedPostgres(t, "postgres+gild") }},
	{"postgres-bare", func(t testing.TB) (*sql.DB, *sql.DB, *proxy) { return proxiedPostgres(t, "postgres") }},
	{"postgres-pgx", func(t testing.TB) (*sql.DB, *sql.DB, *proxy) { return proxiedPostgres(t, "pgx") }},
	{"mariadb", proxiedMariaDB},
}

func proxiedPostgres(t testing.TB, driver string) (direct, db *sql.DB, p *proxy) {
	t.Helper()
	u, err := url.Parse(servers.Postgres(t))
	check(t, err)
	direct = openTx(t, "postgres", u.String())
	p = newProxy(t, u.Host)
	u.Host = p.listener.Addr().String()
	return direct, openTx(t, driver, u.String()), p
}

func proxiedMariaDB(t testing.TB) (direct, db *sql.DB, p *proxy) {
	t.Helper()
	cfg, err := mysqldriver.ParseDSN(servers.MySQL(t))
	check(t, err)
	if cfg.Net != "tcp" {
		t.Fatal("the server is not reached by TCP")
	}
	direct = openTx(t, "mysql", cfg.FormatDSN())
	p = newProxy(t, cfg.Addr)
	cfg.Addr = p.listener.Addr().String()
	return direct, wrapMariaDB(t, cfg.FormatDSN()), p
}

// A connection that breaks at the COMMIT leaves the outcome open: the error says so, whether
// the server has got it or not, and nothing is run again.
func TestTxAmbiguousCommit(t *testing.T) {
	for _, d := range proxied {
		t.Run(d.name, func(t *testing.T) {
			direct, db, p := d.open(t)
			mustExec(t, direct, "create table notes (id int not null primary key)")
			want := []int{1}
			for _, cut := range []int32{cutNothing, cutRequest, cutAnswer} {
				attempts := 0
				err := gild.Tx(context.Background(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
					attempts++
					check(t, gild.AfterCommit(ctx, func(context.Context) {
						if cut != cutNothing {
							t.Error("a hook ran, though the outcome is not known")
						}
					}))
					check(t, exec(ctx, tx, insertNote(int(cut)+1)))
					p.cut.Store(cut)
					return nil
				})
				p.cut.Store(cutNothing)
				ambiguous, ok := errors.AsType[*gild.AmbiguousCommitError](err)
				if ok != (cut != cutNothing) || attempts != 1 {
					t.Errorf("cut %d: %d attempts, error %v", cut, attempts, err)
				}
				if ok && (ambiguous.Err == nil || !strings.Contains(err.Error(), "not known whether")) {
					t.Errorf("cut %d: got error %v", cut, err)
				}
				if cut == cutAnswer {
					want = append(want, 3)
				}
				wantNotes(t, direct, want...)
			}
			check(t, gild.Tx(context.Background(), db, nil, nothing)) // the pool is sound
		})
	}
}

func insertNote(id int) string { return "insert into notes values (" + string(rune('0'+id)) + ")" }

// So does a context that ends while the answer is awaited, with a driver that gives up then.
func TestTxContextEndsAtCommit(t *testing.T) {
	direct, db, p := proxiedPostgres(t, "pgx")
	mustExec(t, direct, "create table notes (id int not null primary key)")
	ctx, cancel := context.WithCancelCause(context.Background())
	p.held, p.release = func() { cancel(errMine) }, make(chan struct{})
	err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
		p.cut.Store(holdAnswer)
		return exec(ctx, tx, insertNote(1))
	})
	close(p.release)
	if _, ok := errors.AsType[*gild.AmbiguousCommitError](err); !ok || !errors.Is(err, errMine) {
		t.Errorf("got error %v, want an ambiguous commit for that cause", err)
	}
	wantNotes(t, direct, 1)
}
