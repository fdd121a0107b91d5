package pooling

import (
	"sync/atomic"
	"time"
)

// Stats are the counts of a Pool since it was made, beside those of sql.DB.Stats.
type Stats struct {
	Made          int64         // connections made
	ConnectFailed int64         // attempts that failed
	ConnectTime   time.Duration // spent on both
	Closed        Closed        // connections closed, by reason

	Pings         int64 // of PrePing
	Invalidations int64 // of the whole pool

	// What follows is counted only if a setting has connections followed, see Config.Track.

	Checkouts int64 // connections given out
	Checkins  int64 // connections given back to be kept
	InUse     int   // connections that are given out now
	Leaks     int64 // reports of LeakAfter

	// What follows is counted only with CheckoutTimeout or Assert.

	Open      int           // connections that are open or being made now
	Waiting   int           // callers that wait now
	Waits     int64         // callers that had to wait
	WaitTime  time.Duration // how long, together
	Timeouts  int64         // callers that have waited for CheckoutTimeout
	Handovers int64         // connections that went to a waiting caller past database/sql's pool
}

// Closed counts closed connections by reason.
type Closed struct {
	Recycled    int64 // older than Recycle
	Invalidated int64 // made before an invalidation
	Ping        int64 // did not answer PrePing
	Reset       int64 // the driver's or Config.Reset failed
	Lost        int64 // a statement found the connection gone
	Refused     int64 // by Events.Connect or Events.Checkout
	Driver      int64 // the driver says it is not valid, or a transaction's context has ended
	Other       int64 // by database/sql: too many idle, too old, the end of the *sql.DB
}

// Total returns their sum.
func (c Closed) Total() int64 {
	return c.Recycled + c.Invalidated + c.Ping + c.Reset + c.Lost + c.Refused + c.Driver + c.Other
}

// reason is why a connection is closed.
type reason int32

const (
	reasonNone reason = iota
	reasonRecycled
	reasonInvalidated
	reasonPing
	reasonReset
	reasonLost
	reasonRefused
	reasonDriver
	reasons
)

// counters are the parts of Stats that only grow. They are safe for concurrent use.
type counters struct {
	made, failed, connectTime         atomic.Int64
	closed                            [reasons]atomic.Int64
	pings, invalidations              atomic.Int64
	checkouts, checkins, leaks        atomic.Int64
	waits, waitTime, timeouts, passed atomic.Int64
}

// Stats returns the pool's counts.
func (p *Pool) Stats() Stats {
	c := &p.counts
	s := Stats{
		Made: c.made.Load(), ConnectFailed: c.failed.Load(), ConnectTime: time.Duration(c.connectTime.Load()),
		Pings: c.pings.Load(), Invalidations: c.invalidations.Load(),
		Checkouts: c.checkouts.Load(), Checkins: c.checkins.Load(), Leaks: c.leaks.Load(),
		Waits: c.waits.Load(), WaitTime: time.Duration(c.waitTime.Load()),
		Timeouts: c.timeouts.Load(), Handovers: c.passed.Load(),
		Closed: Closed{
			Recycled: c.closed[reasonRecycled].Load(), Invalidated: c.closed[reasonInvalidated].Load(),
			Ping: c.closed[reasonPing].Load(), Reset: c.closed[reasonReset].Load(),
			Lost: c.closed[reasonLost].Load(), Refused: c.closed[reasonRefused].Load(),
			Driver: c.closed[reasonDriver].Load(), Other: c.closed[reasonNone].Load(),
		},
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s.Open, s.Waiting = p.open, len(p.waiters)
	for m := range p.members {
		if m.state == stateOut {
			s.InUse++
		}
	}
	return s
}
