package gildtest

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/wrap"
)

// recordVar is the environment variable that has tests record.
const recordVar = "GILDTEST_RECORD"

// Recorded is an option for a database whose answers are in a file, so that the test needs no
// server: what is run must be what was recorded, in the same order and with the same arguments,
// or the test fails with the difference. With the environment variable GILDTEST_RECORD=1 the
// database is asked, and the file is written at the end of a test that has not failed:
//
//	GILDTEST_RECORD=1 go test ./store -run TestOrders
//
// The file is JSON with all arguments and rows in clear. Rows are read to their end at once.
// Errors have the driver's text and code, so that gild.Is and gild.ErrorOf know them; they are not
// of the driver's type. Calls of several goroutines at once have no order to be compared
// by, and a moment that is an argument must be the same each time.
func Recorded(t testing.TB, file string) gild.Option {
	return func(c *wrap.Config) {
		within := c.Real
		c.Real = func(real driver.Connector, d *dialect.Dialect) driver.Connector {
			if within != nil {
				real = within(real, d)
			}
			if os.Getenv(recordVar) != "" {
				return recording(t, file, real)
			}
			return replaying(t, file, real.Driver())
		}
	}
}

// recorder is a connector that notes what its connections are asked for. It is safe for concurrent
// use.
type recorder struct {
	real driver.Connector

	mu   sync.Mutex // protects following fields
	tape tape
	errs []error // why the tape cannot be played
}

func recording(t testing.TB, file string, real driver.Connector) *recorder {
	r := &recorder{real: real, tape: tape{Prepared: map[string]int{}, Calls: []entry{}}}
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		if err := r.save(file); err != nil {
			t.Errorf("gildtest: recording %s: %v", file, err)
		}
	})
	return r
}

func (r *recorder) save(file string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := errors.Join(r.errs...); err != nil {
		return err
	}
	text, err := json.MarshalIndent(r.tape, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o666)
}

// note adds a call with its outcome. What a driver skips comes again, prepared.
func (r *recorder) note(e entry, err error) {
	if err == driver.ErrSkip {
		return
	}
	e.Err = newFailure(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tape.Calls = append(r.tape.Calls, e)
}

// Connect makes a connection of the real driver.
func (r *recorder) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.real.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &recordedConn{conn, r}, nil
}

// Driver returns the real driver.
func (r *recorder) Driver() driver.Driver { return r.real.Driver() }

func (r *recorder) exec(query string, args []driver.NamedValue, run func() (driver.Result, error)) (driver.Result, error) {
	e := newEntry("exec", query, args)
	result, err := run()
	e.Result = newOutcome(result)
	r.note(e, err)
	return result, err
}

func (r *recorder) query(query string, args []driver.NamedValue, run func() (driver.Rows, error)) (driver.Rows, error) {
	e := newEntry("query", query, args)
	rows, err := run()
	if err == nil {
		rows, err = readAll(rows)
	}
	if err == nil {
		var unfit error
		if e.Results, unfit = taped(rows.(*bufferedRows)); unfit != nil {
			r.mu.Lock()
			r.errs = append(r.errs, fmt.Errorf("%s: %w", oneLine(query), unfit))
			r.mu.Unlock()
		}
	}
	r.note(e, err)
	return rows, err
}

// checked notes what the driver makes of an argument, if it is not what database/sql would.
func (r *recorder) checked(before driver.Value, nv *driver.NamedValue, err error) {
	usual, usualErr := driver.DefaultParameterConverter.ConvertValue(before)
	c := check{Type: typeOf(before), In: value{before}.text()}
	switch {
	case err == driver.ErrSkip, err == nil && usualErr == nil && (value{usual}).text() == (value{nv.Value}).text():
		return
	case err != nil:
		c.Err = newFailure(err)
	default:
		c.Out = &value{nv.Value}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, known := range r.tape.Checks {
		if known.Type == c.Type && known.In == c.In {
			return
		}
	}
	r.tape.Checks = append(r.tape.Checks, c)
}
