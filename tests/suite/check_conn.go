package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func connItems() []item {
	return []item{
		{"07_Pinger", checkPinger},
		{"08_bare_ErrSkip", checkErrSkip},
		{"09_checks_again_after_ErrSkip", checkAgain},
		{"10_ErrSkip_where_it_is_an_error", checkStrayErrSkip},
		{"11_ConnPrepareContext_absent", checkPrepareFallback},
		{"12_ConnBeginTx_absent", checkBeginFallback},
	}
}

var errFake = errors.New("fake")

// failOn fails calls that contain text.
func failOn(text string, err error) func() func(string) error {
	return func() func(string) error {
		return func(event string) error {
			if strings.Contains(event, text) {
				return err
			}
			return nil
		}
	}
}

func checkPinger(tr *trial) {
	for _, f := range fakedriver.ConnSets() {
		tr.both(f.String(), withConn(f), func(s *side) {
			s.Note("ping", s.db.PingContext(s.ctx))
			s.calls()
		})
	}
	for name, err := range map[string]error{"ErrBadConn": driver.ErrBadConn, "other": errFake} {
		tr.both(name, failing(fakedriver.Modern, failOn("Ping", err)), func(s *side) { s.Note("ping", s.db.PingContext(s.ctx)) })
	}
}

// checkErrSkip has every set of interfaces, and drivers that have them and say ErrSkip.
func checkErrSkip(tr *trial) {
	for _, f := range fakedriver.ConnSets() {
		tr.both(f.String(), withConn(f), everything)
		tr.both(f.String()+" skipping", failing(f, func() func(string) error {
			return func(event string) error {
				if strings.Contains(event, ": Exec") || strings.Contains(event, ": Query") {
					return driver.ErrSkip
				}
				return nil
			}
		}), everything)
	}
	tr.both("by identity", withConn(0), func(s *side) {
		conn := s.connect()
		if e, ok := conn.(driver.ExecerContext); ok {
			if _, err := e.ExecContext(s.ctx, "e", nil); err != driver.ErrSkip {
				s.TB().Errorf("ExecContext returns %v", err)
			}
		}
		if q, ok := conn.(driver.QueryerContext); ok {
			if _, err := q.QueryContext(s.ctx, "q", nil); err != driver.ErrSkip {
				s.TB().Errorf("QueryContext returns %v", err)
			}
		}
		s.Check(conn.Close())
	})
}

func checkAgain(tr *trial) {
	for _, stmts := range fakedriver.StmtSets() {
		fake := func() *fakedriver.DB {
			db := withConn(fakedriver.AllConn)()
			db.Stmt = stmts
			db.Fail = func(event string) error {
				if strings.Contains(event, ": ExecContext") || strings.Contains(event, ": QueryContext") {
					return driver.ErrSkip
				}
				return nil
			}
			db.Check = func(nv *driver.NamedValue) error { // would show if it came twice to one value
				if n, ok := nv.Value.(int); ok {
					nv.Value = int64(n + 1)
				}
				return nil
			}
			return db
		}
		tr.both(stmts.String(), fake, func(s *side) {
			for range 3 {
				r, err := s.db.ExecContext(s.ctx, "e ?", 1)
				s.Result("exec", r, err)
				rows, err := s.db.QueryContext(s.ctx, "q ?", 1)
				s.Rows("query", rows, err)
			}
		})
	}
}

func checkStrayErrSkip(tr *trial) {
	for _, text := range []string{"stmt Exec", "stmt Query", "Ping", "BeginTx", "Prepare", "ResetSession", "commit", "next 1"} {
		tr.both(text, failing(fakedriver.Modern, failOn(text, driver.ErrSkip)), everything)
	}
}

// during returns a context that ends while the driver does what the text says.
func during(s *side, text string) context.Context {
	ctx, cancel := context.WithCancel(s.ctx)
	s.fake.Fail = func(event string) error {
		if strings.HasSuffix(event, text) {
			cancel()
		}
		return nil
	}
	return ctx
}

func checkPrepareFallback(tr *trial) {
	for name, f := range map[string]fakedriver.ConnFeatures{"absent": 0, "present": fakedriver.ConnPrepareContext} {
		tr.both(name, withConn(f), func(s *side) {
			_, err := s.db.PrepareContext(during(s, `"p"`), "p")
			s.Note("done during", err)
			s.strictCalls()
		})
	}
}

func checkBeginFallback(tr *trial) {
	for name, f := range map[string]fakedriver.ConnFeatures{
		"absent": 0, "present": fakedriver.AllConn, "alone absent": fakedriver.AllConn &^ fakedriver.ConnBeginTx,
	} {
		tr.both(name, withConn(f), func(s *side) {
			for _, opts := range []*sql.TxOptions{
				nil, {ReadOnly: true}, {Isolation: sql.LevelSnapshot}, {Isolation: 99}, {Isolation: sql.LevelLinearizable, ReadOnly: true},
			} {
				tx, err := s.db.BeginTx(s.ctx, opts)
				s.Note("begin", err)
				if err == nil {
					s.Note("rollback", tx.Rollback())
				}
				s.strictCalls()
			}
		})
		tr.both(name+", done during", withConn(f), func(s *side) {
			tx, err := s.db.BeginTx(during(s, "begin"), nil)
			s.Note("begin", err)
			if err == nil {
				s.Note("rollback", tx.Rollback())
			}
			s.settled(s.db)
			s.strictCalls()
		})
	}
}
