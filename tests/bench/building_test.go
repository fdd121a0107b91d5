package main

import (
	"math"
	"testing"

	"github.com/gildsql/gild/dialect/postgres"
)

// BenchmarkBuilding is for profiles of the builders; to compare them use -table building.
func BenchmarkBuilding(b *testing.B) {
	for _, builder := range builders() {
		b.Run(builder.name, func(b *testing.B) {
			b.ReportAllocs()
			before := cpuTime()
			for b.Loop() {
				if _, _, err := builder.make(); err != nil {
					b.Fatal(err)
				}
			}
			// Of the process, which others cannot slow down as much as the clock.
			b.ReportMetric(float64(cpuTime()-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// TestBuildingAllocations: building, compiling and binding allocate no more than when this was written.
func TestBuildingAllocations(t *testing.T) {
	most := map[string]float64{"gild": 20, "gild-cached": 19, "gild-prebuilt": 1, "gild-tree": 18}
	for _, builder := range gildBuilders {
		least := math.Inf(1)
		for range 5 { // a collection in between empties the pools
			least = min(least, testing.AllocsPerRun(100, func() {
				if _, _, err := builder.make(); err != nil {
					t.Fatal(err)
				}
			}))
		}
		if least > most[builder.name] {
			t.Errorf("%s: %v allocations, want at most %v", builder.name, least, most[builder.name])
		}
	}
}

func BenchmarkRender(b *testing.B) {
	stmt := buildStatement()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := postgres.Dialect.SQL(stmt); err != nil {
			b.Fatal(err)
		}
	}
}

// TestSkeleton: the skeleton says what the hand-written one says, or its cost would mean nothing.
func TestSkeleton(t *testing.T) {
	want, n, _ := byHand()
	if got, args, _ := bySkeleton(); got != want || args != n {
		t.Errorf("got %d arguments and\n%s\nwant %d and\n%s", args, got, n, want)
	}
}
