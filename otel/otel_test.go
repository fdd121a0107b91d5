package otel_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap"
)

func TestMain(m *testing.M) { servers.Main(m) }

var (
	meta  = schema.NewMetaData()
	users = schema.Define[struct {
		schema.Table `gild:"users"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Email        expr.Col[string] `gild:"email,size=50,unique"`
	}](meta)
)

// recorder keeps the spans of a test.
type recorder struct {
	*tracetest.InMemoryExporter
	provider *sdk.TracerProvider
}

func newRecorder(t *testing.T) *recorder {
	exporter := tracetest.NewInMemoryExporter()
	provider := sdk.NewTracerProvider(sdk.WithSyncer(exporter))
	t.Cleanup(func() { _ = provider.Shutdown(context.Background()) })
	return &recorder{exporter, provider}
}

func (r *recorder) tracing(options ...otel.Option) *otel.Tracing {
	return otel.New(append([]otel.Option{nil, otel.WithTracerProvider(r.provider)}, options...)...)
}

// one returns the only span since the last call.
func (r *recorder) one(t *testing.T) tracetest.SpanStub {
	t.Helper()
	spans := r.take()
	if len(spans) != 1 {
		t.Fatalf("got %d spans %v, want one", len(spans), names(spans))
	}
	return spans[0]
}

// take leaves out the spans of connections: when they are made, a test seldom knows.
func (r *recorder) take() tracetest.SpanStubs {
	defer r.Reset()
	return slices.DeleteFunc(r.GetSpans(), func(s tracetest.SpanStub) bool { return s.Name == "CONNECT" })
}

func names(spans tracetest.SpanStubs) []string {
	var names []string
	for _, s := range spans {
		names = append(names, s.Name)
	}
	return names
}

// attributes is what a span says, in text.
type attributes map[string]string

func attributesOf(s tracetest.SpanStub) attributes {
	all := attributes{}
	for _, a := range s.Attributes {
		all[string(a.Key)] = a.Value.String()
	}
	return all
}

func wantAttributes(t *testing.T, s tracetest.SpanStub, want attributes) {
	t.Helper()
	if got := attributesOf(s); !maps.Equal(got, want) {
		t.Errorf("attributes of %q:\ngot  %v\nwant %v", s.Name, got, want)
	}
}

// wantNowhere checks that no part of the spans contains any of the values.
func wantNowhere(t *testing.T, spans tracetest.SpanStubs, values ...string) {
	t.Helper()
	exported, err := json.Marshal(spans)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if strings.Contains(string(exported), v) {
			t.Errorf("%q is in the spans: %s", v, exported)
		}
	}
}

// databases are those that a test of both runs on.
var databases = map[string]func(testing.TB, wrap.Server, *otel.Tracing) *sql.DB{
	"sqlite": sqliteDB, "postgres": postgresDB,
}

func insertUser(email string) expr.Statement {
	return expr.Insert(users).Values(users.Email.Set(email))
}

func selectUser(email string) expr.Statement {
	return expr.Select(users.ID).Where(users.Email.Eq(email))
}

// sqliteDB opens a new SQLite database with a table users.
func sqliteDB(t testing.TB, server wrap.Server, tracing *otel.Tracing) *sql.DB {
	t.Helper()
	real := file{servers.SQLite(t), &sqlite3.SQLiteDriver{}}
	return openDB(t, real, wrap.Config{Dialect: sqlite.Dialect, Server: server}, tracing)
}

// postgresDB opens a new PostgreSQL schema with a table users.
func postgresDB(t testing.TB, server wrap.Server, tracing *otel.Tracing) *sql.DB {
	t.Helper()
	real, err := pq.NewConnector(servers.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	return openDB(t, real, wrap.Config{Dialect: postgres.Dialect, Server: server}, tracing)
}

func openDB(t testing.TB, real driver.Connector, config wrap.Config, tracing *otel.Tracing) *sql.DB {
	t.Helper()
	setup := sql.OpenDB(wrap.NewConnector(real, nil, config))
	defer setup.Close()
	if err := meta.CreateAll(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	config.Interceptors = append(config.Interceptors, tracing)
	db := sql.OpenDB(wrap.NewConnector(real, nil, config))
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// file is a connector for the database in a file.
type file struct {
	path string
	drv  driver.Driver
}

func (f file) Connect(context.Context) (driver.Conn, error) { return f.drv.Open(f.path) }
func (f file) Driver() driver.Driver                        { return f.drv }

// mustExec and mustDrain run text that has to succeed.
func mustExec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func mustDrain(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err == nil {
		err = drain(rows)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func drain(rows *sql.Rows) error {
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}
