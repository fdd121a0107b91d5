package main

import (
	"context"
	"math"
	"testing"
)

// Allocations are counted, so they may decide a test; time may not.

// onAllocating runs test on the databases whose drivers allocate the same each time.
func onAllocating(t *testing.T, test func(t *testing.T, d Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filled(t, testSQLite(t))) })
	t.Run("postgresql", func(t *testing.T) { test(t, filled(t, testPostgres(t))) })
}

// TestSameAllocations: wrapping alone, with nothing kept prepared and no interceptor,
// allocates nothing.
func TestSameAllocations(t *testing.T) {
	onAllocating(t, func(t *testing.T, d Database) {
		eachOperation(t, d, "gild-uncached", func(t *testing.T, bare, gild float64) {
			if gild != bare {
				t.Errorf("%v allocations through gild, %v by the bare driver", gild, bare)
			}
		}, "point", "exec", "tx", "scan", "list", "insert", "update")
	})
}

// TestFewerAllocations: with statements kept prepared there are fewer than by the bare driver.
func TestFewerAllocations(t *testing.T) {
	onAllocating(t, func(t *testing.T, d Database) {
		eachOperation(t, d, "gild", func(t *testing.T, bare, gild float64) {
			if gild >= bare {
				t.Errorf("%v allocations through gild, %v by the bare driver: want fewer", gild, bare)
			}
		}, "point", "exec", "list", "scan", "insert", "update")
	})
}

// interceptedMore is how many allocations an interceptor that does nothing may add to the
// bare driver's, with nothing kept prepared: as many as when this was written. They are the
// context with gild's Info and sqlmw's wrappers, one set per call and none per row.
var interceptedMore = map[string]float64{
	"point": 4, "list": 4, "scan": 4, "insert": 4, "update": 3, "exec": 3, "tx": 3,
}

// TestInterceptedAllocations: the chain of interceptors costs no more than it did.
func TestInterceptedAllocations(t *testing.T) {
	onAllocating(t, func(t *testing.T, d Database) {
		for name, more := range interceptedMore {
			eachOperation(t, d, "gild-intercepted", func(t *testing.T, bare, gild float64) {
				if gild > bare+more {
					t.Errorf("%v allocations with an interceptor, %v by the bare driver: want at most %v more", gild, bare, more)
				}
			}, name)
		}
	})
}

// eachOperation counts the allocations of operations by the bare driver and an implementation.
func eachOperation(t *testing.T, d Database, impl string, check func(t *testing.T, bare, gild float64), names ...string) {
	t.Helper()
	bare, through := opened(t, d, named(t, "bare")), opened(t, d, named(t, impl))
	for _, name := range names {
		op := operationNamed(t, name)
		t.Run(name, func(t *testing.T) {
			want, got := allocations(t, op, bare), allocations(t, op, through)
			t.Logf("%v by the bare driver, %v by %s", want, got, impl)
			check(t, want, got)
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
	chosen, err := choose("implementation", name, implementations(), nil, implementationName)
	if err != nil {
		t.Fatal(err)
	}
	return chosen[0]
}

// operationNamed returns the operation of that name.
func operationNamed(t *testing.T, name string) operation {
	t.Helper()
	chosen, err := choose("operation", name, operations, nil, operationName)
	if err != nil {
		t.Fatal(err)
	}
	return chosen[0]
}
