package otel

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// Option changes what New returns. A nil Option changes nothing.
type Option func(s *settings)

type settings struct {
	provider       trace.TracerProvider
	meters         metric.MeterProvider
	text, messages bool
	roots, uses    bool
}

// WithTracerProvider sets where spans go. Without it, or with nil, they go to the
// provider that otel.SetTracerProvider of OpenTelemetry has set or will set.
func WithTracerProvider(p trace.TracerProvider) Option {
	return func(s *settings) { s.provider = p }
}

// WithMeterProvider sets where metrics go. Without it, or with nil, they go to the provider that
// otel.SetMeterProvider of OpenTelemetry has set or will set.
func WithMeterProvider(p metric.MeterProvider) Option {
	return func(s *settings) { s.meters = p }
}

// WithRootSampler has the sampler asked for each span, also beneath a span of the caller that is
// not sampled. Without it there is none then, as sdktrace.ParentBased, the default, decides too.
func WithRootSampler() Option { return func(s *settings) { s.roots = true } }

// WithUseTime has db.client.connection.use_time measured: how long the program has had a
// connection. For that connections are followed out of the pool and back, as some settings of
// pooling.Config have it, which costs a little each time.
func WithUseTime() Option { return func(s *settings) { s.uses = true } }

// WithoutQueryText leaves db.query.text out.
func WithoutQueryText() Option { return func(s *settings) { s.text = false } }

// WithErrorMessages makes a driver's messages the descriptions of spans that failed.
// They tell more, but may contain arguments, values in the database and query text.
func WithErrorMessages() Option { return func(s *settings) { s.messages = true } }
