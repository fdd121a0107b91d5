package gild

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap"
)

// ErrNoInspector says that gild cannot read the catalog of this kind of database.
var ErrNoInspector = errors.New("gild: the database's catalog cannot be read")

// ErrNoSuchTable is what errors.Is asks a *NoSuchTableError for.
var ErrNoSuchTable = errors.New("gild: no such table")

// NoSuchTableError says that a database has no table or view of a name. It is of the class
// ErrUndefined, too.
type NoSuchTableError struct {
	Table schema.Name
	Near  string // the name of a table that may be meant, empty for none
}

// Error names the table, and the one that may be meant.
func (e *NoSuchTableError) Error() string {
	text := fmt.Sprintf("gild: there is no table or view %q", e.Table)
	if e.Near != "" {
		text += fmt.Sprintf(": is %q meant?", e.Near)
	}
	return text
}

// Is reports whether target is ErrNoSuchTable or ErrUndefined.
func (e *NoSuchTableError) Is(target error) bool {
	return target == ErrNoSuchTable || target == error(dialect.ErrorUndefined)
}

// Inspector reads what a database has: tables, columns, constraints and all else that its catalog
// tells. It is about one schema, the default one unless In says another. Without a schema, names
// are looked for where statements would find them: along the search path on PostgreSQL. Names are the
// database's, whatever WithSchemas and InSchemas say.
//
// What was read is kept and not asked for again until Clear. Values belong to the caller only
// until they are changed: they are shared with later calls. An Inspector is safe for concurrent
// use; on a *sql.Tx or *sql.Conn one reading runs at a time.
//
// Methods that are about one table return a *NoSuchTableError if there is none; other errors are
// those of All.
type Inspector struct {
	db      DB
	dialect *dialect.Dialect
	version dialect.Version
	schema  string
	kept    *keptCatalog
	// schemaNames are what statements call schemas, canon is how definitions are kept.
	schemaNames map[string]string
	canon       schema.Canon
}

// keptCatalog is what an Inspector has read.
type keptCatalog struct {
	mu     sync.Mutex // protects following field
	values map[keptKey]any
}

// keptKey tells one reading from all others. Without names it is of all tables.
type keptKey struct{ aspect, schema, names string }

// Inspect returns an Inspector for a *sql.DB, *sql.Tx or *sql.Conn opened through gild. It asks the
// server for its version, if nothing has before. The error is ErrNoInspector for a
// database whose catalog gild cannot read, expr.ErrNotGild for a db not opened through gild.
func Inspect(ctx context.Context, db DB) (*Inspector, error) {
	if isNil(db) {
		return nil, errNilDB
	}
	var who wrap.Inquiry
	if _, err := db.ExecContext(ctx, expr.ChannelText, &who); err != nil {
		return nil, ungilded(err)
	}
	if who.Dialect.Inspector == nil {
		return nil, fmt.Errorf("%w: the dialect %q has no Inspector", ErrNoInspector, who.Dialect.Name)
	}
	return &Inspector{
		db: db, dialect: who.Dialect, version: who.Version, kept: &keptCatalog{values: map[keptKey]any{}},
		schemaNames: who.Schemas(), canon: who.Canon(),
	}, nil
}

// In returns an Inspector for another schema, empty for the default one: a database on MySQL, an
// attached one on SQLite. What is kept is shared.
func (i *Inspector) In(schema string) *Inspector {
	other := *i
	other.schema = schema
	return &other
}

// Dialect returns the dialect of the database.
func (i *Inspector) Dialect() *dialect.Dialect { return i.dialect }

// Clear forgets what was read.
func (i *Inspector) Clear() {
	i.kept.mu.Lock()
	defer i.kept.mu.Unlock()
	clear(i.kept.values)
}

// readKept returns what is kept of a reading, or reads it.
func readKept[T any](ctx context.Context, i *Inspector, aspect string, names []string, read func(r *dialect.Reading) (T, error)) (T, error) {
	var found T
	if read == nil { // the database has none
		return found, nil
	}
	key := keptKey{aspect, i.schema, strings.Join(names, "\x00")}
	i.kept.mu.Lock()
	defer i.kept.mu.Unlock()
	if kept, ok := i.kept.values[key]; ok {
		return kept.(T), nil
	}
	found, err := read(&dialect.Reading{Context: ctx, Version: i.version, Schema: i.schema, Names: names, Send: i.send})
	if err != nil {
		return found, fault.Errorf("reading the %s of the database: %w", aspect, err)
	}
	i.kept.values[key] = found
	return found, nil
}

func (i *Inspector) send(ctx context.Context, query *expr.TextStmt, sink typemap.Sink) error {
	return Into(ctx, i.db, query, sink)
}
