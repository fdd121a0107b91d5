package pooling

import (
	"context"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/gildsql/gild/dialect"
)

// Pinger is what PrePing asks.
type Pinger interface {
	Ping(ctx context.Context) error
}

// Member is one connection of a Pool. Like the connection it is used by one goroutine at a
// time; where a method differs, it says so.
type Member struct {
	pool   *Pool
	owner  any
	pinger Pinger

	generation uint64        // the pool's when the connection was asked for
	made       time.Time     // when it was asked for
	lifetime   time.Duration // Recycle less the jitter
	seen       time.Time     // when it was last seen working
	leak       *time.Timer   // of this check-out
	held       time.Time     // when it was given out; zero while nobody has it

	condemned atomic.Int32 // the reason for which it is to be closed
	untold    bool         // made by database/sql's opener: who has it, the first use will tell
	endedTx   bool         // a transaction was ended by its context
	cut       bool         // see Interrupted

	// The pool's mutex protects following fields.
	state state
	since time.Time      // when it was given out
	stack []uintptr      // by whom it was asked for
	lease int            // how often it has passed from one caller to another outside of database/sql's pool
	busy  int            // how many uses it has at the moment although idle
	late  []func() error // what Use has put off
}

type state int

const (
	stateNew     state = iota // nobody has it yet
	stateOut                  // given out
	stateIdle                 // in database/sql's pool
	stateOffered              // given back while others wait: its Close will hand it over
	stateGone                 // closed
)

// NewMember returns the member for a connection that is being made. The owner is what
// Owner returns.
func (p *Pool) NewMember(owner any, pinger Pinger) *Member {
	m := &Member{pool: p, owner: owner, pinger: pinger, lifetime: p.config.Recycle}
	if j := min(p.config.RecycleJitter, m.lifetime); j > 0 {
		m.lifetime -= rand.N(j)
	}
	return m
}

// Owner returns what the member was made with.
func (m *Member) Owner() any { return m.owner }

func (m *Member) condemn(r reason) {
	m.condemned.CompareAndSwap(int32(reasonNone), int32(r))
}

// unfit finds out whether the connection is to be closed, without asking the server.
func (m *Member) unfit(conn driver.Conn) bool {
	switch {
	case reason(m.condemned.Load()) != reasonNone:
		return true
	case m.generation != m.pool.generation.Load():
		m.condemn(reasonInvalidated)
	case m.lifetime > 0 && time.Since(m.made) >= m.lifetime:
		m.condemn(reasonRecycled)
	default:
		return false
	}
	m.pool.invalidated(conn, nil)
	return true
}

// Stale reports whether the connection was made before the last invalidation.
func (m *Member) Stale() bool { return m.generation != m.pool.generation.Load() }

// Failed is called with the class of an error that a use of the connection has had. One
// that has lost it has the connection closed, and the pool invalidated if the configuration
// wants that.
func (m *Member) Failed(conn driver.Conn, class dialect.ErrorClass, err error) {
	if class != dialect.ErrorDisconnect || reason(m.condemned.Load()) != reasonNone {
		return
	}
	m.condemn(reasonLost)
	if !m.cut && (m.pool.config.InvalidateOnDisconnect || m.pool.config.PrePing) {
		m.pool.invalidate(m.generation)
	}
	m.pool.invalidated(conn, err)
}

// Interrupted is called when a use of the connection has failed since its context was over. Many
// drivers give the connection up then: that it is lost until it is given back says nothing of the
// others.
func (m *Member) Interrupted() { m.cut = true }

// TxEnded is called when the context of a transaction has ended it. database/sql closes
// the connection then, unless it takes it for one that can be reset.
func (m *Member) TxEnded() { m.endedTx = true }

