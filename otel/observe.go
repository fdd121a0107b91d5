package otel

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"

	"github.com/gildsql/gild/wrap"
)

var _ wrap.Observer = (*Tracing)(nil)

// Observe has the connections and caches of a database reported until it is closed. It is for
// package wrap.
func (t *Tracing) Observe(k *wrap.Connector) (closed func()) {
	on := observed{pool: []attribute.KeyValue{t.observables.count.AttrClientConnectionPoolName(poolName(k.Info()))}}
	registration, err := t.meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		t.observables.report(o, on, k.Counts())
		return nil
	}, t.observables.all()...)
	handle(err)
	if registration == nil {
		return nil
	}
	return func() { handle(registration.Unregister()) }
}

// Follows reports whether each use of a connection is measured. It is for package wrap.
func (t *Tracing) Follows() bool { return t.uses }

// observables are what is asked for when metrics are collected.
type observables struct {
	count            dbconv.ClientConnectionCountObservable
	idleMax          dbconv.ClientConnectionIdleMaxObservable
	idleMin          dbconv.ClientConnectionIdleMinObservable
	max              dbconv.ClientConnectionMaxObservable
	pending          dbconv.ClientConnectionPendingRequestsObservable
	timeouts         dbconv.ClientConnectionTimeoutsObservable
	waits            metric.Int64ObservableCounter
	waited           metric.Float64ObservableCounter
	invalidations    metric.Int64ObservableCounter
	hits, misses, ev metric.Int64ObservableCounter
}

func newObservables(m metric.Meter) observables {
	var o observables
	var err error
	o.count, err = dbconv.NewClientConnectionCountObservable(m)
	handle(err)
	o.idleMax, err = dbconv.NewClientConnectionIdleMaxObservable(m)
	handle(err)
	o.idleMin, err = dbconv.NewClientConnectionIdleMinObservable(m)
	handle(err)
	o.max, err = dbconv.NewClientConnectionMaxObservable(m)
	handle(err)
	o.pending, err = dbconv.NewClientConnectionPendingRequestsObservable(m)
	handle(err)
	o.timeouts, err = dbconv.NewClientConnectionTimeoutsObservable(m)
	handle(err)
	counter := func(name, unit, description string) metric.Int64ObservableCounter {
		c, err := m.Int64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
		handle(err)
		return c
	}
	o.waits = counter("gild.connection.waits", "{wait}", "How often callers had to wait for a connection.")
	o.waited, err = m.Float64ObservableCounter("gild.connection.waited", metric.WithUnit("s"),
		metric.WithDescription("How long callers have waited for a connection, together."))
	handle(err)
	o.invalidations = counter("gild.connection.invalidations", "{invalidation}", "How often all connections were given up.")
	o.hits = counter("gild.cache.hits", "{statement}", "Statements that were found, by gild.cache.name.")
	o.misses = counter("gild.cache.misses", "{statement}", "Statements that were compiled or prepared, by gild.cache.name.")
	o.ev = counter("gild.cache.evictions", "{statement}", "Statements that have given way to others, by gild.cache.name.")
	return o
}

func (s *observables) all() []metric.Observable {
	return []metric.Observable{
		s.count.Inst(), s.idleMax.Inst(), s.idleMin.Inst(), s.max.Inst(), s.pending.Inst(), s.timeouts.Inst(),
		s.waits, s.waited, s.invalidations, s.hits, s.misses, s.ev,
	}
}

// observed are the attributes of one database.
type observed struct{ pool []attribute.KeyValue }

func (o observed) with(more ...attribute.KeyValue) metric.ObserveOption {
	return metric.WithAttributes(append(o.pool[:len(o.pool):len(o.pool)], more...)...)
}

// databaseSQLIdle is how many idle connections database/sql keeps unless told otherwise.
const databaseSQLIdle = 2

// report reports what is known. Of database/sql's own queue it is not known how many wait in it,
// nor how many have given up.
func (s *observables) report(o metric.Observer, on observed, c wrap.Counts) {
	pool := on.with()
	open := int64(c.DB.MaxOpenConnections)
	waits, waited := c.DB.WaitCount, c.DB.WaitDuration.Seconds()
	if c.Bounded {
		open = int64(c.Settings.MaxOpen)
		waits, waited = c.Pool.Waits, c.Pool.WaitTime.Seconds()
		o.ObserveInt64(s.timeouts.Inst(), c.Pool.Timeouts, pool)
	}
	if c.Bounded || open == 0 {
		o.ObserveInt64(s.pending.Inst(), int64(c.Pool.Waiting), pool)
	}
	idle := int64(databaseSQLIdle)
	switch {
	case c.Settings.NoIdle:
		idle = 0
	case c.Settings.MaxIdle > 0:
		idle = int64(c.Settings.MaxIdle)
	}
	if open > 0 {
		o.ObserveInt64(s.max.Inst(), open, pool)
		idle = min(idle, open)
	}
	o.ObserveInt64(s.idleMax.Inst(), idle, pool)
	o.ObserveInt64(s.idleMin.Inst(), 0, pool) // database/sql makes none ahead
	o.ObserveInt64(s.count.Inst(), int64(c.DB.Idle), on.with(s.count.AttrClientConnectionState(dbconv.ClientConnectionStateIdle)))
	o.ObserveInt64(s.count.Inst(), int64(c.DB.InUse), on.with(s.count.AttrClientConnectionState(dbconv.ClientConnectionStateUsed)))
	o.ObserveInt64(s.waits, waits, pool)
	o.ObserveFloat64(s.waited, waited, pool)
	o.ObserveInt64(s.invalidations, c.Pool.Invalidations, pool)
	s.caches(o, on.with(attribute.String(cacheName, "compiled")), c.Compiled)
	s.caches(o, on.with(attribute.String(cacheName, "prepared")), c.Prepared)
}

// The attributes of gild's own metrics.
const (
	cacheName = "gild.cache.name"
	guardName = "gild.guard.name"
)

func (s *observables) caches(o metric.Observer, which metric.ObserveOption, c wrap.CacheCounts) {
	o.ObserveInt64(s.hits, c.Hits, which)
	o.ObserveInt64(s.misses, c.Misses, which)
	o.ObserveInt64(s.ev, c.Evictions, which)
}
