package otel_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/wrap"
)

const secret = "hunter2"

// wantFailure checks the outcome of a span.
func wantFailure(t *testing.T, span tracetest.SpanStub, code, kind, description string) {
	t.Helper()
	if span.Status.Code != codes.Error || span.Status.Description != description {
		t.Errorf("status %+v, want an error with description %q", span.Status, description)
	}
	got := attributesOf(span)
	if got["error.type"] != kind {
		t.Errorf("error.type %q, want %q", got["error.type"], kind)
	}
	if status, ok := got["db.response.status_code"]; status != code || ok != (code != "") {
		t.Errorf("db.response.status_code %q, want %q", status, code)
	}
}

func TestFailureSQLite(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	const insert = "insert into users (email) values (?)"
	mustExec(t, db, insert, secret)
	r.take()

	t.Run("exec", func(t *testing.T) {
		if _, err := db.ExecContext(t.Context(), insert, secret); err == nil {
			t.Fatal("no error")
		}
		span := r.one(t)
		wantFailure(t, span, "2067", "2067", "constraint failed (result code 2067)")
		wantNowhere(t, tracetest.SpanStubs{span}, secret)
	})
	t.Run("query", func(t *testing.T) {
		if _, err := db.QueryContext(t.Context(), "select nonsense from users"); err == nil {
			t.Fatal("no error")
		}
		wantFailure(t, r.one(t), "1", "1", "SQL logic error (result code 1)")
	})
	t.Run("rows", func(t *testing.T) {
		rows, err := db.QueryContext(t.Context(), "select 1 union all select abs(id - 9223372036854775807 - 2) from users")
		if err == nil {
			err = drain(rows)
		}
		if err == nil {
			t.Fatal("no error")
		}
		wantFailure(t, r.one(t), "1", "1", "SQL logic error (result code 1)")
	})
	t.Run("prepare", func(t *testing.T) {
		if _, err := db.PrepareContext(t.Context(), "insert into nowhere values (?)"); err == nil {
			t.Fatal("no error")
		}
		span := r.one(t)
		if span.Name != "PREPARE INSERT nowhere" {
			t.Errorf("name %q", span.Name)
		}
		wantFailure(t, span, "1", "1", "SQL logic error (result code 1)")
	})
	t.Run("prepared", func(t *testing.T) {
		stmt, err := db.PrepareContext(t.Context(), insert)
		if err != nil {
			t.Fatal(err)
		}
		defer stmt.Close()
		r.take()
		if _, err := stmt.ExecContext(t.Context(), secret); err == nil {
			t.Fatal("no error")
		}
		wantFailure(t, r.one(t), "2067", "2067", "constraint failed (result code 2067)")
	})
}

func TestFailurePostgres(t *testing.T) {
	r := newRecorder(t)
	db := postgresDB(t, wrap.Server{}, r.tracing())
	const insert = "insert into users (email) values ($1)"
	mustExec(t, db, insert, secret)
	r.take()

	for _, test := range []struct {
		name, query, code, description string
	}{
		{"unique", insert, "23505", "integrity constraint violation (SQLSTATE 23505)"},
		{"value in the message", "select $1::text::int", "22P02", "data exception (SQLSTATE 22P02)"},
		{"syntax error of the value", "select to_tsquery($1 || ' &')", "42601", "syntax error or access rule violation (SQLSTATE 42601)"},
		{"table", "select * from nowhere where a = $1", "42P01", "syntax error or access rule violation (SQLSTATE 42P01)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, err := db.QueryContext(t.Context(), test.query, secret)
			if err == nil {
				err = drain(rows)
			}
			if err == nil {
				t.Fatal("no error")
			}
			span := r.one(t)
			wantFailure(t, span, test.code, test.code, test.description)
			wantNowhere(t, tracetest.SpanStubs{span}, secret)
		})
	}
}

func TestWithErrorMessages(t *testing.T) {
	r := newRecorder(t)
	db := postgresDB(t, wrap.Server{}, r.tracing(otel.WithErrorMessages()))
	err := db.QueryRowContext(t.Context(), "select $1::text::int", secret).Scan(new(int))
	if err == nil || !strings.Contains(err.Error(), secret) {
		t.Fatalf("error %v, want one with the value", err)
	}
	wantFailure(t, r.one(t), "22P02", "22P02", err.Error())
}

// No argument shows up anywhere, whether a call succeeds or fails.
func TestSecrets(t *testing.T) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			r := newRecorder(t)
			db := open(t, wrap.Server{}, r.tracing())
			insert := insertUser(secret)
			for range 2 { // the second one fails
				_, _ = db.ExecContext(t.Context(), "", insert)
			}
			_, _ = db.ExecContext(t.Context(), "insert into users (email) values ($1)", secret)
			mustDrain(t, db, "select id from users where email = $1", secret)
			mustDrain(t, db, "", selectUser(secret))
			stmt, err := db.PrepareContext(t.Context(), "select id from users where email = $1")
			if err != nil {
				t.Fatal(err)
			}
			defer stmt.Close()
			if err := stmt.QueryRowContext(t.Context(), secret).Scan(new(int64)); err != nil {
				t.Error(err)
			}
			spans := r.take()
			if len(spans) != 7 {
				t.Errorf("spans %v", names(spans))
			}
			wantNowhere(t, spans, secret)
		})
	}
}

func TestCancelled(t *testing.T) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			r := newRecorder(t)
			db := open(t, wrap.Server{}, r.tracing())
			if err := db.PingContext(t.Context()); err != nil { // which may take longer than what follows
				t.Fatal(err)
			}
			t.Run("query", func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				if err := slow(ctx, db); err == nil {
					t.Fatal("no error")
				}
				code := map[string]string{"postgres": "57014"}[name]
				wantFailure(t, r.one(t), code, "context.DeadlineExceeded", "context deadline exceeded")
			})
			t.Run("rows", func(t *testing.T) {
				mustExec(t, db, "insert into users (email) values ('a'), ('b')")
				r.take()
				ctx, cancel := context.WithCancel(t.Context())
				rows, err := db.QueryContext(ctx, "select id from users")
				if err != nil {
					t.Fatal(err)
				}
				if !rows.Next() {
					t.Fatal(rows.Err())
				}
				cancel()
				_ = rows.Close()
				if !errors.Is(ctx.Err(), context.Canceled) {
					t.Fatal(ctx.Err())
				}
				wantFailure(t, r.one(t), "", "context.Canceled", "context canceled")
			})
			t.Run("closed early", func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if err := db.QueryRowContext(ctx, "select id from users").Scan(new(int64)); err != nil {
					t.Fatal(err)
				}
				if span := r.one(t); span.Status.Code != codes.Unset {
					t.Errorf("status %+v", span.Status)
				}
			})
		})
	}
}

// A context that ends after the last row does no harm.
func TestCancelledTooLate(t *testing.T) {
	r := newRecorder(t)
	conn := instantConn(t, r.tracing())
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := conn.QueryContext(ctx, "select id from users", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := rows.Next(nil); err != io.EOF {
		t.Fatal(err)
	}
	cancel()
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if span := r.one(t); span.Status.Code != codes.Unset {
		t.Errorf("status %+v", span.Status)
	}
}

// slow runs a query for as long as ctx lets it.
func slow(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `
		with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000000)
		select count(*) from n`)
	if err != nil {
		return err
	}
	return drain(rows)
}
