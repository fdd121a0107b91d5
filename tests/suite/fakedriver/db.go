package fakedriver

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// DB is a database as a test wants it. Its exported fields are set before use; then it is safe for
// concurrent use.
type DB struct {
	// Conn, Stmt and Rows are the optional interfaces of connections, statements and rows. A set that does
	// not exist (see ConnSets) is an error of Connect.
	Conn ConnFeatures
	Stmt StmtFeatures
	Rows RowsFeatures
	// WithoutDriverContext leaves driver.DriverContext out of the driver.
	WithoutDriverContext bool
	// WithCloser makes the connector an io.Closer.
	WithCloser bool

	// Fail returns what a call fails with, given as the log shows it. Nil lets all succeed.
	Fail func(event string) error
	// Results returns the result sets of a query; nil gives each query one row of a column "a", int64(1).
	Results func(query string) []ResultSet
	// NumInput returns how many arguments a statement takes. Nil counts its question marks.
	NumInput func(query string) int
	// Check and StmtCheck are the checks of connections and statements that have them. Nil accepts every
	// value as it is.
	Check, StmtCheck func(nv *driver.NamedValue) error
	// Convert is the ColumnConverter of statements that have it. Nil is driver.DefaultParameterConverter.
	Convert func(column int) driver.ValueConverter

	mu     sync.Mutex // protects following fields
	events []string
	opened int
}

// ResultSet is one result of a query.
type ResultSet struct {
	Columns []Column
	Rows    [][]driver.Value
}

// Column is what rows tell of a column, as far as they have the interfaces to do so.
type Column struct {
	Name             string
	ScanType         reflect.Type
	DatabaseTypeName string
	Length           int64
	HasLength        bool
	Nullable         bool
	KnowsNullable    bool
	Precision, Scale int64
	IsDecimal        bool
}

// ctxKey is the type of ContextKey.
type ctxKey struct{}

// ContextKey is the key of a context's value that the log shows, to see which context reaches the driver.
var ContextKey any = ctxKey{}

// Take returns the calls since the last Take.
func (db *DB) Take() []string {
	db.mu.Lock()
	defer db.mu.Unlock()
	events := db.events
	db.events = nil
	return events
}

// Count returns how many calls since the last Take contain text.
func (db *DB) Count(text string) int {
	db.mu.Lock()
	defer db.mu.Unlock()
	n := 0
	for _, e := range db.events {
		if strings.Contains(e, text) {
			n++
		}
	}
	return n
}

// note notes a call, and fails if it is to.
func (db *DB) note(format string, args ...any) error {
	event := fmt.Sprintf(format, args...)
	db.mu.Lock()
	db.events = append(db.events, event)
	db.mu.Unlock()
	if db.Fail == nil {
		return nil
	}
	return db.Fail(event)
}

// results returns a copy nobody else has, as rows may be changed by those who read them.
func (db *DB) results(query string) []ResultSet {
	if db.Results == nil {
		return []ResultSet{{Columns: []Column{{Name: "a"}}, Rows: [][]driver.Value{{int64(1)}}}}
	}
	return db.Results(query)
}

// describe returns what of a context matters to a driver.
func describe(ctx context.Context) string {
	text := ""
	if v := ctx.Value(ContextKey); v != nil {
		text += fmt.Sprintf(" ctx=%v", v)
	}
	if _, limited := ctx.Deadline(); limited {
		text += " limited"
	}
	if ctx.Err() != nil {
		text += " done"
	}
	return text
}

// Driver returns the database's driver, with or without driver.DriverContext. Its data source name is
// noted, and "bad" is one that it refuses.
func (db *DB) Driver() driver.Driver {
	if db.WithoutDriverContext {
		return plainDriver{db}
	}
	return contextDriver{plainDriver{db}}
}

// Connector returns a connector of the database, which is an io.Closer if it is to be.
func (db *DB) Connector() driver.Connector {
	k := connector{db: db}
	if db.WithCloser {
		return closingConnector{k}
	}
	return k
}

var errBadName = errors.New("fakedriver: bad data source name")

type plainDriver struct{ db *DB }

func (d plainDriver) Open(dsn string) (driver.Conn, error) {
	if err := d.db.note("open %q", dsn); err != nil {
		return nil, err
	}
	if dsn == "bad" {
		return nil, errBadName
	}
	return d.db.connect()
}

type contextDriver struct{ plainDriver }

func (d contextDriver) OpenConnector(dsn string) (driver.Connector, error) {
	if err := d.db.note("open connector %q", dsn); err != nil {
		return nil, err
	}
	if dsn == "bad" {
		return nil, errBadName
	}
	return d.db.Connector(), nil
}

type connector struct{ db *DB }

func (k connector) Driver() driver.Driver { return k.db.Driver() }

func (k connector) Connect(ctx context.Context) (driver.Conn, error) {
	if err := k.db.note("connect%s", describe(ctx)); err != nil {
		return nil, err
	}
	return k.db.connect()
}

type closingConnector struct{ connector }

func (k closingConnector) Close() error { return k.db.note("close connector") }

func (db *DB) connect() (driver.Conn, error) {
	db.mu.Lock()
	db.opened++
	id := db.opened
	db.mu.Unlock()
	make, ok := conns[db.Conn]
	if !ok {
		return nil, fmt.Errorf("fakedriver: there is no connection with %s: see ConnSets", db.Conn)
	}
	return make(&conn{db, id}), nil
}
