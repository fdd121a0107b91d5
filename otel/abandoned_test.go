package otel_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/wrap"
)

const many = "select * from (values (1), (2), (3)) as v"

// TestRowsNeverClosed leaves rows to what ends without them: their context, transaction, connection or,
// where the program forgets all of it, nothing.
func TestRowsNeverClosed(t *testing.T) {
	abandon := map[string]func(t *testing.T, db *sql.DB){
		"context": func(t *testing.T, db *sql.DB) {
			ctx, cancel := context.WithCancel(t.Context())
			rows, err := db.QueryContext(ctx, many)
			check(t, err)
			rows.Next()
			cancel()
		},
		"context of QueryRow": func(t *testing.T, db *sql.DB) {
			ctx, cancel := context.WithCancel(t.Context())
			_ = db.QueryRowContext(ctx, many) // without Scan
			cancel()
		},
		"deadline": func(t *testing.T, db *sql.DB) {
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			t.Cleanup(cancel)
			rows, err := db.QueryContext(ctx, many)
			check(t, err)
			rows.Next()
		},
		"transaction": func(t *testing.T, db *sql.DB) {
			tx, err := db.BeginTx(t.Context(), nil)
			check(t, err)
			_, err = tx.QueryContext(context.Background(), many)
			check(t, err)
			check(t, tx.Rollback())
		},
	}
	for name, leave := range abandon {
		placements(t, func(t *testing.T, r *recorder, on func(...wrap.Interceptor) gild.Option) {
			for _, open := range []func(testing.TB, ...gild.Option) *live.Database{live.SQLite, live.Postgres} {
				db := open(t, on(r.tracing()))
				check(t, db.PingContext(t.Context()))
				leave(t, db.DB)
				for end := time.Now().Add(5 * time.Second); !slices.Contains(names(r.GetSpans()), "SELECT"); time.Sleep(time.Millisecond) {
					if time.Now().After(end) {
						t.Fatalf("%s: spans %q", name, names(r.GetSpans()))
					}
				}
				n := 0
				for _, s := range r.take() {
					if s.Name == "SELECT" {
						n++
					}
				}
				if n != 1 {
					t.Errorf("%s: %d spans", name, n)
				}
				check(t, db.PingContext(t.Context()))
			}
		})
	}
}

// TestTwoDatabases has two of them tell one provider, one of which is closed while both are used and looked
// at.
func TestTwoDatabases(t *testing.T) {
	m := meters{sdkmetric.NewManualReader()}
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(m.reader))
	tracers := sdk.NewTracerProvider()
	open := func() *sql.DB {
		return openMeasured(t, otel.New(nil, otel.WithTracerProvider(tracers), otel.WithMeterProvider(provider), otel.WithUseTime()),
			gild.WithPool(pooling.Config{MaxOpen: 4, CheckoutTimeout: time.Minute}))
	}
	first, second := open(), open()
	var wg sync.WaitGroup
	for _, db := range []*sql.DB{first, second} {
		for range 4 {
			wg.Go(func() {
				for range 50 {
					if err := db.QueryRowContext(context.Background(), many).Scan(new(int)); err != nil && db == second {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Go(func() {
		for range 50 {
			m.lines(t)
		}
	})
	for range 2 {
		wg.Go(func() {
			if err := first.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	pools := map[string]bool{}
	for _, l := range m.lines(t) {
		if slices.Contains([]string{"db.client.connection.max{"}, l[:min(len(l), len("db.client.connection.max{"))]) {
			pools[l] = true
		}
	}
	if len(pools) != 1 {
		t.Errorf("pools %v after one of two was closed", pools)
	}
	if err := errors.Join(second.Close(), second.Close()); err != nil {
		t.Error(err)
	}
	if lines := m.lines(t); slices.ContainsFunc(lines, func(l string) bool { return l[:5] == "gild." }) {
		t.Errorf("metrics of databases that are closed: %q", lines)
	}
}

// TestNilOptions has everything that may be nil be nil, and spans of contexts from anywhere.
func TestNilOptions(t *testing.T) {
	db, err := gild.Open("sqlite://", nil, gild.WithInterceptors(otel.New(nil, otel.WithTracerProvider(nil), otel.WithMeterProvider(nil))))
	check(t, err)
	defer db.Close()
	odd := trace.ContextWithSpan(context.Background(), nil)
	for _, ctx := range []context.Context{context.Background(), context.TODO(), odd} {
		check(t, db.QueryRowContext(ctx, many).Scan(new(int)))
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
