package otel_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// placements are the ways in which Tracing is asked: directly, and in a chain of interceptors.
func placements(t *testing.T, test func(t *testing.T, r *recorder, on func(...wrap.Interceptor) gild.Option)) {
	for name, before := range map[string][]wrap.Interceptor{"outermost": nil, "chained": {wrap.NullInterceptor{}}} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder(t)
			test(t, r, func(i ...wrap.Interceptor) gild.Option {
				return gild.WithInterceptors(slices.Concat(before, i)...)
			})
		})
	}
}

// A transaction is a span from its begin to its end, with both in it.
func TestTransaction(t *testing.T) {
	placements(t, func(t *testing.T, r *recorder, on func(...wrap.Interceptor) gild.Option) {
		db, err := gild.Open("sqlite://", on(r.tracing()))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, end := range []string{"COMMIT", "ROLLBACK"} {
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if end == "COMMIT" {
				err = tx.Commit()
			} else {
				err = tx.Rollback()
			}
			if err != nil {
				t.Fatal(err)
			}
			spans := r.take()
			if got := names(spans); !slices.Equal(got, []string{"BEGIN", end, "TRANSACTION"}) {
				t.Fatalf("spans %q", got)
			}
			for _, part := range spans[:2] {
				if part.Parent.SpanID() != spans[2].SpanContext.SpanID() {
					t.Errorf("%s is not in the transaction", part.Name)
				}
			}
		}
	})
}

// What the program says it does is the parent of its statements.
func TestStartSpan(t *testing.T) {
	placements(t, func(t *testing.T, r *recorder, on func(...wrap.Interceptor) gild.Option) {
		db, err := gild.Open("sqlite://", on(r.tracing()))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		ctx, end := gild.StartSpan(t.Context(), db, "flush", slog.Int("inserts", 2), slog.Bool("dry", true))
		if _, err := db.ExecContext(ctx, "create table t (a int)"); err != nil {
			t.Fatal(err)
		}
		end(errors.New("refused"))
		end(nil)
		spans := r.take()
		if got := names(spans); !slices.Equal(got, []string{"CREATE TABLE t", "flush"}) {
			t.Fatalf("spans %q", got)
		}
		if spans[0].Parent.SpanID() != spans[1].SpanContext.SpanID() {
			t.Error("the statement is not in the span")
		}
		wantAttributes(t, spans[1], attributes{
			"db.system.name": "sqlite", "inserts": "2", "dry": "true", "error.type": "*errors.errorString",
		})
		if spans[1].SpanKind != trace.SpanKindInternal || spans[1].Status.Code != codes.Error {
			t.Errorf("kind %v, status %v", spans[1].SpanKind, spans[1].Status)
		}
	})
}

// An attempt of gild.Tx that is not the first has a span.
func TestRetrySpan(t *testing.T) {
	r := newRecorder(t)
	db, err := gild.Open("sqlite://", gild.WithInterceptors(r.tracing()))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := 0
	err = gild.Tx(t.Context(), db, &gild.TxOptions{Backoff: func(int) time.Duration { return 0 }}, func(context.Context, *sql.Tx) error {
		if n++; n == 1 {
			return gild.ErrSerialization
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"BEGIN", "ROLLBACK", "TRANSACTION", "BEGIN", "COMMIT", "TRANSACTION", "transaction retry"}
	if got := names(r.take()); !slices.Equal(got, want) {
		t.Errorf("spans %q", got)
	}
}

// The span of rows that nobody closes ends with what they need.
func TestRowsLeftOpen(t *testing.T) {
	r := newRecorder(t)
	k := wrap.NewConnector(instantly{}, nil, wrap.Config{Interceptors: []wrap.Interceptor{r.tracing()}})
	conn, err := k.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := conn.(instant).QueryContext(t.Context(), "select 1", nil); err != nil {
			t.Fatal(err)
		}
	}
	if spans := r.take(); len(spans) > 0 {
		t.Fatalf("spans %q of rows that are open", names(spans))
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if spans := r.take(); len(spans) != 3 {
		t.Errorf("spans %q", names(spans))
	}
}

// Beneath a span of the caller that is not sampled there is nothing, whatever the sampler says,
// unless that is asked for.
func TestUnsampled(t *testing.T) {
	unsampled := trace.ContextWithSpanContext(context.Background(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1},
	}))
	for _, test := range []struct {
		options []otel.Option
		spans   int
	}{
		{nil, 0},
		{[]otel.Option{otel.WithRootSampler()}, 1},
	} {
		exporter := tracetest.NewInMemoryExporter()
		provider := sdk.NewTracerProvider(sdk.WithSyncer(exporter), sdk.WithSampler(sdk.AlwaysSample()))
		options := append(test.options, otel.WithTracerProvider(provider))
		conn := instantConn(t, otel.New(options...))
		exporter.Reset()
		if _, err := conn.ExecContext(unsampled, "select 1", nil); err != nil {
			t.Fatal(err)
		}
		if got := exporter.GetSpans(); len(got) != test.spans {
			t.Errorf("%d spans, want %d", len(got), test.spans)
		}
	}
	bare, traced := instantConn(t), instantConn(t, otel.New(otel.WithTracerProvider(sdk.NewTracerProvider())))
	count := func(conn instant) float64 {
		return testing.AllocsPerRun(100, func() {
			_, _ = conn.ExecContext(unsampled, "update t set a = ?", instantArgs)
			rows, _ := conn.QueryContext(unsampled, "select a from t where b = ?", instantArgs)
			_ = rows.Close()
		})
	}
	if without, with := count(bare), count(traced); with > without {
		t.Errorf("an unsampled context costs %v allocations", with-without)
	}
}

// Several statements in one text are a batch; a procedure has its name.
func TestShapes(t *testing.T) {
	r := newRecorder(t)
	conn := instantConn(t, r.tracing())
	for _, test := range []struct {
		query string
		want  attributes
	}{
		{"insert into a values (1); insert into a values (2)", attributes{
			"db.operation.name": "BATCH INSERT", "db.operation.batch.size": "2", "db.query.summary": "INSERT a INSERT a",
			"db.collection.name": "a", "db.query.text": "insert into a values (?); insert into a values (?)",
		}},
		{"call pay('hunter2')", attributes{
			"db.operation.name": "CALL", "db.stored_procedure.name": "pay", "db.query.summary": "CALL pay", "db.query.text": "call pay(?)",
		}},
	} {
		if _, err := conn.ExecContext(t.Context(), test.query, nil); err != nil {
			t.Fatal(err)
		}
		for key, v := range map[string]string{
			"db.system.name": "sqlite", "db.namespace": "shop", "server.address": "db.example.com", "server.port": "5432",
		} {
			test.want[key] = v
		}
		wantAttributes(t, r.one(t), test.want)
	}
}

// A caller that has to wait for a connection has a span for that, if the pool is gild's to keep.
func TestWait(t *testing.T) {
	r := newRecorder(t)
	db, err := gild.Open("sqlite:///"+t.TempDir()+"/a.db", gild.WithInterceptors(r.tracing()),
		gild.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: 20 * time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := db.PingContext(t.Context()); err == nil {
		t.Fatal("no error")
	}
	span := r.one(t)
	if took := span.EndTime.Sub(span.StartTime); span.Name != "WAIT" || took < 20*time.Millisecond {
		t.Errorf("%s took %v", span.Name, took)
	}
	if span.Status.Code != codes.Error {
		t.Errorf("status %+v", span.Status)
	}
}
