package main

import "testing"

// tracedMore is how many allocations tracing may add to the bare driver's: with statements kept
// prepared, which save some, and without.
var tracedMore = map[string]float64{
	"gild-noop": 2, "gild-never": 2, "gild-sampled": 8,
	"gild-uncached-noop": 1, "gild-uncached-never": 3, "gild-uncached-sampled": 8,
}

// TestTracedAllocations: tracing costs no more than it did.
func TestTracedAllocations(t *testing.T) {
	onAllocating(t, func(t *testing.T, d Database) {
		for impl, more := range tracedMore {
			eachOperation(t, d, impl, func(t *testing.T, bare, gild float64) {
				if gild > bare+more {
					t.Errorf("%v allocations by %s, %v by the bare driver: want at most %v more", gild, impl, bare, more)
				}
			}, "point", "exec")
		}
	})
}
