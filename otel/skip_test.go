package otel_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/ngrok/sqlmw"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/wrap"
)

// A driver that skips its connections' Exec and Query has its calls prepared by
// database/sql. No span is started for what is skipped, not even one that never ends.
func TestSkip(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans))
	tracing := otel.New(otel.WithTracerProvider(provider))
	db := sql.OpenDB(wrap.NewConnector(skipping{}, nil, wrap.Config{Interceptors: []wrap.Interceptor{tracing}}))
	defer db.Close()

	mustExec(t, db, "insert into users values (?)", 1)
	mustDrain(t, db, "select id from users where id = ?", 1)
	if _, err := db.ExecContext(t.Context(), "broken"); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}

	var got []string
	for _, s := range spans.Started() {
		got = append(got, s.Name())
	}
	if !slices.Equal(got, []string{"CONNECT", "INSERT users", "SELECT users", "BROKEN"}) {
		t.Errorf("started %q", got)
	}
	if ended := spans.Ended(); len(ended) != len(got) {
		t.Errorf("%d ended", len(ended))
	}
}

// Statements of the expression language, which database/sql cannot prepare, have a span
// on such a driver too: DDL, and one that is run while its rows are being read.
func TestSkipStatement(t *testing.T) {
	r := newRecorder(t)
	dialect := sqlite.Dialect.Clone()
	dialect.VersionQuery = ""
	db := sql.OpenDB(wrap.NewConnector(skipping{}, nil, wrap.Config{Dialect: dialect, Interceptors: []wrap.Interceptor{r.tracing()}}))
	defer db.Close()
	db.SetMaxOpenConns(1)

	if _, err := db.ExecContext(t.Context(), "", &schema.CreateTable{Table: meta.Table("users")}); err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	outer, err := conn.QueryContext(t.Context(), "", selectUser("a"))
	if err != nil {
		t.Fatal(err)
	}
	inner, err := conn.QueryContext(t.Context(), "", selectUser("b"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(drain(inner), drain(outer)); err != nil {
		t.Fatal(err)
	}
	if got := names(r.take()); !slices.Equal(got, []string{"CREATE TABLE users", "SELECT users", "SELECT users"}) {
		t.Errorf("spans %q", got)
	}
}

// Without gild around it, Tracing is an interceptor like others.
func TestWithoutGild(t *testing.T) {
	r := newRecorder(t)
	k, err := sqlmw.Driver(skipping{}, r.tracing()).(driver.DriverContext).OpenConnector("")
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(k)
	defer db.Close()
	mustDrain(t, db, "select id from users where id = ?", 1)
	span := r.one(t)
	wantAttributes(t, span, attributes{
		"db.system.name":     "other_sql",
		"db.operation.name":  "SELECT",
		"db.collection.name": "users",
		"db.query.summary":   "SELECT users",
		"db.query.text":      "select id from users where id = ?",

		"db.response.returned_rows": "0",
	})
}

var errBroken = errors.New("broken")

// skipping is a driver, a connector, a connection and a statement.
type skipping struct{}

func (d skipping) Open(string) (driver.Conn, error)               { return d, nil }
func (d skipping) OpenConnector(string) (driver.Connector, error) { return d, nil }
func (d skipping) Connect(context.Context) (driver.Conn, error)   { return d, nil }
func (d skipping) Driver() driver.Driver                          { return d }
func (d skipping) Close() error                                   { return nil }
func (d skipping) Begin() (driver.Tx, error)                      { return nil, errBroken }

func (d skipping) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	return nil, driver.ErrSkip
}

func (d skipping) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return nil, driver.ErrSkip
}

func (d skipping) Prepare(query string) (driver.Stmt, error) {
	if query == "broken" {
		return nil, errBroken
	}
	return prepared{}, nil
}

type prepared struct{}

func (prepared) Close() error                               { return nil }
func (prepared) NumInput() int                              { return -1 }
func (prepared) Exec([]driver.Value) (driver.Result, error) { return driver.RowsAffected(1), nil }
func (prepared) Query([]driver.Value) (driver.Rows, error)  { return noRows{}, nil }

type noRows struct{}

func (noRows) Columns() []string         { return []string{"id"} }
func (noRows) Close() error              { return nil }
func (noRows) Next([]driver.Value) error { return io.EOF }
