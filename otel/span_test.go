package otel_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap"
)

func TestText(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	const query = "select email from users where id > ?"
	mustDrain(t, db, query, 7)

	span := r.one(t)
	if span.Name != "SELECT users" {
		t.Errorf("name %q", span.Name)
	}
	if span.SpanKind != trace.SpanKindClient {
		t.Errorf("kind %v", span.SpanKind)
	}
	if span.Status.Code != codes.Unset || span.Status.Description != "" || len(span.Events) > 0 {
		t.Errorf("status %+v, events %v", span.Status, span.Events)
	}
	if scope := span.InstrumentationScope; scope.Name != "github.com/gildsql/gild/otel" || scope.SchemaURL == "" {
		t.Errorf("scope %+v", scope)
	}
	wantAttributes(t, span, attributes{
		"db.system.name": "sqlite",
		"db.query.text":  query,

		"db.response.returned_rows": "0",
		"db.operation.name":         "SELECT",
		"db.collection.name":        "users",
		"db.query.summary":          "SELECT users",
	})
}

func TestExec(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	mustExec(t, db, "insert into users (email) values (?)", "e@x")

	span := r.one(t)
	if span.Name != "INSERT users" {
		t.Errorf("name %q", span.Name)
	}
	wantAttributes(t, span, attributes{
		"db.system.name":     "sqlite",
		"db.query.text":      "insert into users (email) values (?)",
		"db.operation.name":  "INSERT",
		"db.collection.name": "users",
		"db.query.summary":   "INSERT users",
	})
}

// Statements of the expression language: as rows, into a sink, and for their effect.
func TestStatement(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	mustExec(t, db, "", insertUser("e@x"))
	inserted := r.one(t)

	query := expr.Select(users.ID).Where(users.Email.Like("e%")).Limit(3)
	mustDrain(t, db, "", query)
	queried := r.one(t)
	var ids typemap.Slice[int64]
	mustExec(t, db, "", query, &ids)
	sunk := r.one(t)
	if ids.Len() != 1 {
		t.Errorf("%d rows in the sink", ids.Len())
	}

	if inserted.Name != "INSERT users" || queried.Name != "SELECT users" || sunk.Name != "SELECT users" {
		t.Errorf("names %q, %q, %q", inserted.Name, queried.Name, sunk.Name)
	}
	text, _, err := sqlite.Dialect.SQL(query)
	if err != nil {
		t.Fatal(err)
	}
	want := attributes{
		"db.system.name": "sqlite",
		"db.query.text":  text,

		"db.response.returned_rows": "1",
		"db.operation.name":         "SELECT",
		"db.collection.name":        "users",
		"db.query.summary":          "SELECT users",
	}
	wantAttributes(t, queried, want)
	wantAttributes(t, sunk, want)
}

func TestPrepared(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{Database: "app"}, r.tracing())
	insert, err := db.PrepareContext(t.Context(), "insert into users (email) values (?)")
	if err != nil {
		t.Fatal(err)
	}
	defer insert.Close()
	if span := r.one(t); span.Name != "PREPARE INSERT users" {
		t.Errorf("prepared: %q", span.Name)
	}
	for i := range 2 {
		if _, err := insert.ExecContext(t.Context(), fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		span := r.one(t)
		if span.Name != "INSERT users" {
			t.Errorf("name %q", span.Name)
		}
		wantAttributes(t, span, attributes{
			"db.system.name":     "sqlite",
			"db.namespace":       "app",
			"db.query.text":      "insert into users (email) values (?)",
			"db.operation.name":  "INSERT",
			"db.collection.name": "users",
			"db.query.summary":   "INSERT users",
		})
	}

	count, err := db.PrepareContext(t.Context(), "select count(*) from users")
	if err != nil {
		t.Fatal(err)
	}
	defer count.Close()
	r.take()
	var n int
	if err := count.QueryRowContext(t.Context()).Scan(&n); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if span := r.one(t); span.Name != "SELECT users" || attributesOf(span)["db.system.name"] != "sqlite" {
		t.Errorf("%q with %v", span.Name, span.Attributes)
	}
}

