package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// poolInterfaces are the four combinations that database/sql tells apart.
var poolInterfaces = map[string]func(*fakeConn) sqldriver.Conn{
	"none": func(c *fakeConn) sqldriver.Conn {
		return struct {
			*fakeConn
			pings
		}{c, pings{c.db}}
	},
	"resetter": func(c *fakeConn) sqldriver.Conn {
		return struct {
			*fakeConn
			pings
			resets
		}{c, pings{c.db}, resets{c.db}}
	},
	"validator": func(c *fakeConn) sqldriver.Conn {
		return struct {
			*fakeConn
			pings
			validates
		}{c, pings{c.db}, validates{c.db}}
	},
	"both": func(c *fakeConn) sqldriver.Conn {
		return struct {
			*fakeConn
			pings
			resets
			validates
		}{c, pings{c.db}, resets{c.db}, validates{c.db}}
	},
}

// TestOptionalInterfaces runs programs on drivers that leave interfaces out, on the bare
// and on the wrapped one, and compares what reaches the driver and what comes back.
func TestOptionalInterfaces(t *testing.T) {
	drivers := map[string]*fakeDB{
		"modern":             {conn: modern},
		"column converter":   {stmt: func(s *fakeStmt) sqldriver.Stmt { return converts{s} }},
		"any input":          {stmt: func(s *fakeStmt) sqldriver.Stmt { return anyInput{s} }},
		"checking statement": {stmt: func(s *fakeStmt) sqldriver.Stmt { return checkedStmt{s, checks{s.db}} }},
		"from before contexts": {conn: func(c *fakeConn) sqldriver.Conn {
			return struct {
				*fakeConn
				execs
				querys
			}{c, execs{c}, querys{c}}
		}},
		"skipping": {conn: modern, fail: func(event string) error {
			if event[0] == 'e' || event[0] == 'q' {
				return sqldriver.ErrSkip
			}
			return nil
		}},
		"checking connection": {conn: func(c *fakeConn) sqldriver.Conn {
			return struct {
				*fakeConn
				checks
			}{c, checks{c.db}}
		}},
		"removing arguments": {conn: func(c *fakeConn) sqldriver.Conn {
			return struct {
				*fakeConn
				checks
			}{c, checks{c.db}}
		}, fail: func(event string) error {
			if event == "check 2" {
				return sqldriver.ErrRemoveArgument
			}
			return nil
		}},
		"bad when used": {conn: modern, fail: func(event string) error {
			if event[0] == 'e' || event[0] == 'q' {
				return sqldriver.ErrBadConn
			}
			return nil
		}},
	}
	for name, conn := range poolInterfaces {
		drivers["pool interfaces "+name] = &fakeDB{conn: conn}
	}
	for name, d := range drivers {
		t.Run(name, func(t *testing.T) {
			run := func(open func(*fakeDB) *sql.DB) []string {
				fake := &fakeDB{conn: d.conn, stmt: d.stmt, fail: d.fail, rows: []sqldriver.Value{"a", []byte("b"), nil, int64(7)}}
				return driverProgram(t, fake, open(fake))
			}
			want := run(func(f *fakeDB) *sql.DB { return f.bare(t) })
			unprepared := driver.WithPreparedStatements(-1)
			compare(t, "without interceptors", run(func(f *fakeDB) *sql.DB { return f.wrapped(t, unprepared) }), want)
			compare(t, "without dialect", run(func(f *fakeDB) *sql.DB { return f.wrapped(t, driver.WithDialect(nil), unprepared) }), want)
			compare(t, "with two interceptors", run(func(f *fakeDB) *sql.DB { return f.wrapped(t, passThrough(), passThrough(), unprepared) }), want)
		})
	}
}

