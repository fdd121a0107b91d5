// Package sqlite3 puts gild around github.com/mattn/go-sqlite3.
//
// Importing it registers the driver "sqlite3+gild" for sql.Open, with the data source
// names of go-sqlite3, and makes URLs such as "sqlite:///app.db" known to gild.Open.
package sqlite3

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/driver/dburl"
	"github.com/gildsql/gild/internal/spelling"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// Name is the driver's name for sql.Open.
const Name = "sqlite3+gild"

// traits: go-sqlite3 prepares every text each time. What it has prepared follows changes of
// the schema by itself.
var traits = wrap.Traits{Prepare: wrap.PrepareAll, NamedArgs: true, FusedQuery: true, ReadsArgs: true}

func init() {
	real := &sqlite3.SQLiteDriver{ConnectHook: Functions}
	driver.Register(Name, real, Options()...)
	driver.RegisterBackend(driver.Backend{
		Name: "sqlite3", Dialect: sqlite.Dialect, Driver: real, DSN: dsn, Pool: pool,
		Options: Options(),
	})
}

// Options are what gild needs to know of go-sqlite3, for a driver with hooks of the
// program's own: driver.Register(name, &sqlite3.SQLiteDriver{...}, sqlite3.Options()...).
func Options() []driver.Option {
	return []driver.Option{driver.WithDialect(sqlite.Dialect), driver.WithTraits(traits), driver.WithDSN(forDSN)}
}

// forDSN leaves the statements to go-sqlite3 where it is told to keep them itself.
func forDSN(dsn string, c *wrap.Config) {
	_, query, _ := strings.Cut(dsn, "?")
	params, err := url.ParseQuery(query)
	if size := params.Get("_stmt_cache_size"); err == nil && size != "" && size != "0" && c.PreparedStatements == 0 {
		c.PreparedStatements = -1
	}
}

// options are the parameters that go-sqlite3 and SQLite's own URI filenames know; both
// pass over others in silence.
// Sources: https://pkg.go.dev/github.com/mattn/go-sqlite3#SQLiteDriver.Open,
// https://www.sqlite.org/uri.html
var options = strings.Fields(`
	_auth _auth_crypt _auth_pass _auth_salt _auth_user _auto_vacuum _busy_timeout _cache_size
	_case_sensitive_like _cslike _defer_fk _defer_foreign_keys _fk _foreign_keys _ignore_check_constraints
	_journal _journal_mode _loc _locking _locking_mode _mutex _query_only _recursive_triggers _rt
	_secure_delete _stmt_cache_size _sync _synchronous _timeout _txlock _vacuum _writable_schema
	cache immutable mode nolock psow vfs`)

// dsn turns on foreign keys unless the URL says otherwise: a database that is given
// constraints is to keep them.
func dsn(u *dburl.URL) (string, error) {
	if err := checkOptions(u.Params); err != nil {
		return "", err
	}
	withKeys := *u
	withKeys.Params = url.Values{}
	for key, values := range u.Params {
		withKeys.Params[key] = values
	}
	if !u.Params.Has("_fk") && !u.Params.Has("_foreign_keys") {
		withKeys.Params.Set("_foreign_keys", "on")
	}
	return withKeys.SQLiteDSN()
}

func checkOptions(params url.Values) error {
	for _, key := range slices.Sorted(maps.Keys(params)) {
		if !slices.Contains(options, key) {
			hint := ""
			if near := spelling.Nearest(key, options, len(key)/3+1); near != "" {
				hint = fmt.Sprintf("did you mean %q? ", near)
			}
			return fmt.Errorf("gild: sqlite: unknown option %q: %sknown are %s", key, hint, strings.Join(options, ", "))
		}
	}
	return nil
}

// pool gives a database in memory its single connection: every connection would have a
// database of its own, gone when it is closed.
func pool(u *dburl.URL) pooling.Config {
	path, query, _ := strings.Cut(strings.TrimPrefix(u.Database, "file:"), "?")
	params, _ := url.ParseQuery(query)
	inMemory := path == "" || path == ":memory:" || u.Params.Get("mode") == "memory" || params.Get("mode") == "memory"
	return pooling.Config{Single: inMemory}
}
