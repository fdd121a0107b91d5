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
	"github.com/gildsql/gild/internal/fault"
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
	// BehindPooler returns the URL for a server behind a pooler that gives each transaction
	// another of its connections, as pooler=transaction in the URL says. Such a pooler does not
	// know of prepared statements, so that gild keeps none; the driver may need options to do
	// without, too, and fails for options that cannot. It is nil for databases that have no
	// poolers.
	BehindPooler func(u *dburl.URL) (*dburl.URL, error)
	// Pool returns what the URL demands of the pool, such as the single connection of a
	// database in memory. It may be nil.
	Pool func(u *dburl.URL) pooling.Config
}

var (
	backendsMu sync.RWMutex // protects following variable
	backends   []Backend
)

// RegisterBackend makes a real driver known to Open. It is called from the init function
// of the package that wraps the driver. The default of a dialect is the first one that is
// registered, but for PostgreSQL always pq where it is linked in. Like sql.Register it
// panics on a backend that lacks something or is registered twice.
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

// ours are the drivers that this module wraps, by dialect, the preferred one first.
var ours = map[string][]struct{ name, path string }{
	"sqlite":     {{"sqlite3", "github.com/gildsql/gild/driver/sqlite3"}},
	"postgresql": {{"pq", "github.com/gildsql/gild/driver/pq"}, {"pgx", "github.com/gildsql/gild/driver/pgx"}},
	"mysql":      {{"mysql", "github.com/gildsql/gild/driver/mysql"}},
	"mariadb":    {{"mysql", "github.com/gildsql/gild/driver/mysql"}},
}

// findBackend returns the backend that a URL names. Without a name it prefers the order of
// ours, which does not depend on the order in which packages are initialized, and then takes
// what was registered first.
func findBackend(u *dburl.URL) (Backend, error) {
	linked := linkedFor(u.Dialect)
	named := func(name string) int {
		return slices.IndexFunc(linked, func(b Backend) bool { return b.Name == name })
	}
	if u.Driver != "" {
		if i := named(u.Driver); i >= 0 {
			return linked[i], nil
		}
		return Backend{}, notLinked(u, linked)
	}
	for _, d := range ours[u.Dialect] {
		if i := named(d.name); i >= 0 {
			return linked[i], nil
		}
	}
	if len(linked) > 0 {
		return linked[0], nil
	}
	return Backend{}, notLinked(u, linked)
}

// linkedFor returns the backends of a dialect in the order of their registration.
func linkedFor(dialect string) []Backend {
	backendsMu.RLock()
	defer backendsMu.RUnlock()
	var linked []Backend
	for _, b := range backends {
		if b.Dialect.Name == dialect {
			linked = append(linked, b)
		}
	}
	return linked
}

// notLinked says what to import.
func notLinked(u *dburl.URL, linked []Backend) error {
	var imports []string
	for _, d := range ours[u.Dialect] {
		if d.name == u.Driver {
			return fmt.Errorf("gild: driver %s for %s is not linked in: import _ %q", d.name, u.Dialect, d.path)
		}
		imports = append(imports, fmt.Sprintf("import _ %q", d.path))
	}
	switch {
	case len(linked) > 0:
		return fmt.Errorf("gild: unknown driver %q for %s: linked in are %s", u.Driver, u.Dialect, names(linked))
	case imports != nil:
		return fmt.Errorf("gild: no driver for %s is linked in: %s", u.Dialect, strings.Join(imports, " or "))
	}
	return fmt.Errorf("gild: there is no driver for %s yet: known are %s", u.Dialect, strings.Join(known(), ", "))
}

func names(list []Backend) string {
	var names []string
	for _, b := range list {
		names = append(names, b.Name)
	}
	return strings.Join(names, ", ")
}

func known() []string { return slices.Sorted(maps.Keys(ours)) }

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
	u, behind, err := b.behindPooler(u)
	if err != nil {
		return nil, err
	}
	dsn, err := b.DSN(u)
	if err != nil {
		return nil, err
	}
	real, err := b.connector(dsn)
	if err != nil {
		return nil, fault.Errorf("%s: %w", u, withoutPassword(err, u))
	}
	options = slices.Concat([]Option{WithDialect(b.Dialect)}, b.Options, options, behind)
	config := configure(options).For(dsn)
	config.Server = wrap.Server{Address: u.Host, Port: u.Port, Database: u.Database}
	if b.Pool != nil {
		config.Pool = config.Pool.Under(b.Pool(u))
	}
	if config.Login != nil {
		real = b.loggingIn(u, real.Driver(), config.Login)
	}
	k := newConnector(real, Wrap(b.Driver, options...), config)
	db := sql.OpenDB(k)
	config.Pool.Apply(db)
	k.Opened(db)
	return db, nil
}

// behindPooler takes gild's own option pooler out of the URL.
func (b Backend) behindPooler(u *dburl.URL) (*dburl.URL, []Option, error) {
	if !u.Params.Has("pooler") {
		return u, nil, nil
	}
	mode := u.Params.Get("pooler")
	switch {
	case b.BehindPooler == nil:
		return nil, nil, fmt.Errorf("gild: %s: option pooler: there are no poolers for %s", u, u.Dialect)
	case mode != "transaction" && mode != "session":
		return nil, nil, fmt.Errorf("gild: %s: option pooler is %q: it may be transaction or session", u, mode)
	}
	plain := *u
	plain.Params = maps.Clone(u.Params)
	plain.Params.Del("pooler")
	if mode == "session" {
		return &plain, nil, nil
	}
	behind, err := b.BehindPooler(&plain)
	if err != nil {
		return nil, nil, fault.Errorf("%s: option pooler: %w", u, err)
	}
	return behind, []Option{WithPreparedStatements(-1)}, nil
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