// driverProgram uses each part of database/sql that depends on a driver's interfaces.
func driverProgram(t *testing.T, fake *fakeDB, db *sql.DB) []string {
	ctx := context.Background()
	tr := &transcript{t: t}
	events := func() { tr.lines = append(tr.lines, fake.take()...) }
	for _, args := range [][]any{nil, {1}, {1, 2}, {nil, "x"}, {sql.Named("n", 1)}, {struct{}{}}, {shouter("v"), 2}} {
		r, err := db.ExecContext(ctx, "e ? ?", args...)
		tr.result("exec", r, err)
		rows, err := db.QueryContext(ctx, "q ? ?", args...)
		tr.rows("query", rows, err)
		stmt, err := db.PrepareContext(ctx, "p ? ?")
		tr.note("prepare", err)
		if err == nil {
			r, err = stmt.ExecContext(ctx, args...)
			tr.result("stmt exec", r, err)
			rows, err = stmt.QueryContext(ctx, args...)
			tr.rows("stmt query", rows, err)
			tr.note("close", stmt.Close())
		}
		events()
	}
	for _, opts := range []*sql.TxOptions{nil, {ReadOnly: true}, {Isolation: sql.LevelSerializable}} {
		tx, err := db.BeginTx(ctx, opts)
		tr.note("begin", err)
		if err == nil {
			tr.note("commit", tx.Commit())
		}
	}
	tr.note("ping", db.PingContext(ctx))
	events()
	cancelled, cancel := context.WithCancel(ctx)
	if _, err := db.BeginTx(cancelled, nil); err != nil {
		t.Fatal(err)
	}
	cancel()
	for db.Stats().InUse > 0 {
		time.Sleep(time.Millisecond)
	}
	done, err := db.BeginTx(cancelled, nil)
	tr.note("begin when done", done, err)
	_, err = db.PrepareContext(cancelled, "never")
	tr.note("prepare when done", err, db.Stats().OpenConnections)
	events()
	tr.note("close", db.Close())
	events()
	return tr.lines
}

// TestPoolInterfacesWithPrePing has the pool ping first, which needs a SessionResetter:
// what becomes of a cancelled transaction's connection must stay as it was.
func TestPoolInterfacesWithPrePing(t *testing.T) {
	for name, conn := range poolInterfaces {
		t.Run(name, func(t *testing.T) {
			open := func(db *sql.DB) int {
				ctx, cancel := context.WithCancel(context.Background())
				_, err := db.BeginTx(ctx, nil)
				check(t, err)
				cancel()
				for db.Stats().InUse > 0 {
					time.Sleep(time.Millisecond)
				}
				return db.Stats().OpenConnections
			}
			bare, pinged := &fakeDB{conn: conn}, &fakeDB{conn: conn}
			want := open(bare.bare(t))
			if got := open(pinged.wrapped(t, driver.WithPool(pooling.Config{PrePing: true}))); got != want {
				t.Errorf("%d connections left, %d without gild", got, want)
			}
			db := pinged.wrapped(t, driver.WithPool(pooling.Config{PrePing: true}))
			check(t, db.Ping())
			pinged.take()
			_, err := db.Exec("x")
			check(t, err)
			if n := pinged.count("ping"); n != 1 {
				t.Errorf("pinged %d times before the second use", n)
			}
		})
	}
}

// An invalid connection is not used again, also where IsValid is hidden to ping first.
func TestInvalidConnectionIsReplaced(t *testing.T) {
	for name, options := range map[string][]driver.Option{
		"plain": nil, "preping": {driver.WithPool(pooling.Config{PrePing: true})},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &fakeDB{conn: poolInterfaces["validator"], fail: func(event string) error {
				if event == "valid" {
					return io.ErrUnexpectedEOF
				}
				return nil
			}}
			db := fake.wrapped(t, options...)
			for range 3 {
				check(t, db.Ping())
			}
			if n := fake.count("connect"); n != 3 {
				t.Errorf("%d connections for 3 uses", n)
			}
		})
	}
}

// closingConnector is a connector that wants to be closed.
type closingConnector struct{ *fakeDB }

var errClosing = errors.New("closing")

func (c closingConnector) Close() error {
	_ = c.note("close connector")
	return errClosing
}

func TestCloseReachesTheConnector(t *testing.T) {
	fake := &fakeDB{}
	db := sql.OpenDB(driver.NewConnector(closingConnector{fake}, passThrough()))
	check(t, db.Ping())
	if err := db.Close(); err != errClosing {
		t.Errorf("got %v", err)
	}
	wantEvents(t, fake, "connect", "close", "close connector")
}

