package pooling

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/gildsql/gild/internal/fault"
)

// Login is a user and password of limited life. Nothing that prints it shows the password.
type Login struct {
	User     string // empty keeps the one that is known otherwise
	Password string
	Expires  time.Time // zero if it does not
}

// Format writes the login without the password, whatever the verb.
func (l Login) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "{%s *** %s}", l.User, l.Expires.Format(time.RFC3339))
}

// LogValue is Format for log/slog.
func (l Login) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(l)) }

// MarshalJSON is Format for encoding/json.
func (l Login) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%q", fmt.Sprint(l)), nil
}

// RotatingConfig says where credentials come from.
type RotatingConfig struct {
	// Driver is what the connector's Driver method returns.
	Driver driver.Driver
	// Next returns a connector with new credentials, and when they expire (zero: never). It
	// is called by one goroutine at a time. Its errors reach the caller as they are, and
	// must not show secrets.
	Next func(ctx context.Context) (k driver.Connector, expires time.Time, err error)
	// Refused reports whether an error of Connect says that the server has refused the
	// login; nil means that none does.
	Refused func(err error) bool
	// Ahead is how long before their expiry credentials are replaced: 0 for a minute.
	Ahead time.Duration
}

// DSNs returns a Next for credentials that come in data source names: open is the
// driver's, such as pq.NewConnector. Errors of open are left out of what is returned if they
// quote the data source name.
func DSNs[C driver.Connector](
	dsn func(ctx context.Context) (dsn string, expires time.Time, err error), open func(dsn string) (C, error),
) func(ctx context.Context) (driver.Connector, time.Time, error) {
	return func(ctx context.Context) (driver.Connector, time.Time, error) {
		name, expires, err := dsn(ctx)
		if err != nil {
			return nil, time.Time{}, err
		}
		k, err := open(name)
		if err != nil {
			// Its text may have any part of the password in it.
			return nil, time.Time{}, fault.Errorf("the data source name cannot be read (a %T, whose text may show the password)", err)
		}
		return k, expires, nil
	}
}

// Rotating returns a connector whose credentials change: they are fetched for the first
// connection, ahead of their expiry, and once more when the server has refused them.
// Connections that are open stay so; Config.Recycle ends them. The connector is safe for
// concurrent use; callers that need new credentials at the same time share them.
func Rotating(config RotatingConfig) driver.Connector {
	r := &rotating{config: config, turn: make(chan struct{}, 1)}
	r.config.Ahead = cmp.Or(config.Ahead, time.Minute)
	return r
}

type rotating struct {
	config  RotatingConfig
	turn    chan struct{} // holds a token while credentials are fetched
	current atomic.Pointer[credentials]
}

// credentials are not changed once made.
type credentials struct {
	connector driver.Connector
	expires   time.Time
}

// last reports whether the credentials hold for d from now.
func (c *credentials) last(d time.Duration) bool {
	return c.expires.IsZero() || time.Until(c.expires) > d
}

// Connect makes a connection.
func (r *rotating) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := r.get(ctx, nil)
	if err != nil {
		return nil, err
	}
	conn, err := c.connector.Connect(ctx)
	if err == nil || r.config.Refused == nil || !r.config.Refused(err) {
		return conn, err
	}
	c, nextErr := r.get(ctx, c)
	if nextErr != nil {
		return nil, errors.Join(err, nextErr)
	}
	return c.connector.Connect(ctx)
}

// Driver returns the configuration's.
func (r *rotating) Driver() driver.Driver { return r.config.Driver }

// Close closes the connector in use, if it can be closed.
func (r *rotating) Close() error {
	if c := r.current.Load(); c != nil {
		if closer, ok := c.connector.(io.Closer); ok {
			return closer.Close()
		}
	}
	return nil
}

// get returns credentials that are not the refused ones.
func (r *rotating) get(ctx context.Context, refused *credentials) (*credentials, error) {
	good := func(c *credentials, d time.Duration) bool { return c != nil && c != refused && c.last(d) }
	if c := r.current.Load(); good(c, r.config.Ahead) {
		return c, nil
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	old := r.current.Load()
	if good(old, r.config.Ahead) { // somebody else has fetched them meanwhile
		return old, nil
	}
	k, expires, err := r.config.Next(ctx)
	if err == nil && k == nil {
		err = errors.New("gild: RotatingConfig.Next has returned neither a connector nor an error")
	}
	switch {
	case err == nil:
		c := &credentials{k, expires}
		r.current.Store(c)
		return c, nil
	case good(old, 0): // they still hold; the next caller tries again
		return old, nil
	}
	return nil, err
}