// CheckOut is called when the connection is taken from the pool; reset is the driver's
// ResetSession. It returns driver.ErrBadConn for a connection that is to be closed, which
// makes database/sql take another; when ctx is done the connection is not to blame, and
// ctx's error is returned, which database/sql passes over.
func (m *Member) CheckOut(ctx context.Context, conn driver.Conn, reset func(context.Context) error) error {
	m.cut = false
	if m.unfit(conn) {
		return driver.ErrBadConn
	}
	err := reset(ctx)
	if err == nil {
		err = m.ping(ctx, conn)
	} else if errors.Is(err, driver.ErrBadConn) {
		m.condemn(reasonReset)
	}
	if errors.Is(err, driver.ErrBadConn) || !m.pool.Tracked() {
		return err
	}
	// Other errors database/sql passes over, and gives the connection out.
	m.untold = false
	if refused := m.pool.checkedOut(ctx, conn); refused != nil {
		m.condemn(reasonRefused)
		return driver.ErrBadConn
	}
	m.hold()
	return err
}

// ping is PrePing.
func (m *Member) ping(ctx context.Context, conn driver.Conn) error {
	c := &m.pool.config
	if !c.PrePing || c.PingAfter > 0 && time.Since(m.seen) < c.PingAfter {
		return nil
	}
	m.pool.counts.pings.Add(1)
	if err := m.pinger.Ping(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		m.condemn(reasonPing)
		m.pool.invalidate(m.generation)
		m.pool.invalidated(conn, err)
		return driver.ErrBadConn
	}
	m.seen = time.Now()
	return nil
}

// CheckIn is called when the connection is given back; valid is the driver's IsValid. It
// reports whether database/sql is to keep the connection.
func (m *Member) CheckIn(conn driver.Conn, valid func() bool) bool {
	untold := m.untold
	m.release()
	if m.unfit(conn) {
		return false
	}
	if untold {
		// Nobody has used it, and database/sql may give it out without ResetSession.
		m.untold = true
		return !m.pool.offer(m)
	}
	if m.endedTx || !valid() {
		m.condemn(reasonDriver)
		return false
	}
	if !m.pool.Tracked() {
		return true
	}
	m.runLate()
	if err := m.pool.reset(conn); err != nil {
		m.condemn(reasonReset)
		m.pool.invalidated(conn, err)
		return false
	}
	m.pool.checkedIn(conn)
	return m.pool.keep(m)
}

// Closed closes the connection by end.
func (m *Member) Closed(conn driver.Conn, end func() error) error {
	m.release()
	m.pool.closing(conn)
	if r := reason(m.condemned.Load()); r < reasons {
		m.pool.counts.closed[r].Add(1)
	}
	if m.pool.members != nil {
		m.pool.mu.Lock()
		m.state = stateGone
		delete(m.pool.members, m)
		m.pool.mu.Unlock()
	}
	return end()
}

// hold notes who has the connection.
func (m *Member) hold() {
	p := m.pool
	var stack []uintptr
	if p.config.stacks() {
		stack = callers()
	}
	p.counts.checkouts.Add(1)
	now := time.Now()
	m.held = now
	p.mu.Lock()
	m.state, m.since, m.stack = stateOut, now, stack
	p.mu.Unlock()
	if p.config.LeakAfter > 0 {
		h := Holder{Since: now}
		m.leak = time.AfterFunc(p.config.LeakAfter, func() {
			h.Stack = stackText(stack)
			p.counts.leaks.Add(1)
			p.config.reportLeak(h)
		})
	}
}

// Used is called before each use of a tracked connection. The first use of one that
// database/sql's opener has made is its check-out; the error is that of Events.Checkout.
func (m *Member) Used(ctx context.Context, conn driver.Conn) error {
	if !m.untold {
		return nil
	}
	m.untold = false
	if err := m.pool.checkedOut(ctx, conn); err != nil {
		m.condemn(reasonRefused)
		return err
	}
	m.hold()
	return nil
}

// release ends what hold began.
func (m *Member) release() {
	m.untold = false
	if held := m.held; !held.IsZero() {
		m.held = time.Time{}
		if m.pool.onUse != nil {
			m.pool.onUse(held)
		}
	}
	if m.leak != nil {
		m.leak.Stop()
		m.leak = nil
	}
}
