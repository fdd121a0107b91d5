package driver

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// Backend is a real driver as database URLs know it: "postgresql+pq://..." is the
// backend of dialect postgresql and driver pq.
type Backend struct {
	Name    string // the driver's name in URLs
	Dialect *dialect.Dialect
	Driver  driver.Driver
	// Options are what the driver needs of gild.
	Options []Option
	// DSN turns a URL into what the real driver takes. It fails on options that the driver
	// does not have.
	DSN func(u *dburl.URL) (string, error)
	// Connector makes the real driver's connector, and finds mistakes in the data source
	// name. It may be nil for a driver.DriverContext, which does it itself.
	Connector func(dsn string) (driver.Connector, error)
	// Pool returns what the URL demands of the pool, such as the single connection of a
	// database in memory. It may be nil.
	Pool func(u *dburl.URL) pooling.Config
}

var (
	backendsMu sync.RWMutex // protects following variable
	backends   []Backend
)

// RegisterBackend makes a real driver known to Open. It is called from the init function
// of the package that wraps the driver; the first one of a dialect is its default. Like
// sql.Register it panics on a backend that lacks something or is registered twice.
func RegisterBackend(b Backend) {
	if b.Name == "" || b.Dialect == nil || b.Driver == nil || b.DSN == nil {
		panic("gild: RegisterBackend: a backend needs Name, Dialect, Driver and DSN")
	}
	backendsMu.Lock()
	defer backendsMu.Unlock()
	for _, other := range backends {
		if other.Dialect.Name == b.Dialect.Name && other.Name == b.Name {
			panic(fmt.Sprintf("gild: RegisterBackend: %s+%s is registered twice", b.Dialect.Name, b.Name))
		}
	}
	backends = append(backends, b)
}

// packages are the import paths that bring a dialect's driver along.
var packages = map[string]string{
	"sqlite":     "github.com/gildsql/gild/driver/sqlite3",
	"postgresql": "github.com/gildsql/gild/driver/pq",
}

func findBackend(u *dburl.URL) (Backend, error) {
	backendsMu.RLock()
	defer backendsMu.RUnlock()
	var names []string
	for _, b := range backends {
		if b.Dialect.Name != u.Dialect {
			continue
		}
		if u.Driver == "" || u.Driver == b.Name {
			return b, nil
		}
		names = append(names, b.Name)
	}
	switch {
	case names != nil:
		return Backend{}, fmt.Errorf("gild: unknown driver %q for %s: linked in are %s", u.Driver, u.Dialect, strings.Join(names, ", "))
	case packages[u.Dialect] != "":
		return Backend{}, fmt.Errorf("gild: no driver for %s is linked in: import _ %q", u.Dialect, packages[u.Dialect])
	}
	return Backend{}, fmt.Errorf("gild: there is no driver for %s yet: known are %s", u.Dialect, strings.Join(known(), ", "))
}

func known() []string { return slices.Sorted(maps.Keys(packages)) }

// Open opens the database behind a URL such as "postgresql://me@localhost/app" or
// "sqlite:///app.db" (see dburl for the grammar). The driver's package must be linked
// in. As with sql.Open, no connection is made yet. Errors never contain the password.
func Open(url string, options ...Option) (*sql.DB, error) {
	u, err := dburl.Parse(url)
	if err != nil {
		return nil, err
	}
	b, err := findBackend(u)
	if err != nil {
		return nil, err
	}
	dsn, err := b.DSN(u)
	if err != nil {
		return nil, err
	}
	real, err := b.connector(dsn)
	if err != nil {
		return nil, fmt.Errorf("gild: %s: %w", u, withoutPassword(err, u))
	}
	options = slices.Concat([]Option{WithDialect(b.Dialect)}, b.Options, options)
	config := configure(options)
	config.Server = wrap.Server{Address: u.Host, Port: u.Port, Database: u.Database}
	if b.Pool != nil {
		config.Pool = config.Pool.Under(b.Pool(u))
	}
	db := sql.OpenDB(wrap.NewConnector(real, Wrap(b.Driver, options...), config))
	config.Pool.Apply(db)
	return db, nil
}

func (b Backend) connector(dsn string) (driver.Connector, error) {
	if b.Connector != nil {
		return b.Connector(dsn)
	}
	return openReal(b.Driver, dsn)
}

// withoutPassword returns err, or its text without the password in the unlikely case
// that the driver quotes it.
func withoutPassword(err error, u *dburl.URL) error {
	password, _ := u.Password()
	if password == "" || !strings.Contains(err.Error(), password) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), password, "***"))
}
