package pooling

import (
	"context"
	"slices"
	"time"
)

// With CheckoutTimeout or Assert, the Pool keeps to MaxOpen in the place of database/sql,
// which would let callers wait for as long as their contexts last. Idle connections stay in
// database/sql's pool all the same. database/sql asks for a new connection when it has no
// idle one. If all slots are taken then, the caller waits in Acquire, and gets
//
//   - a connection that another caller gives back: CheckIn says that database/sql is not to
//     keep it, and the Close that follows hands it over;
//   - or the slot of one that was closed, or could not be made;
//   - or, before it waits, a connection that is idle after all. That happens: database/sql
//     puts a connection among the idle ones a moment after it was told to keep it, and after
//     two bad connections it does not look at them any more. The idle connection passes to
//     the caller, and what database/sql has in its pool is an empty shell, which ends when it
//     is touched: its lease is over.
//
// A lease is one stay of a connection in database/sql's hands. Whatever comes from there
// with another lease than the present one is no longer meant for the connection.

// waiter is a caller that waits. Its channel has room for the one grant that it gets, so
// that it is sent under the pool's mutex.
type waiter struct{ ready chan grant }

// grant is a connection, or without one the right to make one.
type grant struct {
	member *Member
	err    error
}

// Acquire is to be called before a connection is made, if the pool is Bounded. It returns a
// connection that another caller has left, which is to be used instead, or nil for the
// right to make one; if that fails, GiveUp is to be called. The error is a *TimeoutError, a
// *HeldError, that of ctx, or says that the database is closed.
func (p *Pool) Acquire(ctx context.Context) (*Member, error) {
	if ctx.Value(disposeKey{}) != nil {
		return nil, errDisposing
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errClosed
	}
	if m, ok := p.takeLocked(); ok {
		p.mu.Unlock()
		return m, nil
	}
	if p.config.Assert {
		defer p.mu.Unlock()
		return nil, &HeldError{Limit: p.config.limit(), Holders: p.holdersLocked()}
	}
	w := &waiter{ready: make(chan grant, 1)}
	p.waiters = append(p.waiters, w)
	p.mu.Unlock()
	since := time.Now()
	m, err := p.wait(ctx, w)
	if p.onWait != nil {
		p.onWait(ctx, since, err)
	}
	return m, err
}

// OnWait sets what is told of callers that have waited in Acquire: since when, and with what
// error, if any. It is for package wrap, before the pool is used.
func (p *Pool) OnWait(told func(ctx context.Context, since time.Time, err error)) { p.onWait = told }

// OnUse sets what is told of connections that are given back or closed: since when they were given
// out. It has connections followed. It is for package wrap, before the pool is used.
func (p *Pool) OnUse(told func(since time.Time)) {
	p.onUse = told
	if p.members == nil {
		p.members = make(map[*Member]struct{})
	}
}

// takeLocked takes a slot or an idle connection, the one used last, as database/sql does.
// Nobody is passed over: while callers wait, a slot or connection that becomes free is given
// to them at once, and there are none here.
func (p *Pool) takeLocked() (*Member, bool) {
	if p.open < p.config.limit() {
		p.open++
		return nil, true
	}
	for i, m := range slices.Backward(p.idle) {
		if m.busy == 0 {
			p.idle = slices.Delete(p.idle, i, i+1)
			p.passLocked(m)
			return m, true
		}
	}
	return nil, false
}

// passLocked begins a new lease.
func (p *Pool) passLocked(m *Member) {
	m.lease++
	m.state = stateNew
	p.counts.passed.Add(1)
}

func (p *Pool) wait(ctx context.Context, w *waiter) (*Member, error) {
	start := time.Now()
	p.counts.waits.Add(1)
	defer func() { p.counts.waitTime.Add(int64(time.Since(start))) }()
	var timeout <-chan time.Time
	if d := p.config.CheckoutTimeout; d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		timeout = timer.C
	}
	timedOut := false
	select {
	case g := <-w.ready:
		return g.member, g.err
	case <-timeout:
		timedOut = true
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.waiters, w)
	if i < 0 { // served in the last moment
		g := <-w.ready
		return g.member, g.err
	}
	p.waiters = slices.Delete(p.waiters, i, i+1)
	if !timedOut {
		return nil, ctx.Err()
	}
	p.counts.timeouts.Add(1)
	return nil, &TimeoutError{
		Limit: p.config.limit(), InUse: p.open - len(p.idle), Waiting: len(p.waiters), Waited: time.Since(start),
	}
}

