package wrap

import (
	"context"
	"log/slog"

	"github.com/gildsql/gild/expr"
)

// Span is a statement that goes to no server: it tells the watcher of a connection that what
// follows belongs together, such as the statements of a flush. The connection that gets it by
// ExecContext fills it in. It is used by one goroutine at a time.
type Span struct {
	expr.StatementBase
	// Name says what is done, in a few words that are always the same: "flush".
	Name string
	// Attributes say more about it. Their values are not to be secret.
	Attributes []slog.Attr

	ctx   context.Context // for the statements in it
	watch Watch
}

// SpanRetry is the Name of the span around an attempt of gild.Tx that is not the first.
const SpanRetry = "transaction retry"

// Context returns the context for what is in the span: ctx if nobody watches.
func (s *Span) Context(ctx context.Context) context.Context {
	if s.ctx != nil {
		return s.ctx
	}
	return ctx
}

// StaysHere tells a pooling.Router that nothing is written.
func (s *Span) StaysHere() bool { return true }

// End ends the span, with the error of what was done. It may be called more than once; only the
// first call counts.
func (s *Span) End(err error) {
	w := s.watch
	s.watch = nil
	done(w, OpSpan, err)
}

// Traced reports whether anybody is told of spans.
func (k *Connector) Traced() bool { return k.spans != nil }

// Start asks the watcher about a span. No connection is needed for that.
func (k *Connector) Start(ctx context.Context, s *Span) {
	if k.spans != nil {
		s.ctx, s.watch = k.spans.Watch(ctx, &Call{Op: OpSpan, SQL: s.Name, Info: &k.info, Span: s})
	}
}
