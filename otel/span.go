package otel

import (
	"cmp"
	"context"
	"database/sql/driver"
	"net"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/wrap"
)

var asClient = trace.WithSpanKind(trace.SpanKindClient)

// end makes the span of a call that is over. Only now is it known that the driver has
// not skipped the call, and a span, once started, cannot be taken back.
func (t *Tracing) end(ctx context.Context, c call, err error) {
	if err == driver.ErrSkip { // database/sql goes on to prepare the query
		return
	}
	ended := c.start.Add(time.Since(c.start))
	info := wrap.InfoFrom(ctx)
	on := newTarget(info, c.query)
	_, span := t.tracer.Start(ctx, on.name(), asClient, trace.WithTimestamp(c.start), trace.WithAttributes(on.attributes()...))
	if !span.IsRecording() {
		span.End()
		return
	}
	if t.text {
		span.SetAttributes(semconv.DBQueryText(c.text(info)))
	}
	if err != nil {
		f := newFailure(ctx, err)
		if t.messages {
			f.meaning = err.Error()
		}
		span.SetAttributes(f.attributes()...)
		span.SetStatus(codes.Error, f.meaning)
	}
	span.End(trace.WithTimestamp(ended))
}

// text returns the query without values: text that takes arguments is expected to have
// none, as the semantic conventions have it.
func (c call) text(info *wrap.Info) string {
	if c.hasArgs {
		return c.query
	}
	return info.Redacted(c.query)
}

// target is what a query is about: all that a sampler gets to see.
type target struct {
	system                attribute.KeyValue
	operation, collection string // may be empty
	server                wrap.Server
}

func newTarget(info *wrap.Info, query string) target {
	on := target{system: semconv.DBSystemNameOtherSQL, server: info.Server}
	if info.System != "" {
		on.system = semconv.DBSystemNameKey.String(info.System)
	}
	on.operation, on.collection = info.Summary(query)
	return on
}

// name returns the name of the span. Without an operation it is the most special thing
// that is known.
func (on target) name() string {
	switch {
	case on.operation != "" && on.collection != "":
		return on.operation + " " + on.collection
	case on.operation != "":
		return on.operation
	}
	return cmp.Or(on.collection, on.server.Database, hostport(on.server), on.system.Value.AsString())
}

// attributes are part of the span from its start.
func (on target) attributes() []attribute.KeyValue {
	all := append(make([]attribute.KeyValue, 0, 6), on.system)
	if on.operation != "" {
		all = append(all, semconv.DBOperationName(on.operation))
	}
	if on.collection != "" {
		all = append(all, semconv.DBCollectionName(on.collection))
	}
	if on.server.Database != "" {
		all = append(all, semconv.DBNamespace(on.server.Database))
	}
	if on.server.Address != "" {
		all = append(all, semconv.ServerAddress(on.server.Address))
		if on.server.Port != 0 {
			all = append(all, semconv.ServerPort(on.server.Port))
		}
	}
	return all
}

// hostport returns the server as address:port, or what is known of it.
func hostport(s wrap.Server) string {
	if s.Address == "" || s.Port == 0 {
		return s.Address
	}
	return net.JoinHostPort(s.Address, strconv.Itoa(s.Port))
}
