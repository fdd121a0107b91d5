package otel_test

import (
	"context"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/otel"
)

func TestTraceparent(t *testing.T) {
	c := trace.SpanContextConfig{TraceID: trace.TraceID{1, 2}, SpanID: trace.SpanID{3}}
	on := func() context.Context {
		return trace.ContextWithSpanContext(context.Background(), trace.NewSpanContext(c))
	}
	if got := otel.Traceparent(on()); got != "" {
		t.Errorf("not sampled: %q", got)
	}
	c.TraceFlags = trace.FlagsSampled
	if got := otel.Traceparent(on()); got != "00-01020000000000000000000000000000-0300000000000000-01" {
		t.Errorf("sampled: %q", got)
	}
}
