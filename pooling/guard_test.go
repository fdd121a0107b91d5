package pooling_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gildsql/gild/pooling"
)

// pinger answers with err and counts.
type pinger struct {
	err    error
	pinged int
	during func()
}

func (p *pinger) Ping(context.Context) error {
	p.pinged++
	if p.during != nil {
		p.during()
	}
	return p.err
}

func TestGuard(t *testing.T) {
	dead := errors.New("no answer")
	tests := map[string]struct {
		config pooling.Config
		answer error
		checks int
		pinged int
		want   error
	}{
		"off":              {pooling.Config{PingAfter: time.Hour}, dead, 2, 0, nil},
		"each time":        {pooling.Config{PrePing: true}, nil, 3, 3, nil},
		"dead":             {pooling.Config{PrePing: true}, dead, 1, 1, driver.ErrBadConn},
		"fresh enough":     {pooling.Config{PrePing: true, PingAfter: time.Hour}, dead, 3, 0, nil},
		"not fresh enough": {pooling.Config{PrePing: true, PingAfter: time.Minute}, dead, 1, 1, driver.ErrBadConn},
		"fresh again":      {pooling.Config{PrePing: true, PingAfter: time.Minute}, nil, 3, 1, nil},
	}
	for name, test := range tests {
		synctest.Test(t, func(t *testing.T) { // where time is not real
			p := &pinger{err: test.answer}
			guard := pooling.NewGuard(p, test.config)
			time.Sleep(time.Minute)
			for range test.checks {
				if err := guard.Check(context.Background()); err != test.want {
					t.Errorf("%s: got %v, want %v", name, err, test.want)
				}
			}
			if p.pinged != test.pinged {
				t.Errorf("%s: pinged %d times, want %d", name, p.pinged, test.pinged)
			}
		})
	}
}

// A connection is not to blame for a context that ends while it is asked.
func TestGuardWithContextDone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := &pinger{err: driver.ErrBadConn, during: cancel}
	if err := pooling.NewGuard(p, pooling.Config{PrePing: true}).Check(ctx); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestUnder(t *testing.T) {
	mine := pooling.Config{PrePing: true, PingAfter: 1, Recycle: 2, MaxOpen: 3, MaxIdle: 4}
	for _, test := range []struct{ demands, want pooling.Config }{
		{pooling.Config{}, mine},
		{pooling.Config{Single: true, MaxOpen: 1}, pooling.Config{PrePing: true, PingAfter: 1, Recycle: 2, MaxOpen: 1, MaxIdle: 4, Single: true}},
	} {
		if got := mine.Under(test.demands); got != test.want {
			t.Errorf("got %+v, want %+v", got, test.want)
		}
	}
}
