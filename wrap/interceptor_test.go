package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

func trim(s string) string { return strings.TrimSpace(s) }

// callLog notes the texts that pass. It is safe for concurrent use.
type callLog struct {
	wrap.NullInterceptor
	prefix string
	to     *callLog // notes there instead

	mu    sync.Mutex // protects following field
	calls []string
}

func (l *callLog) note(query string) {
	if l.to != nil {
		l.to.note(l.prefix + query)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, l.prefix+query)
}

func (l *callLog) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

func (l *callLog) ConnExecContext(ctx context.Context, conn sqldriver.ExecerContext, query string, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	l.note(query)
	return conn.ExecContext(ctx, query, args)
}

func (l *callLog) ConnQueryContext(ctx context.Context, conn sqldriver.QueryerContext, query string, args []sqldriver.NamedValue) (context.Context, sqldriver.Rows, error) {
	l.note(query)
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

func (l *callLog) StmtQueryContext(ctx context.Context, stmt sqldriver.StmtQueryContext, query string, args []sqldriver.NamedValue) (context.Context, sqldriver.Rows, error) {
	l.note(query)
	rows, err := stmt.QueryContext(ctx, args)
	return ctx, rows, err
}

func TestInterceptorsSeeEachCallOnce(t *testing.T) {
	ctx := context.Background()
	const selectSQL = "SELECT items.name FROM items WHERE items.id = "
	eachEngine(t, func(t *testing.T, e engine) {
		log := &callLog{}
		db := e.fresh(t, driver.WithInterceptors(&callLog{prefix: "1 ", to: log}, &callLog{prefix: "2 ", to: log}), driver.WithInterceptors(&callLog{prefix: "3 ", to: log}))
		withItems(t, db, "ann")
		log.take()
		wantCalls := func(what, query string) {
			t.Helper()
			if got := log.take(); !slices.Equal(got, []string{"1 " + query, "2 " + query, "3 " + query}) {
				t.Errorf("%s: got calls %q", what, got)
			}
		}
		text := selectSQL + map[string]string{"sqlite": "?", "postgresql": "$1"}[e.name]
		for range 2 {
			check(t, db.QueryRowContext(ctx, "", byID, sql.Named("id", 1)).Scan(new(string)))
			wantCalls("statement", text)
		}
		check(t, db.QueryRowContext(ctx, "select 1").Scan(new(int)))
		wantCalls("text", "select 1")
		stmt, err := db.PrepareContext(ctx, "select 2")
		check(t, err)
		defer stmt.Close()
		check(t, stmt.QueryRowContext(ctx).Scan(new(int)))
		wantCalls("prepared", "select 2")
	})
}

// infoLog notes what InfoFrom says of each query.
type infoLog struct {
	callLog
}

func (l *infoLog) ConnQueryContext(ctx context.Context, conn sqldriver.QueryerContext, query string, args []sqldriver.NamedValue) (context.Context, sqldriver.Rows, error) {
	info := wrap.InfoFrom(ctx)
	operation, collection := info.Summary(query)
	l.note(fmt.Sprint(info.System, " ", info.Server, " ", operation, " ", collection, " ", len(args)))
	return l.NullInterceptor.ConnQueryContext(ctx, conn, query, args)
}

func TestInfoFrom(t *testing.T) {
	ctx := context.Background()
	server := func(c *wrap.Config) { c.Server = wrap.Server{Address: "here", Port: 7, Database: "app"} }
	eachEngine(t, func(t *testing.T, e engine) {
		log := &infoLog{}
		db := e.fresh(t, server, driver.WithInterceptors(log))
		withItems(t, db, "ann")
		log.take()
		for _, run := range []func() *sql.Row{
			func() *sql.Row { return db.QueryRowContext(ctx, "", byID, sql.Named("id", 1)) },
			func() *sql.Row { return db.QueryRowContext(ctx, "select name from items where id = $1", 1) },
		} {
			check(t, run().Scan(new(string)))
			if got, want := log.take(), e.name+" {here 7 app} SELECT items 1"; !slices.Equal(got, []string{want}) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
	if info := wrap.InfoFrom(ctx); info == nil || info.System != "" {
		t.Errorf("outside of a call: got %v", info)
	}
}

// meddler changes what passes.
type meddler struct {
	wrap.NullInterceptor
	change func(query string) string
	ctx    func() context.Context
	err    error
}

func (m *meddler) ConnQueryContext(ctx context.Context, conn sqldriver.QueryerContext, query string, args []sqldriver.NamedValue) (context.Context, sqldriver.Rows, error) {
	if m.err != nil {
		return ctx, nil, m.err
	}
	if m.ctx != nil {
		ctx = m.ctx()
	}
	if m.change != nil {
		query = m.change(query)
	}
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

func (m *meddler) ConnectorConnect(ctx context.Context, k sqldriver.Connector) (sqldriver.Conn, error) {
	if m.ctx != nil {
		ctx = m.ctx()
	}
	return k.Connect(ctx)
}

func TestInterceptorsThatMeddle(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine) {
		dsn := e.dsn(t)
		withItems(t, e.wrapped(t, dsn), "ann", "bob")
		query := func(m *meddler) (name string, err error) {
			db := e.wrapped(t, dsn, driver.WithInterceptors(m, &wrap.NullInterceptor{}))
			for range 2 {
				err = db.QueryRowContext(ctx, "", byID, sql.Named("id", 1)).Scan(&name)
			}
			return name, err
		}
		for what, m := range map[string]*meddler{
			"adds a comment":  {change: func(q string) string { return "/* app */ " + q }},
			"another context": {ctx: context.Background},
		} {
			if got, err := query(m); got != "ann" || err != nil {
				t.Errorf("%s: got %q, %v", what, got, err)
			}
		}
		if got, err := query(&meddler{change: func(q string) string { return "select 'else' where 1 = " + q[len(q)-len("?")-strings.Count(q, "$"):] }}); got != "else" || err != nil {
			t.Errorf("another text: got %q, %v", got, err)
		}
		if _, err := query(&meddler{err: io.ErrUnexpectedEOF}); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("error: got %v", err)
		}
		if got, err := query(&meddler{err: sqldriver.ErrSkip}); got != "ann" || err != nil {
			t.Errorf("driver.ErrSkip: got %q, %v", got, err)
		}
	})
}

func TestChangedTextIsNotKeptPrepared(t *testing.T) {
	ctx, n := context.Background(), 0
	fake := &fakeDB{conn: modern, rows: []sqldriver.Value{"ann"}}
	db := fake.wrapped(t, driver.WithInterceptors(&meddler{change: func(q string) string { n++; return fmt.Sprint("/* ", n, " */ ", q) }}))
	for range 3 {
		check(t, db.QueryRowContext(ctx, "", byID, sql.Named("id", 1)).Scan(new(string)))
	}
	if prepared, run := fake.count("prepare"), fake.count("query /*"); prepared != 0 || run != 3 {
		t.Errorf("%d prepared, %d run", prepared, run)
	}
}

// stray connects on its own.
type stray struct {
	wrap.NullInterceptor
	fake *fakeDB
}

func (s stray) ConnectorConnect(ctx context.Context, _ sqldriver.Connector) (sqldriver.Conn, error) {
	return s.fake.Connect(ctx)
}

func TestInterceptorThatConnectsOnItsOwn(t *testing.T) {
	fake := &fakeDB{}
	err := fake.wrapped(t, driver.WithInterceptors(stray{fake: fake})).Ping()
	wantError(t, err, "ConnectorConnect must connect with the connector it is given")
	wantEvents(t, fake, "connect", "close")
}
