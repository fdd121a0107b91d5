package otel

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// Traceparent returns the span of ctx in the form of https://www.w3.org/TR/trace-context/, if it is
// sampled, else the empty string. It is for sqlcomment.WithTrace.
func Traceparent(ctx context.Context) string {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsValid() || !span.IsSampled() {
		return ""
	}
	return "00-" + span.TraceID().String() + "-" + span.SpanID().String() + "-01"
}
