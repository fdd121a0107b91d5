package pooling

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// FailoverConfig says how hosts are chosen.
type FailoverConfig struct {
	// DialTimeout is how long each host may take to connect and to be checked: 0 for 5
	// seconds. It is needed since database/sql may connect without a deadline.
	DialTimeout time.Duration
	// Shuffle tries the hosts in another order each time, which spreads connections over
	// equal hosts.
	Shuffle bool
	// Check refuses a host with an error, such as PostgresPrimary does; nil takes all.
	Check func(ctx context.Context, conn driver.Conn) error
	// ReturnAfter is how long a host is preferred that has been switched to, before the
	// first one is tried again. 0 is for ever: until it fails. With Shuffle it means nothing.
	ReturnAfter time.Duration
}

// Failover returns a connector that tries several: the one that worked last, then the
// others in their order. If all fail, the error has all of theirs. Connections that exist
// stay where they are: see Config.InvalidateOnDisconnect and Pool.Invalidate. The connector
// is safe for concurrent use, as the given ones must be; there must be one at least.
func Failover(hosts []driver.Connector, config FailoverConfig) driver.Connector {
	config.DialTimeout = cmp.Or(config.DialTimeout, 5*time.Second)
	return &failover{hosts: hosts, config: config}
}

type failover struct {
	hosts  []driver.Connector
	config FailoverConfig

	mu       sync.Mutex // protects following fields
	working  int        // index of the host to try first
	switched time.Time  // when it has become that
}

// Connect makes a connection to the first host that is fit.
func (f *failover) Connect(ctx context.Context) (driver.Conn, error) {
	var errs []error
	for _, i := range f.order() {
		conn, err := f.dial(ctx, f.hosts[i])
		if err == nil {
			f.works(i)
			return conn, nil
		}
		if ctx.Err() != nil { // which no host is to blame for
			return nil, ctx.Err()
		}
		errs = append(errs, fmt.Errorf("host %d of %d: %w", i+1, len(f.hosts), err))
	}
	if errs == nil {
		return nil, errors.New("gild: pooling.Failover has no connectors")
	}
	return nil, &failoverError{errs}
}

// order returns the indexes of the hosts as they are to be tried.
func (f *failover) order() []int {
	if f.config.Shuffle {
		return rand.Perm(len(f.hosts))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if d := f.config.ReturnAfter; d > 0 && f.working != 0 && time.Since(f.switched) >= d {
		f.working = 0
	}
	var order []int
	if f.working < len(f.hosts) {
		order = append(order, f.working)
	}
	for i := range f.hosts {
		if i != f.working {
			order = append(order, i)
		}
	}
	return order
}

func (f *failover) works(i int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i != f.working {
		f.working, f.switched = i, time.Now()
	}
}

func (f *failover) dial(ctx context.Context, host driver.Connector) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, f.config.DialTimeout)
	defer cancel()
	conn, err := host.Connect(ctx)
	if err != nil || f.config.Check == nil {
		return conn, err
	}
	if err := f.config.Check(ctx, conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// Driver returns the first host's driver.
func (f *failover) Driver() driver.Driver {
	if len(f.hosts) == 0 {
		return nil
	}
	return f.hosts[0].Driver()
}

// Close closes the connectors that can be closed.
func (f *failover) Close() error {
	var errs []error
	for _, host := range f.hosts {
		if closer, ok := host.(io.Closer); ok {
			errs = append(errs, closer.Close())
		}
	}
	return errors.Join(errs...)
}

// failoverError is the errors of all hosts. database/sql would try again at once, and in
// vain, if one of them were driver.ErrBadConn for it.
type failoverError struct{ errs []error }

func (e *failoverError) Error() string {
	texts := make([]string, len(e.errs))
	for i, err := range e.errs {
		texts[i] = err.Error()
	}
	return "gild: no host can be used: " + strings.Join(texts, "; ")
}

// Is and As look at the errors of the hosts, but for driver.ErrBadConn.
func (e *failoverError) Is(target error) bool {
	return target != driver.ErrBadConn && slices.ContainsFunc(e.errs, func(err error) bool { return errors.Is(err, target) })
}

// As is errors.As for the errors of the hosts.
func (e *failoverError) As(target any) bool {
	return slices.ContainsFunc(e.errs, func(err error) bool { return errors.As(err, target) })
}

// ErrNotPrimary is what the checks of Failover refuse a host with.
var ErrNotPrimary = errors.New("gild: the server takes no writes")

// PostgresPrimary is a FailoverConfig.Check that takes no standby of PostgreSQL.
func PostgresPrimary(ctx context.Context, conn driver.Conn) error {
	return wantFalse(ctx, conn, "select pg_is_in_recovery()")
}

// MySQLPrimary is a FailoverConfig.Check that takes no read-only server of MySQL or MariaDB.
func MySQLPrimary(ctx context.Context, conn driver.Conn) error {
	return wantFalse(ctx, conn, "select @@global.read_only")
}

func wantFalse(ctx context.Context, conn driver.Conn, query string) error {
	row, err := QueryRow(ctx, conn, query)
	if err != nil {
		return err
	}
	switch v := row[0].(type) {
	case bool:
		if !v {
			return nil
		}
	case int64:
		if v == 0 {
			return nil
		}
	case []byte:
		if s := string(v); s == "0" || s == "f" || s == "OFF" {
			return nil
		}
	case string:
		if v == "0" || v == "f" || v == "OFF" {
			return nil
		}
	}
	return ErrNotPrimary
}
