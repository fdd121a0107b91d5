package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func poolItems() []item {
	return []item{
		{"13_SessionResetter_and_Validator", checkPoolInterfaces},
		{"14_ResetSession_errors", checkReset},
		{"15_IsValid", checkValid},
		{"16_ErrBadConn_and_error_chains", checkErrors},
		{"17_Close_with_open_statements", checkClose},
		{"18_one_connection_is_enough", checkOneConnection},
		{"19_panics", checkPanics},
	}
}

func checkPoolInterfaces(tr *trial) {
	for _, f := range fakedriver.ConnSets() {
		tr.both(f.String(), withConn(f), func(s *side) {
			conn := s.connect()
			_, resets := conn.(driver.SessionResetter)
			_, validates := conn.(driver.Validator)
			s.Note("pool interfaces", resets, validates)
			s.Check(conn.Close())
			for _, rollback := range []error{nil, errFake, driver.ErrBadConn} {
				s.fake.Fail = failOn("rollback", rollback)()
				ctx, cancel := context.WithCancel(s.ctx)
				tx, err := s.db.BeginTx(ctx, nil)
				s.Check(err)
				cancel()
				s.settled(s.db)
				s.Note("cancelled", tx.Commit())
				s.pool(s.db)
				s.calls()
			}
		})
	}
}

// wrappedBad is driver.ErrBadConn for errors.Is alone.
type wrappedBad struct{}

func (wrappedBad) Error() string        { return "the server has gone" }
func (wrappedBad) Is(target error) bool { return target == driver.ErrBadConn }

func checkReset(tr *trial) {
	for _, err := range []error{nil, driver.ErrBadConn, wrappedBad{}, fmt.Errorf("more: %w", driver.ErrBadConn), errFake, context.Canceled} {
		for _, f := range []fakedriver.ConnFeatures{fakedriver.Modern, fakedriver.Modern | fakedriver.ConnChecker, fakedriver.AllConn &^ fakedriver.Validator} {
			tr.both(fmt.Sprint(err, f), failing(f, failOn("ResetSession", err)), func(s *side) {
				for range 4 {
					s.Note("ping", s.db.PingContext(s.ctx))
					s.calls()
				}
			})
		}
	}
}

func checkValid(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{fakedriver.AllConn, fakedriver.Validator, fakedriver.Validator | fakedriver.SessionResetter} {
		for _, err := range []error{nil, errFake} {
			tr.both(fmt.Sprint(f, err), failing(f, failOn("IsValid", err)), func(s *side) {
				for range 3 {
					_, err := s.db.ExecContext(s.ctx, "e")
					s.Note("exec", err)
					s.calls()
					s.pool(s.db)
				}
			})
		}
	}
}

// valueError is an error that is a value, as sqlite3.Error is; pointerError is one as *pq.Error is.
type (
	valueError   struct{ Code int }
	pointerError struct{ Code int }
)

func (e valueError) Error() string    { return fmt.Sprint("value error ", e.Code) }
func (e *pointerError) Error() string { return fmt.Sprint("pointer error ", e.Code) }

func checkErrors(tr *trial) {
	for _, err := range []error{
		driver.ErrBadConn, wrappedBad{}, fmt.Errorf("more: %w", driver.ErrBadConn), valueError{5}, &pointerError{6},
		errors.Join(valueError{1}, errFake), context.DeadlineExceeded, fmt.Errorf("io: %w", context.Canceled), sql.ErrNoRows,
	} {
		for _, text := range []string{"Exec", "Query", "Prepare", "BeginTx", "Ping", "stmt", "commit", "next", "connect", "close", "RowsAffected"} {
			for _, f := range []fakedriver.ConnFeatures{fakedriver.Modern, 0} {
				name := fmt.Sprintf("%T %s of %v", err, text, f)
				tr.both(name, failing(f, failOn(text, err)), func(s *side) {
					everything(s)
					_, err := s.db.ExecContext(s.ctx, "e")
					value, isValue := errors.AsType[valueError](err)
					pointer, isPointer := errors.AsType[*pointerError](err)
					s.Note("as", value.Code, isValue, isPointer && pointer.Code == 6)
				})
			}
		}
	}
	tr.both("once", failing(fakedriver.AllConn, once("ExecContext")), func(s *side) {
		_, err := s.db.ExecContext(s.ctx, "e")
		s.Note("repeated", err)
	})
}

// once fails the first call that contains text with ErrBadConn.
func once(text string) func() func(string) error {
	return func() func(string) error {
		failed := false
		return func(event string) error {
			if failed || !strings.Contains(event, text) {
				return nil
			}
			failed = true
			return driver.ErrBadConn
		}
	}
}

func checkClose(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn} {
		tr.both(f.String(), withConn(f), func(s *side) {
			stmt, err := s.db.PrepareContext(s.ctx, "p")
			s.Check(err)
			rows, err := stmt.QueryContext(s.ctx)
			s.Check(err)
			more, err := s.db.QueryContext(s.ctx, "q")
			s.Check(err)
			_, err = s.db.ExecContext(s.ctx, "e")
			s.Check(err)
			s.Note("close", s.db.Close())
			s.calls()
			s.Note("rows", rows.Next(), rows.Err(), rows.Close(), more.Close())
			s.calls()
			s.Note("stmt", stmt.Close(), stmt.Close())
			_, err = stmt.ExecContext(s.ctx)
			s.Note("closed", err, s.db.PingContext(s.ctx))
			s.calls()
		})
	}
}

// checkOneConnection would wait for ever for a second connection.
func checkOneConnection(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn} {
		tr.both(f.String(), withConn(f), func(s *side) {
			s.db.SetMaxOpenConns(1)
			ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
			defer cancel()
			s.ctx = ctx
			everything(s)
			tx, err := s.db.BeginTx(s.ctx, nil)
			s.Check(err)
			stmt, err := tx.PrepareContext(s.ctx, "p")
			s.Check(err)
			rows, err := stmt.QueryContext(s.ctx)
			s.Check(err)
			r, err := tx.ExecContext(s.ctx, "e")
			s.Result("while rows are open", r, err)
			s.Note("next", rows.Next(), rows.Close(), tx.Commit())
		})
	}
}

func checkPanics(tr *trial) {
	for _, text := range []string{"ExecContext", "QueryContext", "Prepare", "BeginTx", "Ping", "stmt Exec", "commit", "next"} {
		tr.both(text, failing(fakedriver.Modern, func() func(string) error {
			return func(event string) error {
				if strings.Contains(event, text) && !strings.Contains(event, "calm") {
					panic("the driver's own " + text)
				}
				return nil
			}
		}), func(s *side) {
			panics := func(name string, f func() error) {
				defer func() { s.Note(name+" panics", fmt.Sprint(recover())) }()
				s.Note(name, f())
			}
			panics("exec", func() error { _, err := s.db.ExecContext(s.ctx, "e"); return err })
			panics("prepared", func() error {
				stmt, err := s.db.PrepareContext(s.ctx, "p")
				if err == nil {
					_, err = stmt.ExecContext(s.ctx)
				}
				return err
			})
			panics("ping", func() error { return s.db.PingContext(s.ctx) })
			_, err := s.db.ExecContext(s.ctx, "calm")
			s.Note("still usable", err)
			panics("raw", func() error {
				conn, err := s.db.Conn(s.ctx)
				s.Check(err)
				defer conn.Close()
				return conn.Raw(func(any) error { panic("the program's own") })
			})
		})
	}
}