func TestParent(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	ctx, parent := r.provider.Tracer("test").Start(t.Context(), "request")
	rows, err := db.QueryContext(ctx, "select 1 from users")
	if err != nil {
		t.Fatal(err)
	}
	if err := drain(rows); err != nil {
		t.Fatal(err)
	}
	parent.End()
	mustDrain(t, db, "select 1 from users")

	spans := r.take()
	if len(spans) != 3 {
		t.Fatalf("spans %v", names(spans))
	}
	child, orphan := spans[0], spans[2]
	if got, want := child.Parent.SpanID(), parent.SpanContext().SpanID(); got != want {
		t.Errorf("parent %v, want %v", got, want)
	}
	if got, want := child.SpanContext.TraceID(), parent.SpanContext().TraceID(); got != want {
		t.Errorf("trace %v, want %v", got, want)
	}
	if orphan.Parent.IsValid() || !orphan.SpanContext.IsValid() {
		t.Errorf("without a caller's span: parent %v of %v", orphan.Parent, orphan.SpanContext)
	}
}

func TestServer(t *testing.T) {
	r := newRecorder(t)
	db := postgresDB(t, wrap.Server{Address: "db.example.com", Port: 6432, Database: "shop"}, r.tracing())
	mustDrain(t, db, "select id from users where id = $1", 1)
	span := r.one(t)
	wantAttributes(t, span, attributes{
		"db.system.name": "postgresql",
		"db.namespace":   "shop",
		"server.address": "db.example.com",
		"server.port":    "6432",
		"db.query.text":  "select id from users where id = $1",

		"db.response.returned_rows": "0",
		"db.operation.name":         "SELECT",
		"db.collection.name":        "users",
		"db.query.summary":          "SELECT users",
	})
}

// A span lasts until the rows are closed.
func TestDuration(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	before := time.Now()
	rows, err := db.QueryContext(t.Context(), "select id from users")
	if err != nil {
		t.Fatal(err)
	}
	const pause = 30 * time.Millisecond
	time.Sleep(pause)
	if spans := r.take(); len(spans) > 0 {
		t.Errorf("spans %v while the rows are open", names(spans))
	}
	if err := drain(rows); err != nil {
		t.Fatal(err)
	}
	span := r.one(t)
	if took := span.EndTime.Sub(span.StartTime); took < pause {
		t.Errorf("%v, with the rows open for %v", took, pause)
	}
	if span.StartTime.Before(before) || span.EndTime.After(time.Now()) {
		t.Errorf("from %v to %v", span.StartTime, span.EndTime)
	}
}

func TestLiterals(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	mustExec(t, db, "insert into users (id, email) values (4711, 'secret@x')")
	span := r.one(t)
	if got := attributesOf(span)["db.query.text"]; got != "insert into users (id, email) values (?, ?)" {
		t.Errorf("text %q", got)
	}
	mustDrain(t, db, "", expr.Text("select 'secret@x' from users where id = 4711"))
	span = r.one(t)
	if got := attributesOf(span)["db.query.text"]; got != "select ? from users where id = ?" || span.Name != "SELECT users" {
		t.Errorf("%s: text of expr.Text %q", span.Name, got)
	}
	mustDrain(t, db, "select 'kept' from users where id = ?", 4711)
	span = r.one(t)
	if got := attributesOf(span)["db.query.text"]; got != "select 'kept' from users where id = ?" {
		t.Errorf("text with arguments %q", got)
	}
}

func TestWithoutQueryText(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing(otel.WithoutQueryText()))
	mustDrain(t, db, "select id from users")
	if _, err := db.ExecContext(t.Context(), "select nonsense from users"); err == nil {
		t.Fatal("no error")
	}
	spans := r.take()
	for _, span := range spans {
		if text, ok := attributesOf(span)["db.query.text"]; ok {
			t.Errorf("text %q", text)
		}
	}
	wantNowhere(t, spans, "nonsense")
	if len(spans) != 2 || spans[0].Name != "SELECT users" {
		t.Errorf("spans %v", names(spans))
	}
}

func TestConcurrent(t *testing.T) {
	r := newRecorder(t)
	db := sqliteDB(t, wrap.Server{}, r.tracing())
	const goroutines, queries = 8, 20
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range queries {
				ctx, cancel := context.WithCancel(context.Background())
				rows, err := db.QueryContext(ctx, "select id from users where id = ?", 1)
				if err != nil {
					t.Error(err)
				} else if err := drain(rows); err != nil {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	spans := r.take()
	if len(spans) != goroutines*queries {
		t.Errorf("%d spans", len(spans))
	}
	for _, span := range spans {
		if span.Status.Code != codes.Unset {
			t.Errorf("status %+v", span.Status)
		}
	}
}
