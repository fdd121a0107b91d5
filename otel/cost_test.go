package otel_test

import (
	"context"
	"database/sql/driver"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/wrap"
)

// A span that is not recorded is told nothing.
func TestNotRecording(t *testing.T) {
	silent := &silentSpans{}
	db := sqliteDB(t, wrap.Server{}, otel.New(otel.WithTracerProvider(silent)))
	mustDrain(t, db, "select id from users")
	if _, err := db.ExecContext(t.Context(), "select nonsense from users"); err == nil {
		t.Fatal("no error")
	}
	if silent.started != 3 || silent.ended != 3 || silent.told != 0 {
		t.Errorf("%d started, %d ended, told %d times", silent.started, silent.ended, silent.told)
	}
}

// What a call allocates beyond what it does without an interceptor, the SDK's part included.
func TestAllocations(t *testing.T) {
	bareExec, bareQuery := allocations(t)
	for _, test := range []struct {
		name        string
		provider    trace.TracerProvider
		exec, query float64 // at most
	}{
		{"no provider", noop.NewTracerProvider(), 1, 1},
		{"not sampled", sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample())), 3, 3},
		{"sampled", sdk.NewTracerProvider(), 5, 8},
	} {
		exec, query := allocations(t, otel.New(otel.WithTracerProvider(test.provider)))
		exec, query = exec-bareExec, query-bareQuery
		t.Logf("%s: exec %v, query %v allocations", test.name, exec, query)
		if exec > test.exec+droppedByRace || query > test.query+droppedByRace {
			t.Errorf("%s: exec %v, query %v allocations, want at most %v, %v", test.name, exec, query, test.exec, test.query)
		}
	}
}

// TestAllocationsOfSDK holds that what a call costs whose span nobody records is what the SDK allocates by
// itself: the attributes, which by the conventions its sampler is to see, its span and its context.
func TestAllocationsOfSDK(t *testing.T) {
	bareExec, bareQuery := allocations(t)
	for name, provider := range map[string]trace.TracerProvider{
		"no provider": noop.NewTracerProvider(),
		"not sampled": sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample())),
	} {
		tracer := provider.Tracer("alone")
		options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attribute.String("a", "b"))}
		alone := testing.AllocsPerRun(1000, func() {
			_, span := tracer.Start(context.Background(), "SELECT users", options...)
			span.End()
		})
		exec, query := allocations(t, otel.New(otel.WithTracerProvider(provider)))
		if exec-bareExec > alone+droppedByRace || query-bareQuery > alone+droppedByRace {
			t.Errorf("%s: exec %v, query %v allocations, the SDK alone %v", name, exec-bareExec, query-bareQuery, alone)
		}
	}
}

func allocations(t *testing.T, i ...wrap.Interceptor) (exec, query float64) {
	conn := instantConn(t, i...)
	return testing.AllocsPerRun(1000, func() { execOnce(conn) }),
		testing.AllocsPerRun(1000, func() { queryOnce(conn) })
}

func BenchmarkExec(b *testing.B) {
	for _, test := range []struct {
		name        string
		interceptor wrap.Interceptor
	}{
		{"nothing", wrap.NullInterceptor{}},
		{"no provider", otel.New(otel.WithTracerProvider(noop.NewTracerProvider()))},
		{"not sampled", otel.New(otel.WithTracerProvider(sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample()))))},
		{"sampled", otel.New(otel.WithTracerProvider(sdk.NewTracerProvider()))},
	} {
		b.Run(test.name, func(b *testing.B) {
			conn := instantConn(b, test.interceptor)
			b.ReportAllocs()
			for b.Loop() {
				execOnce(conn)
			}
		})
	}
}

type instant interface {
	driver.ExecerContext
	driver.QueryerContext
}

// instantConn is a wrapped connection that takes no time.
func instantConn(tb testing.TB, i ...wrap.Interceptor) instant {
	tb.Helper()
	k := wrap.NewConnector(instantly{}, nil, wrap.Config{
		Dialect:      sqlite.Dialect,
		Interceptors: i,
		Server:       wrap.Server{Address: "db.example.com", Port: 5432, Database: "shop"},
	})
	conn, err := k.Connect(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return conn.(instant)
}

var instantArgs = []driver.NamedValue{{Ordinal: 1, Value: int64(1)}}

func execOnce(conn instant) {
	_, _ = conn.ExecContext(context.Background(), "update users set name = ? where id = 1", instantArgs)
}

func queryOnce(conn instant) {
	rows, _ := conn.QueryContext(context.Background(), "select name from users where id = ?", instantArgs)
	_ = rows.Next(nil) // io.EOF
	_ = rows.Close()
}

// instantly is a driver that does nothing.
type instantly struct{ skipping }

func (d instantly) Connect(context.Context) (driver.Conn, error) { return d, nil }

func (d instantly) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	return driver.ResultNoRows, nil
}

func (d instantly) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return noRows{}, nil
}

// silentSpans provides spans that are not recorded, and counts what they are told.
type silentSpans struct {
	noop.TracerProvider
	started, ended, told int
}

func (s *silentSpans) Tracer(string, ...trace.TracerOption) trace.Tracer {
	return silentTracer{spans: s}
}

type silentTracer struct {
	noop.Tracer
	spans *silentSpans
}

func (t silentTracer) Start(ctx context.Context, _ string, _ ...trace.SpanStartOption) (context.Context, trace.Span) {
	t.spans.started++
	return ctx, silentSpan{spans: t.spans}
}

type silentSpan struct {
	noop.Span
	spans *silentSpans
}

func (s silentSpan) SetAttributes(...attribute.KeyValue) { s.spans.told++ }
func (s silentSpan) SetStatus(codes.Code, string)        { s.spans.told++ }
func (s silentSpan) End(...trace.SpanEndOption)          { s.spans.ended++ }
