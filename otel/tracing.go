package otel

import (
	api "go.opentelemetry.io/otel"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/wrap"
)

// scope names this package as the maker of its spans.
const scope = "github.com/gildsql/gild/otel"

// Tracing is an interceptor that makes a span of each query and exec. It comes from New
// and is safe for concurrent use, by several databases too.
type Tracing struct {
	wrap.NullInterceptor

	tracer   trace.Tracer
	text     bool // record query texts
	messages bool // record error messages
}

var _ wrap.Interceptor = (*Tracing)(nil)

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
	return &Tracing{
		tracer:   s.provider.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL)),
		text:     s.text,
		messages: s.messages,
	}
}
