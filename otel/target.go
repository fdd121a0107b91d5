package otel

import (
	"cmp"
	"hash/maphash"
	"log/slog"
	"net"
	"strconv"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/wrap"
)

// target is what a call is about: all that is known of it before it is made, and the same for all
// calls with its key. It is immutable.
type target struct {
	key     targetKey
	name    string
	start   []trace.SpanStartOption
	metric  []attribute.KeyValue
	measure []metric.RecordOption // metric, ready for a call that has not failed
	pool    metric.RecordOption   // for what is about connections
}

type targetKey struct {
	op, query string
	args      bool // so that the text has no values
	system    string
	server    wrap.Server
}

// targets keeps them by their keys. It is safe for concurrent use and has no lock: each key has
// one place, which another key may take.
type targets struct {
	seed   maphash.Seed
	places *[1024]atomic.Pointer[target]
}

func newTargets() targets {
	return targets{maphash.MakeSeed(), new([1024]atomic.Pointer[target])}
}

// longestText is how long a text may be to be kept, and to be told in full; most that are longer have
// their values in them and come once.
const longestText = 16 << 10

func (s *targets) of(t *Tracing, c *wrap.Call) *target {
	key := targetKey{c.Op, c.SQL, c.Args > 0, c.Info.System, c.Info.Server}
	place := &s.places[maphash.String(s.seed, c.SQL)%uint64(len(s.places))]
	if on := place.Load(); on != nil && on.key == key {
		return on
	}
	on := newTarget(key, c.Info, t.text)
	if len(c.SQL) <= longestText {
		place.Store(on)
	}
	return on
}

// newTarget describes a call.
func newTarget(key targetKey, info *wrap.Info, text bool) *target {
	on := &target{key: key}
	all := place(key.system, key.server)
	kind := trace.SpanKindClient
	if key.op == wrap.OpSpan {
		on.name, kind, all = valid(key.query), trace.SpanKindInternal, all[:1]
	} else {
		all = append(all, on.describe(info, text)...)
	}
	on.start = []trace.SpanStartOption{trace.WithSpanKind(kind), trace.WithAttributes(all...)}
	for _, a := range all {
		if a.Key != semconv.DBQueryTextKey && a.Key != semconv.DBOperationBatchSizeKey {
			on.metric = append(on.metric, a)
		}
	}
	on.pool = metric.WithAttributes(dbconv.ClientConnectionCountObservable{}.AttrClientConnectionPoolName(poolName(info)))
	on.measure = []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(on.metric...))}
	return on
}

// operations name the calls that have no SQL.
var operations = map[string]string{
	wrap.OpTransaction: "TRANSACTION", wrap.OpBegin: "BEGIN", wrap.OpCommit: "COMMIT", wrap.OpRollback: "ROLLBACK",
	wrap.OpConnect: "CONNECT", wrap.OpWait: "WAIT",
}

// describe sets the name, and returns what there is to be said of the statement.
func (on *target) describe(info *wrap.Info, text bool) []attribute.KeyValue {
	d := wrap.Description{Operation: operations[on.key.op]}
	if d.Operation == "" {
		d = info.Describe(on.key.query)
	}
	if on.key.op == wrap.OpPrepare {
		d.Query, d.Operation = "PREPARE "+d.Query, "PREPARE"
	}
	d.Query, d.Operation, d.Collection, d.Procedure = valid(d.Query), valid(d.Operation), short(d.Collection), short(d.Procedure)
	var all []attribute.KeyValue
	for _, a := range []attribute.KeyValue{
		semconv.DBOperationName(d.Operation), semconv.DBCollectionName(d.Collection),
		semconv.DBQuerySummary(d.Query), semconv.DBStoredProcedureName(d.Procedure),
	} {
		if a.Value.AsString() != "" {
			all = append(all, a)
		}
	}
	if d.Statements > 1 {
		all = append(all, semconv.DBOperationBatchSize(d.Statements))
	}
	if text && on.key.query != "" {
		all = append(all, semconv.DBQueryText(short(on.key.text(info))))
	}
	on.name = cmp.Or(d.Query, d.Operation, d.Collection, valid(on.key.server.Database), hostport(on.key.server), on.key.system)
	return all
}

// text returns the query without values: text that takes arguments is expected to have
// none, as the semantic conventions have it.
func (k targetKey) text(info *wrap.Info) string {
	if k.args {
		return k.query
	}
	return info.Redacted(k.query)
}

// place says which database it is.
func place(system string, server wrap.Server) []attribute.KeyValue {
	all := []attribute.KeyValue{semconv.DBSystemNameOtherSQL}
	if system != "" {
		all[0] = semconv.DBSystemNameKey.String(system)
	}
	if server.Database != "" {
		all = append(all, semconv.DBNamespace(valid(server.Database)))
	}
	if server.Address != "" {
		all = append(all, semconv.ServerAddress(valid(server.Address)))
		if server.Port != 0 {
			all = append(all, semconv.ServerPort(server.Port))
		}
	}
	return all
}

// hostport returns the server as address:port, or what is known of it.
func hostport(s wrap.Server) string {
	if s.Address == "" || s.Port == 0 {
		return valid(s.Address)
	}
	return net.JoinHostPort(valid(s.Address), strconv.Itoa(s.Port))
}

// converted returns attributes of slog as those of OpenTelemetry.
func converted(attrs []slog.Attr) []attribute.KeyValue {
	var all []attribute.KeyValue
	for _, a := range attrs {
		switch v := a.Value.Resolve(); v.Kind() {
		case slog.KindInt64:
			all = append(all, attribute.Int64(a.Key, v.Int64()))
		case slog.KindFloat64:
			all = append(all, attribute.Float64(a.Key, v.Float64()))
		case slog.KindBool:
			all = append(all, attribute.Bool(a.Key, v.Bool()))
		default:
			all = append(all, attribute.String(a.Key, short(v.String())))
		}
	}
	return all
}
