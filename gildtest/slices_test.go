package gildtest_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/gildtest"
	"github.com/gildsql/gild/wrap/guard"
)

// TestSharedSlices has what parallel tests share stay as it is.
func TestSharedSlices(t *testing.T) {
	statements := gildtest.NewLog()
	options := make([]gild.Option, 1, 4)
	options[0] = gild.WithEvents(statements.Events())
	want := []string{"select\n\t1"}
	db := gildtest.Open(t, "sqlite://", options...)
	if err := db.QueryRowContext(t.Context(), "select 1").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	statements.Expect(t, want...)
	if options[:2][1] != nil || !slices.Equal(want, []string{"select\n\t1"}) {
		t.Errorf("options are %d, want is %q", len(options), want)
	}
}

// TestTwoGuards has two that look for leaks see the same rows.
func TestTwoGuards(t *testing.T) {
	var guards []*guard.Guard
	for range 2 {
		guards = append(guards, guard.New(guard.Config{LeakAfter: time.Hour, Report: func(context.Context, guard.Finding) {}}))
	}
	db := gildtest.Open(t, "sqlite://", gild.WithEvents(guards[0].Events(), guards[1].Events()))
	if err := db.QueryRowContext(t.Context(), "select 1").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	for i, g := range guards {
		if open := g.Open(); len(open) > 0 {
			t.Errorf("guard %d: %v", i, open)
		}
	}
}