// GiveUp gives back the right to make a connection.
func (p *Pool) GiveUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.freeLocked()
}

// freeLocked gives a slot to the caller who has waited longest.
func (p *Pool) freeLocked() {
	if !p.grantLocked(nil) {
		p.open--
	}
}

func (p *Pool) grantLocked(m *Member) bool {
	if len(p.waiters) == 0 {
		return false
	}
	w := p.waiters[0]
	p.waiters = slices.Delete(p.waiters, 0, 1)
	if m != nil {
		p.passLocked(m)
	}
	w.ready <- grant{member: m}
	return true
}

// keep decides about a connection that is given back and is well.
func (p *Pool) keep(m *Member) bool {
	if p.config.NoIdle && !p.config.Single {
		return false
	}
	p.counts.checkins.Add(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.Bounded() {
		m.state = stateIdle
		return true
	}
	if len(p.waiters) > 0 {
		m.state = stateOffered
		return false
	}
	m.state = stateIdle
	p.idle = append(p.idle, m)
	return true
}

// offer reports whether a connection that nobody has used is to be handed over to a caller
// who waits. It is never among the idle ones: nobody would tell when it is taken.
func (p *Pool) offer(m *Member) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiters) == 0 {
		return false
	}
	m.state = stateOffered
	return true
}

// Lease returns the present lease.
func (m *Member) Lease() int {
	m.pool.mu.Lock()
	defer m.pool.mu.Unlock()
	return m.lease
}

// Resume is called when database/sql takes the connection from its pool. It reports whether
// the connection is still there. It may be called by any goroutine.
func (m *Member) Resume(lease int) bool {
	if !m.pool.Bounded() {
		return true
	}
	m.pool.mu.Lock()
	defer m.pool.mu.Unlock()
	if m.lease != lease {
		return false
	}
	m.pool.dropIdleLocked(m)
	m.state = stateNew
	return true
}

// Return is called first when database/sql gives the connection back. It reports whether that
// is meant: database/sql gives one back a second time when the caller for whom it had taken
// it back has gone meanwhile, without ResetSession in between. fit is then the answer.
func (m *Member) Return(lease int) (meant, fit bool) {
	m.pool.mu.Lock()
	defer m.pool.mu.Unlock()
	switch {
	case m.lease != lease:
		return false, false
	case m.state == stateIdle:
		return false, true
	}
	return true, false
}

func (p *Pool) dropIdleLocked(m *Member) {
	if i := slices.Index(p.idle, m); i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
	}
}

// End is called when database/sql closes the connection: it is handed over to a caller who
// waits, if it was offered, or closed by end. It may be called by any goroutine.
func (m *Member) End(lease int, end func() error) error {
	p := m.pool
	if !p.Bounded() {
		return end()
	}
	p.mu.Lock()
	if m.lease != lease || m.state == stateGone || m.state == stateOffered && p.grantLocked(m) {
		p.mu.Unlock()
		return nil
	}
	p.dropIdleLocked(m)
	m.state = stateGone
	p.mu.Unlock()
	defer p.GiveUp()
	return end()
}

// Use is for what database/sql does with a connection even while it is idle: closing a
// statement. While f runs, the connection passes to nobody. If it has passed before, f waits
// until the connection is given back, since somebody else uses it now. It may be called by
// any goroutine.
func (m *Member) Use(lease int, f func() error) error {
	p := m.pool
	p.mu.Lock()
	if m.lease != lease {
		if m.state != stateGone {
			m.late = append(m.late, f)
		}
		p.mu.Unlock()
		return nil
	}
	m.busy++
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		m.busy--
		if m.state == stateIdle && m.busy == 0 && p.grantLocked(m) {
			p.dropIdleLocked(m)
		}
	}()
	return f()
}

// runLate does what Use has put off. What comes of closing a statement is nobody's.
func (m *Member) runLate() {
	m.pool.mu.Lock()
	late := m.late
	m.late = nil
	m.pool.mu.Unlock()
	for _, f := range late {
		_ = f()
	}
}
