package otel

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/wrap"
)

// report is a call under way. Like its connection it is used by one goroutine at a time.
type report struct {
	t     *Tracing
	ctx   context.Context
	on    *target
	info  *wrap.Info
	span  trace.Span // nil if it is not recorded
	begun time.Time  // zero unless it is measured
}

func newReport(t *Tracing, ctx context.Context, on *target, span trace.Span, c *wrap.Call, measured bool) *report {
	r := &report{t: t, ctx: ctx, on: on, info: c.Info, span: span}
	switch {
	case !measured:
	case c.Past.IsZero():
		r.begun = time.Now()
	default:
		r.begun = c.Past
	}
	return r
}

// Done ends the span and records what is measured.
func (r *report) Done(o wrap.Outcome) {
	var failed []attribute.KeyValue
	if o.Err != nil {
		why := r.info.Reason(r.ctx, o.Err)
		failed = attributesOf(why)
		if r.t.messages {
			why.Meaning = o.Err.Error()
		}
		if r.span != nil {
			r.span.SetAttributes(failed...)
			r.span.SetStatus(codes.Error, short(why.Meaning))
		}
	}
	if !r.begun.IsZero() {
		r.measure(o, failed)
	}
	if r.span == nil {
		return
	}
	if o.Rows >= 0 {
		r.span.SetAttributes(semconv.DBResponseReturnedRows(int(o.Rows)))
	}
	r.span.End()
}

// className is the attribute of what an error is, whatever the database.
const className = "gild.error.class"

func attributesOf(r wrap.Reason) []attribute.KeyValue {
	all := []attribute.KeyValue{semconv.ErrorTypeKey.String(valid(r.Type))}
	if r.Code != "" {
		all = append(all, semconv.DBResponseStatusCode(valid(r.Code)))
	}
	if r.Class != "" {
		all = append(all, attribute.String(className, r.Class))
	}
	return all
}

// measure records the call in the metrics that are about it.
func (r *report) measure(o wrap.Outcome, failed []attribute.KeyValue) {
	options := r.on.measure
	if failed != nil {
		all := append(r.on.metric[:len(r.on.metric):len(r.on.metric)], failed...)
		options = []metric.RecordOption{metric.WithAttributes(all...)}
	}
	r.t.metrics.record(r.ctx, r.on, time.Since(r.begun), o, options)
}
