package sqlcomment_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/wrap/sqlcomment"
)

// sent opens a database that notes the texts that the driver gets, and whether they were found
// prepared.
func sent(t *testing.T, settings ...sqlcomment.Setting) (db *sql.DB, texts *[]string, kept *int) {
	texts, kept = new([]string), new(int)
	db, err := gild.Open("sqlite://", sqlcomment.Option(settings...), gild.WithEvents(gild.Events{
		AfterExecute: func(_ context.Context, e *gild.Execution) {
			*texts = append(*texts, e.SQL)
			if e.Cached {
				*kept++
			}
		},
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, texts, kept
}

func TestTags(t *testing.T) {
	db, texts, kept := sent(t, sqlcomment.Tag("application", "a shop's */"), nil)
	ctx := sqlcomment.With(t.Context(), "route", "/orders")
	for range 3 {
		if _, err := gild.All[int](ctx, db, expr.Select(expr.Val(1))); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRowContext(t.Context(), "select 1 -- one").Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	const application = "application='a%20shop%27s%20%2A%2F'"
	want := []string{"/*" + application + ",route='%2Forders'*/", "select 1 /*" + application + "*/ -- one"}
	for i, text := range *texts {
		if i%2 == 1 && text != want[1] || i%2 == 0 && !hasSuffix(text, want[0]) {
			t.Errorf("sent %q", text)
		}
	}
	if *kept < 3 { // the statement twice, the text from the third time on
		t.Errorf("%d statements were found prepared", *kept)
	}
}

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// A trace is in what is run, and in nothing that is kept.
func TestTrace(t *testing.T) {
	n := "0"
	db, texts, kept := sent(t, sqlcomment.WithTrace(func(context.Context) string { n += "0"; return n }))
	stmt, err := db.PrepareContext(t.Context(), "select 2")
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	for range 3 {
		if err := db.QueryRowContext(t.Context(), "select 1").Scan(new(int)); err != nil {
			t.Fatal(err)
		}
		if err := stmt.QueryRowContext(t.Context()).Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Contains(*texts, "select 1 /*traceparent='000'*/") || !slices.Contains(*texts, "select 2") {
		t.Errorf("sent %q", *texts)
	}
	if *kept > 0 {
		t.Errorf("%d statements with a trace were kept", *kept)
	}
}