func TestSentinelsAreNeverWrapped(t *testing.T) {
	for _, sentinel := range []error{sqldriver.ErrBadConn, io.EOF, context.Canceled, errClosing} {
		for name, options := range map[string][]driver.Option{"plain": nil, "interceptor": {passThrough()}} {
			fake := &fakeDB{conn: modern, fail: func(event string) error {
				if event == "connect" {
					return nil
				}
				return sentinel
			}}
			k := driver.NewConnector(fake, options...)
			conn, err := k.Connect(context.Background())
			check(t, err)
			ctx := context.Background()
			_, execErr := conn.(sqldriver.ExecerContext).ExecContext(ctx, "x", nil)
			_, queryErr := conn.(sqldriver.QueryerContext).QueryContext(ctx, "x", nil)
			_, prepareErr := conn.Prepare("x")
			_, beginErr := conn.(sqldriver.ConnBeginTx).BeginTx(ctx, sqldriver.TxOptions{})
			for what, err := range map[string]error{
				"exec": execErr, "query": queryErr, "prepare": prepareErr, "begin": beginErr,
				"ping": conn.(sqldriver.Pinger).Ping(ctx), "close": conn.Close(),
			} {
				if err != sentinel {
					t.Errorf("%s, %s: got %v instead of %v", name, what, err, sentinel)
				}
			}
		}
	}
}

// TestSingleConnection closes the pool while its connection is in use.
func TestSingleConnection(t *testing.T) {
	fake := &fakeDB{conn: modern}
	db := fake.wrapped(t, driver.WithPool(pooling.Config{Single: true}))
	for range 2 {
		conn, err := db.Conn(context.Background())
		check(t, err)
		check(t, conn.Raw(func(any) error { return nil }))
		check(t, conn.Close())
		db.SetMaxIdleConns(-1) // none is kept by the pool
	}
	wantEvents(t, fake, "connect")
	conn, err := db.Conn(context.Background())
	check(t, err)
	check(t, db.Close())
	wantEvents(t, fake)
	check(t, conn.Close())
	wantEvents(t, fake, "close")
}

// TestSharedSingleConnection closes two pools of one connector.
func TestSharedSingleConnection(t *testing.T) {
	fake := &fakeDB{conn: modern}
	k := driver.NewConnector(fake, driver.WithPool(pooling.Config{Single: true}))
	one, other := sql.OpenDB(k), sql.OpenDB(k)
	one.SetMaxIdleConns(-1)
	check(t, one.Ping())
	check(t, other.Ping())
	check(t, one.Close())
	check(t, other.Close())
	wantEvents(t, fake, "connect", "ping", "ping", "close")
	if err := sql.OpenDB(k).Ping(); err == nil {
		t.Error("open after Close")
	}
}

// TestDialectWithoutRules runs text, which needs none, and a statement.
func TestDialectWithoutRules(t *testing.T) {
	ctx := context.Background()
	for name, d := range map[string]*dialect.Dialect{
		"no function": {Name: "mine"},
		"no rules":    {Name: "mine", Rules: func(dialect.Version) *compile.Rules { return nil }},
	} {
		fake := &fakeDB{conn: modern}
		db := fake.wrapped(t, driver.WithDialect(d), passThrough())
		_, err := db.ExecContext(ctx, "delete from items")
		check(t, err)
		_, err = db.ExecContext(ctx, "", expr.Delete(Items))
		if err == nil || err.Error() != `gild: the dialect "mine" has no Rules: its statements cannot be compiled` {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestNilOptions passes over options and interceptors that are nil.
func TestNilOptions(t *testing.T) {
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
	db := fake.wrapped(t, nil, driver.WithInterceptors(nil, &wrap.NullInterceptor{}, nil), nil)
	if name, err := nameOf(context.Background(), db, 1); name != "ann" || err != nil {
		t.Errorf("got %q, %v", name, err)
	}
}
