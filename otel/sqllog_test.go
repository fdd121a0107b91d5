package otel_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	"github.com/gildsql/gild/tests/live"
)

// records keeps the attributes of what is logged. It is safe for concurrent use.
type records struct {
	mu  sync.Mutex // protects following field
	all []attributes
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }
func (r *records) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *records) WithGroup(string) slog.Handler            { return r }

func (r *records) Handle(_ context.Context, record slog.Record) error {
	made := attributes{}
	record.Attrs(func(a slog.Attr) bool {
		made[a.Key] = a.Value.Resolve().String()
		return true
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, made)
	return nil
}

func (r *records) take() []attributes {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.all
	r.all = nil
	return slices.DeleteFunc(taken, func(a attributes) bool { return a["db.operation.name"] == "CONNECT" })
}

// What only logs have.
var onlyLogged = []string{"args", "rows_affected", "duration", "cached", "error", "isolation", "read_only", "transaction"}

// The log has the fields of the traces, with the same values.
func TestLogLikeTraces(t *testing.T) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{
		"sqlite": live.SQLite, "postgres": live.Postgres, "pgx": live.PGX, "mariadb": live.MySQL,
	} {
		t.Run(name, func(t *testing.T) {
			r, logged := newRecorder(t), &records{}
			db := open(t, gild.WithInterceptors(r.tracing()), gild.WithLogger(slog.New(logged)))
			same := func(what string, do func() error) {
				t.Helper()
				r.take()
				logged.take()
				if err := do(); err != nil {
					t.Fatal(what, err)
				}
				traced := slices.DeleteFunc(r.take(), func(s tracetest.SpanStub) bool { return s.Name == "TRANSACTION" })
				wantSame(t, what, traced, logged.take())
			}
			exec := func(query string, args ...any) func() error {
				return func() error { _, err := db.ExecContext(t.Context(), query, args...); return err }
			}
			fails := func(do func() error) func() error {
				return func() error {
					if do() == nil {
						return errors.New("no error")
					}
					return nil
				}
			}
			same("DDL", exec("create table t (id int primary key, name varchar(20))"))
			same("exec", exec("insert into t values (1, 'secret')"))
			same("query", func() error {
				return db.QueryRowContext(t.Context(), "select name from t where id = 1").Scan(new(string))
			})
			same("unique", fails(exec("insert into t values (1, 'secret')")))
			same("syntax", fails(exec("nonsense")))
			ended, cancel := context.WithCancel(t.Context())
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			same("cancelled", fails(func() error { _, err := tx.ExecContext(ended, "insert into t values (2, 'b')"); return err }))
			_ = tx.Rollback()
			same("transaction", func() error {
				tx, err := db.BeginTx(t.Context(), nil)
				if err != nil {
					return err
				}
				return tx.Commit()
			})
		})
	}
}

func wantSame(t *testing.T, what string, spans tracetest.SpanStubs, logged []attributes) {
	t.Helper()
	if len(spans) != len(logged) {
		t.Errorf("%s: spans %q, logged %v", what, names(spans), logged)
		return
	}
	for i, s := range spans {
		maps.DeleteFunc(logged[i], func(key, _ string) bool { return slices.Contains(onlyLogged, key) })
		if traced := attributesOf(s); !maps.Equal(traced, logged[i]) {
			t.Errorf("%s: %s\ntraced %v\nlogged %v", what, s.Name, strings.TrimSpace(show(traced)), show(logged[i]))
		}
	}
}

func show(a attributes) string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(a)) {
		lines = append(lines, key+"="+a[key])
	}
	return strings.Join(lines, " ")
}
