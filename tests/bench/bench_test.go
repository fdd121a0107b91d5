package main

import (
	"context"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

// The benchmarks are for the tools of go test, such as profiles:
//
//	go test -run '^$' -bench 'SQLite/point/gild-stmt$' -cpuprofile cpu.out
//
// To compare implementations use the command, which does not take one after the other.

func BenchmarkSQLite(b *testing.B)     { benchmark(b, testSQLite(b)) }
func BenchmarkPostgreSQL(b *testing.B) { benchmark(b, testPostgres(b)) }
func BenchmarkPgx(b *testing.B)        { benchmark(b, pgxAt(servers.Postgres(b))) }
func BenchmarkMariaDB(b *testing.B)    { benchmark(b, testMariaDB(b)) }

func benchmark(b *testing.B, d Database) {
	filled(b, d)
	for _, op := range operations {
		if op.goroutines > 1 { // for the command alone
			continue
		}
		b.Run(op.name, func(b *testing.B) {
			for _, impl := range on(d, implementations()) {
				run := op.of(opened(b, d, impl))
				if run == nil {
					continue
				}
				b.Run(impl.Name, func(b *testing.B) {
					ctx := context.Background() // that of b can end, which costs time
					b.ReportAllocs()
					n := 0
					for b.Loop() {
						if err := run(ctx, n); err != nil {
							b.Fatal(err)
						}
						n++
					}
				})
			}
		})
	}
}
