package pooling

import (
	"context"
	"sync/atomic"
	"time"
)

type (
	stickyKey  struct{}
	roleKey    struct{}
	primaryKey struct{}
)

// Role is what a Router has sent a statement to.
type Role string

// The roles of servers.
const (
	Primary Role = "primary"
	Replica Role = "replica"
)

// RoleOf returns what a Router has sent the statement of ctx to, empty if none has. ctx is
// the one that interceptors get, so that a span can say it.
func RoleOf(ctx context.Context) Role {
	role, _ := ctx.Value(roleKey{}).(Role)
	return role
}

// OnPrimary returns a context whose reads go to the primary.
func OnPrimary(ctx context.Context) context.Context {
	return context.WithValue(ctx, primaryKey{}, true)
}

// Sticky returns a context that reads its own writes: once a Router has sent a write with it
// to the primary, reads with it go there too, for RouterConfig.Window, and after BeginTx as
// long as the context is used, since nobody tells when the transaction ends. It is made once
// for a request or a session, and may be used by several goroutines.
func Sticky(ctx context.Context) context.Context {
	return context.WithValue(ctx, stickyKey{}, &stickiness{})
}

// stickiness is safe for concurrent use.
type stickiness struct{ until atomic.Int64 } // Unix time in nanoseconds

func (s *stickiness) extend(until int64) {
	for {
		old := s.until.Load()
		if old >= until || s.until.CompareAndSwap(old, until) {
			return
		}
	}
}

// wrote notes that ctx has written.
func wrote(ctx context.Context, until int64) {
	if s, ok := ctx.Value(stickyKey{}).(*stickiness); ok {
		s.extend(until)
	}
}

// wantsPrimary reports whether reads with ctx are to go to the primary.
func wantsPrimary(ctx context.Context) bool {
	if ctx.Value(primaryKey{}) != nil {
		return true
	}
	s, ok := ctx.Value(stickyKey{}).(*stickiness)
	return ok && time.Now().UnixNano() < s.until.Load()
}
