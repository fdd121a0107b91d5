package main

import "testing"

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
