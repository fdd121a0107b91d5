package main

import (
	"context"
	"os"
	"testing"
)

func BenchmarkOp(b *testing.B) {
	d := testSQLite(b)
	if os.Getenv("PG") != "" {
		d = testPostgres(b)
	}
	d = filled(b, d)
	for _, impl := range implementations() {
		if impl.Name != os.Getenv("IMPL") {
			continue
		}
		p, err := impl.Open(context.Background(), d)
		if err != nil {
			b.Fatal(err)
		}
		for _, op := range operations {
			if op.name != os.Getenv("OP") {
				continue
			}
			run := op.of(p)
			b.ReportAllocs()
			before := cpuTime()
			n := 0
			for b.Loop() {
				if err := run(context.Background(), n); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(cpuTime()-before)/float64(n), "cpu-ns/op")
		}
	}
}
