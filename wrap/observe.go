package wrap

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gildsql/gild/pooling"
)

// Observer is an interceptor that wants to know of the databases it is used for, to ask for their
// Counts from time to time.
type Observer interface {
	Interceptor
	// Observe is told of a database that is open. What it returns is called when the *sql.DB is
	// closed; it may be nil.
	Observe(k *Connector) (closed func())
	// Follows reports whether to tell of each use of a connection, by OpUse: connections are then
	// followed as by a pool's setting.
	Follows() bool
}

// Counts are numbers of a database since it was opened.
type Counts struct {
	DB       sql.DBStats
	Pool     pooling.Stats
	Settings pooling.Config // of the pool
	Bounded  bool           // the pool, and not database/sql, keeps to MaxOpen and has callers wait
	Compiled CacheCounts
	Prepared CacheCounts // of all connections together
}

// CacheCounts are those of a cache of statements.
type CacheCounts struct {
	Hits, Misses int64 // those that were there, and those that were made
	Evictions    int64 // those that have given way to others, or were out of date
}

// Counts returns what is known. DB is empty without Opened.
func (k *Connector) Counts() Counts {
	c := Counts{Pool: k.pool.Stats(), Settings: k.pool.Config(), Bounded: k.pool.Bounded(), Prepared: k.prepared.sum()}
	if known := k.known.Load(); known != nil {
		c.Compiled.Hits, c.Compiled.Misses = known.cache.Stats()
		c.Compiled.Evictions = known.cache.Evicted()
	}
	if db := k.observed.db.Load(); db != nil {
		c.DB = db.Stats()
	}
	return c
}

// Info returns what is known of all calls. It is not to be changed.
func (k *Connector) Info() *Info { return &k.info }

// Opened tells the observers that the connector is that of db, once; they hear of its end by
// Close. Package driver calls it.
func (k *Connector) Opened(db *sql.DB) {
	o := &k.observed
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || !o.db.CompareAndSwap(nil, db) {
		return
	}
	for _, by := range o.by {
		if end := by.Observe(k); end != nil {
			o.ends = append(o.ends, end)
		}
	}
}

// observed is who asks for Counts.
type observed struct {
	by []Observer
	db atomic.Pointer[sql.DB]

	mu     sync.Mutex // protects following fields
	ends   []func()
	closed bool
}

func (o *observed) end() {
	o.mu.Lock()
	ends := o.ends
	o.ends, o.closed = nil, true
	o.mu.Unlock()
	for _, end := range ends {
		end()
	}
}

func observers(interceptors []Interceptor) (by []Observer) {
	for _, i := range interceptors {
		if o, ok := i.(Observer); ok {
			by = append(by, o)
		}
	}
	return by
}

// tellPool has the pool tell what a watcher wants to know.
func (k *Connector) tellPool() {
	if k.spans == nil {
		return
	}
	k.pool.OnWait(k.waited)
	for _, o := range k.observed.by {
		if o.Follows() {
			k.pool.OnUse(k.used)
		}
	}
}

// waited tells the watcher of a caller that had to wait for a connection.
func (k *Connector) waited(ctx context.Context, since time.Time, err error) {
	_, w := k.spans.Watch(ctx, &Call{Op: OpWait, Info: &k.info, Past: since})
	done(w, OpWait, err)
}

func (k *Connector) used(since time.Time) {
	_, w := k.spans.Watch(context.Background(), &Call{Op: OpUse, Info: &k.info, Past: since})
	done(w, OpUse, nil)
}

// Found tells the watcher of the database that a guard has found something about the call of
// which i tells, in ctx. It may be called after the call as well.
func (i *Info) Found(ctx context.Context, guard string) {
	if i.watcher != nil {
		_, w := i.watcher.Watch(ctx, &Call{Op: OpFinding, SQL: guard, Info: i})
		done(w, OpFinding, nil)
	}
}

// preparedCounts are those of one connection. They are safe for concurrent use.
type preparedCounts struct{ hits, misses, evicted atomic.Int64 }

func (c *preparedCounts) addTo(sum *CacheCounts) {
	sum.Hits += c.hits.Load()
	sum.Misses += c.misses.Load()
	sum.Evictions += c.evicted.Load()
}

// preparedTotals are the counts of all connections. Each counts for itself, so that they do not
// wait for each other. It is safe for concurrent use.
type preparedTotals struct {
	mu   sync.Mutex // protects following fields
	open map[*preparedCounts]struct{}
	past CacheCounts // of connections that are closed
}

func (t *preparedTotals) add() *preparedCounts {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = map[*preparedCounts]struct{}{}
	}
	c := &preparedCounts{}
	t.open[c] = struct{}{}
	return c
}

func (t *preparedTotals) remove(c *preparedCounts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, open := t.open[c]; open {
		c.addTo(&t.past)
		delete(t.open, c)
	}
}

func (t *preparedTotals) sum() CacheCounts {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := t.past
	for c := range t.open {
		c.addTo(&sum)
	}
	return sum
}
