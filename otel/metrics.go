package otel

import (
	"cmp"
	"context"
	"time"

	api "go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"

	"github.com/gildsql/gild/wrap"
)

// instruments are what single calls are recorded in.
type instruments struct {
	duration   metric.Float64Histogram
	rows       metric.Int64Histogram
	createTime dbconv.ClientConnectionCreateTime
	waitTime   dbconv.ClientConnectionWaitTime
	useTime    dbconv.ClientConnectionUseTime
	findings   metric.Int64Counter
	retries    metric.Int64Counter
}

// durations are the bounds that the conventions advise.
// Source: https://opentelemetry.io/docs/specs/semconv/db/database-metrics/#metric-dbclientoperationduration
var durations = metric.WithExplicitBucketBoundaries(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10)

// returned are those for numbers of rows.
var returned = metric.WithExplicitBucketBoundaries(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)

// newInstruments tells OpenTelemetry's error handler what a meter refuses; such an instrument
// records nothing.
func newInstruments(m metric.Meter) instruments {
	var i instruments
	operations, err := dbconv.NewClientOperationDuration(m, durations)
	handle(err)
	rows, err := dbconv.NewClientResponseReturnedRows(m, returned)
	handle(err)
	i.duration, i.rows = operations.Inst(), rows.Inst()
	i.createTime, err = dbconv.NewClientConnectionCreateTime(m, durations)
	handle(err)
	i.waitTime, err = dbconv.NewClientConnectionWaitTime(m, durations)
	handle(err)
	i.useTime, err = dbconv.NewClientConnectionUseTime(m, durations)
	handle(err)
	i.findings, err = m.Int64Counter("gild.guard.findings", metric.WithUnit("{finding}"),
		metric.WithDescription("What guards have found, by gild.guard.name."))
	handle(err)
	i.retries, err = m.Int64Counter("gild.transaction.retries", metric.WithUnit("{retry}"),
		metric.WithDescription("How often gild.Tx has run a transaction again."))
	handle(err)
	return i
}

func handle(err error) {
	if err != nil {
		api.Handle(err)
	}
}

// want reports whether calls of a kind are recorded.
func (i *instruments) want(ctx context.Context, op string) bool {
	switch op {
	case wrap.OpExec, wrap.OpQuery, wrap.OpPrepare, wrap.OpBegin, wrap.OpCommit, wrap.OpRollback:
		return i.duration.Enabled(ctx)
	case wrap.OpConnect:
		return i.createTime.Enabled(ctx)
	case wrap.OpWait:
		return i.waitTime.Enabled(ctx)
	case wrap.OpUse:
		return i.useTime.Enabled(ctx)
	case wrap.OpSpan:
		return i.retries.Enabled(ctx)
	}
	return false
}

func (i *instruments) ofConnections(op string) metric.Float64Histogram {
	switch op {
	case wrap.OpConnect:
		return i.createTime.Inst()
	case wrap.OpWait:
		return i.waitTime.Inst()
	}
	return i.useTime.Inst()
}

// record records a call that is over.
func (i *instruments) record(ctx context.Context, on *target, took time.Duration, o wrap.Outcome, options []metric.RecordOption) {
	switch on.key.op {
	case wrap.OpConnect, wrap.OpWait, wrap.OpUse:
		if o.Err == nil {
			i.ofConnections(on.key.op).Record(ctx, took.Seconds(), on.pool)
		}
	case wrap.OpSpan:
		if on.key.query == wrap.SpanRetry {
			i.retries.Add(ctx, 1, metric.WithAttributes(on.metric...))
		}
	default:
		i.duration.Record(ctx, took.Seconds(), options...)
		if on.key.op == wrap.OpQuery && o.Rows >= 0 {
			i.rows.Record(ctx, o.Rows, options...)
		}
	}
}

// poolName is what the conventions make of a server, address:port/database, or what is known of
// it.
func poolName(i *wrap.Info) string {
	s := i.Server
	switch {
	case s.Address == "":
		return cmp.Or(valid(s.Database), i.System)
	case s.Database == "":
		return hostport(s)
	}
	return hostport(s) + "/" + valid(s.Database)
}
