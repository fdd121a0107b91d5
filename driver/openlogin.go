package driver

import (
	"cmp"
	"context"
	"database/sql/driver"
	"time"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/pooling"
)

// loggingIn returns the connector of WithCredentials for the database behind u. No error
// of it contains a password.
func (b Backend) loggingIn(u *dburl.URL, real driver.Driver, login func(context.Context) (pooling.Login, error)) driver.Connector {
	return pooling.Rotating(pooling.RotatingConfig{
		Driver:  real,
		Refused: func(err error) bool { return b.Dialect.ClassOf(err) == dialect.ErrorAuth },
		Next: func(ctx context.Context) (driver.Connector, time.Time, error) {
			l, err := login(ctx)
			if err != nil {
				return nil, time.Time{}, fault.Errorf("%s: credentials: %w", u, err)
			}
			k, err := b.loggedIn(u, l)
			return k, l.Expires, err
		},
	})
}

func (b Backend) loggedIn(u *dburl.URL, l pooling.Login) (driver.Connector, error) {
	with := *u
	with.User = cmp.Or(l.User, u.User)
	u = with.WithPassword(l.Password)
	dsn, err := b.DSN(u)
	if err != nil {
		return nil, withoutPassword(err, u)
	}
	k, err := b.connector(dsn)
	if err != nil {
		return nil, fault.Errorf("%s: %w", u, withoutPassword(err, u))
	}
	return k, nil
}
