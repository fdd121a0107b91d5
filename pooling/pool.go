package pooling

import (
	"context"
	"database/sql/driver"
	"sync"
	"sync/atomic"
	"time"
)

// Pool is what gild knows of the connections of one connector, and so of one *sql.DB. The
// connections themselves are in database/sql's own pool. It is safe for concurrent use.
type Pool struct {
	config     Config
	generation atomic.Uint64 // grows with each invalidation
	counts     counters
	first      once
	onWait     func(ctx context.Context, since time.Time, err error) // may be nil
	onUse      func(since time.Time)                                 // may be nil

	mu      sync.Mutex           // protects following fields; not held while calling out
	members map[*Member]struct{} // the open connections; nil unless they are tracked
	open    int                  // slots of MaxOpen that are taken; if bounded
	idle    []*Member            // the last one was put back last; if bounded
	waiters []*waiter            // in the order in which they came; if bounded
	closed  bool
}

// New returns the pool of a connector that has made no connection yet. It is for package
// wrap; a program finds the pool of a *sql.DB by gild.PoolOf.
func New(config Config) *Pool {
	p := &Pool{config: config, first: newOnce()}
	if config.tracked() {
		p.members = make(map[*Member]struct{})
	}
	return p
}

// Config returns what the pool was made with. It is not to be changed.
func (p *Pool) Config() Config { return p.config }

// Invalidate has every connection made before now closed: idle ones when they would be
// given out next (Dispose closes them now), those in use when they are given back. The pool
// goes on with new ones.
//
// A driver's connection with neither ResetSession nor IsValid is seen by nobody on its way
// out of the pool and back; for such drivers a setting must have connections looked at, such
// as PrePing or Track.
func (p *Pool) Invalidate() {
	p.generation.Add(1)
	p.counts.invalidations.Add(1)
}

// invalidate is Invalidate for a connection that was found dead. Those that die together
// invalidate the pool once, and not what has been made since.
func (p *Pool) invalidate(generation uint64) {
	if p.generation.CompareAndSwap(generation, generation+1) {
		p.counts.invalidations.Add(1)
	}
}

// Checks reports whether connections are to be looked at when they are given out.
func (p *Pool) Checks() bool { return p.config.checks() }

// Tracked reports whether connections are to be followed out of the pool and back.
func (p *Pool) Tracked() bool { return p.members != nil }

// Bounded reports whether Acquire is to be asked before a connection is made.
func (p *Pool) Bounded() bool { return p.config.bounded() }

// Dial is the making of one connection.
type Dial struct {
	pool       *Pool
	generation uint64
	start      time.Time
}

// Dial is called before a connection is made. It fails where none is wanted.
func (p *Pool) Dial(ctx context.Context) (Dial, error) {
	if ctx.Value(disposeKey{}) != nil {
		return Dial{}, errDisposing
	}
	return Dial{pool: p, generation: p.generation.Load(), start: time.Now()}, nil
}

// Failed is called when no connection came of it.
func (d Dial) Failed() {
	d.pool.counts.failed.Add(1)
	d.pool.counts.connectTime.Add(int64(time.Since(d.start)))
}

// Made is called with the connection that came of it, conn for database/sql. On an error
// the connection is to be closed.
func (d Dial) Made(ctx context.Context, m *Member, conn driver.Conn) error {
	p := d.pool
	m.generation, m.made, m.seen = d.generation, d.start, time.Now()
	p.counts.made.Add(1)
	p.counts.connectTime.Add(int64(time.Since(d.start)))
	if p.members != nil {
		p.mu.Lock()
		p.members[m] = struct{}{}
		p.mu.Unlock()
	}
	if err := p.connected(ctx, conn); err != nil {
		m.condemn(reasonRefused)
		return err
	}
	if !p.Tracked() {
		return nil
	}
	if ofOpener(callers()) { // its context is nobody's, and who has asked may be gone
		m.untold = true
		return nil
	}
	if err := p.checkedOut(ctx, conn); err != nil {
		m.condemn(reasonRefused)
		return err
	}
	m.hold()
	return nil
}

// Close tells callers that wait for a connection that there will be none. It is for package
// wrap, whose connector calls it when the *sql.DB is closed.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, w := range p.waiters {
		w.ready <- grant{err: errClosed}
	}
	p.waiters = nil
}
