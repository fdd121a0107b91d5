package gild_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/tests/live"
)

// Retry runs what collides again, as often as Tx does, and nothing else.
func TestRetry(t *testing.T) {
	db, ctx := live.SQLite(t), t.Context()
	opts := &gild.TxOptions{MaxAttempts: 3, Backoff: func(int) time.Duration { return 0 }}
	other := errors.New("other")
	for _, tt := range []struct {
		name   string
		fails  int // times
		err    error
		runs   int
		failed bool
	}{
		{"nothing", 0, nil, 1, false},
		{"twice", 2, gild.ErrSerialization, 3, false},
		{"always", 9, gild.ErrDeadlock, 3, true},
		{"another error", 9, other, 1, true},
		{"an unknown outcome", 9, &gild.AmbiguousCommitError{Err: gild.ErrSerialization}, 1, true},
	} {
		runs := 0
		err := gild.Retry(ctx, db.DB, opts, func(context.Context) error {
			if runs++; runs <= tt.fails {
				return fmt.Errorf("run %d: %w", runs, tt.err)
			}
			return nil
		})
		if runs != tt.runs || (err != nil) != tt.failed || tt.failed && !errors.Is(err, tt.err) {
			t.Errorf("%s: %d runs, %v", tt.name, runs, err)
		}
	}
	for want, err := range map[string]error{
		"the function is nil": gild.Retry(ctx, db.DB, nil, nil),
		"MaxAttempts is -1":   gild.Retry(ctx, db.DB, &gild.TxOptions{MaxAttempts: -1}, func(context.Context) error { return nil }),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}
