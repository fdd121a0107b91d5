package main

import (
	"math"
	"testing"
)

// BenchmarkBuilding is for profiles of the builders; to compare them use -table building.
func BenchmarkBuilding(b *testing.B) {
	for _, builder := range builders() {
		b.Run(builder.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := builder.make(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestBuildingAllocations: building, compiling and binding allocate no more than when this was written.
func TestBuildingAllocations(t *testing.T) {
	most := map[string]float64{"gild": 34, "gild-cached": 31, "gild-prebuilt": 1, "gild-tree": 30}
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
