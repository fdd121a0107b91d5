package pooling_test

import (
	"context"
	"testing"
	"time"

	"github.com/gildsql/gild/pooling"
)

// BenchmarkCheckout shows what settings cost for each use of a connection.
func BenchmarkCheckout(b *testing.B) {
	for _, bench := range []struct {
		name   string
		config pooling.Config
	}{
		{"off", pooling.Config{}},
		{"recycle", pooling.Config{Recycle: time.Hour}},
		{"limit", pooling.Config{MaxOpen: 2, CheckoutTimeout: time.Second}},
		{"track", pooling.Config{Track: true}},
		{"leak", pooling.Config{LeakAfter: time.Minute}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			db, _ := (&server{}).connect(b, bench.config)
			b.ReportAllocs()
			for b.Loop() {
				if err := db.PingContext(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
