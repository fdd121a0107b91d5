package main

import (
	"context"
	"math"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

// TestNoMoreAllocations is an exact gate: a program that knows nothing of gild allocates no
// more through gild than over the bare driver. Allocations are counted; time is not.
func TestNoMoreAllocations(t *testing.T) {
	d := filled(t, sqliteAt(servers.SQLite(t)))
	bare, through := opened(t, d, named(t, "bare")), opened(t, d, named(t, "gild"))
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			want, got := allocations(t, op, bare), allocations(t, op, through)
			t.Logf("%v by the bare driver, %v through gild", want, got)
			if got > want {
				t.Errorf("%v allocations through gild, %v by the bare driver", got, want)
			}
		})
	}
}

// allocations returns how many one execution makes, at the least: now and then there is one
// more, such as that of the goroutine that database/sql starts with a transaction.
func allocations(t *testing.T, op operation, p *Program) float64 {
	t.Helper()
	run, ctx, n := op.of(p), context.Background(), 0
	least := math.Inf(1)
	for range 10 {
		least = min(least, testing.AllocsPerRun(20, func() {
			if err := run(ctx, n); err != nil {
				t.Fatal(err)
			}
			n++
		}))
	}
	return least
}

// named returns the implementation of that name.
func named(t *testing.T, name string) Implementation {
	t.Helper()
	chosen, err := choose("implementation", name, implementations(), implementationName)
	if err != nil {
		t.Fatal(err)
	}
	return chosen[0]
}
