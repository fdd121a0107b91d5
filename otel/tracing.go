package otel

import (
	"context"

	api "go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/wrap"
)

// scope names this package as the maker of its spans and metrics.
const scope = "github.com/gildsql/gild/otel"

// Tracing is an interceptor that makes spans and metrics of what is done with a database. It
// comes from New and is safe for concurrent use, by several databases too.
type Tracing struct {
	wrap.Interceptor // for places other than the outermost

	tracer      trace.Tracer
	meter       metric.Meter
	metrics     instruments
	observables observables
	targets     targets
	text        bool // record query texts
	messages    bool // record error messages
	roots       bool // ask the sampler beneath spans that are not sampled
	uses        bool // measure how long connections are used
}

var _ wrap.Watcher = (*Tracing)(nil)

// New returns an interceptor for gild.WithInterceptors.
func New(options ...Option) *Tracing {
	s := settings{text: true}
	for _, o := range options {
		if o != nil {
			o(&s)
		}
	}
	if s.provider == nil {
		s.provider = api.GetTracerProvider()
	}
	if s.meters == nil {
		s.meters = api.GetMeterProvider()
	}
	t := &Tracing{
		tracer:   s.provider.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL)),
		meter:    s.meters.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL)),
		targets:  newTargets(),
		text:     s.text,
		messages: s.messages,
		roots:    s.roots,
		uses:     s.uses,
	}
	t.metrics, t.observables = newInstruments(t.meter), newObservables(t.meter)
	t.Interceptor = wrap.Intercept(t.Watch)
	return t
}

// Watch begins the span of a call, if it is sampled. It is for package wrap.
func (t *Tracing) Watch(ctx context.Context, c *wrap.Call) (context.Context, wrap.Watch) {
	if c.Op == wrap.OpFinding {
		t.found(ctx, c)
		return ctx, nil
	}
	traced, measured := c.Op != wrap.OpUse && t.wants(ctx), t.metrics.want(ctx, c.Op)
	if !traced && !measured {
		return ctx, nil
	}
	on := t.targets.of(t, c)
	var span trace.Span
	if traced {
		ctx, span = t.start(ctx, on, c)
		if span == nil && !measured {
			return ctx, nil
		}
	}
	return ctx, newReport(t, ctx, on, span, c, measured)
}

// wants reports whether there may be a span in ctx.
func (t *Tracing) wants(ctx context.Context) bool {
	if t.roots {
		return true
	}
	parent := trace.SpanContextFromContext(ctx)
	return parent.IsSampled() || !parent.IsValid()
}

// start returns a nil span if it is not recorded.
func (t *Tracing) start(ctx context.Context, on *target, c *wrap.Call) (context.Context, trace.Span) {
	options := on.start
	if !c.Past.IsZero() {
		options = append(options[:len(options):len(options)], trace.WithTimestamp(c.Past))
	}
	if c.Span != nil && len(c.Span.Attributes) > 0 {
		options = append(options[:len(options):len(options)], trace.WithAttributes(converted(c.Span.Attributes)...))
	}
	ctx, span := t.tracer.Start(ctx, on.name, options...)
	if !span.IsRecording() {
		span.End()
		return ctx, nil
	}
	return ctx, span
}

// found counts what a guard has found, and tells the span in ctx, that of the statement or of
// what the program does.
func (t *Tracing) found(ctx context.Context, c *wrap.Call) {
	guard := attribute.String(guardName, c.SQL)
	t.metrics.findings.Add(ctx, 1, metric.WithAttributes(append(place(c.Info.System, c.Info.Server), guard)...))
	trace.SpanFromContext(ctx).AddEvent("gild.guard.finding", trace.WithAttributes(guard))
}
