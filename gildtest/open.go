package gildtest

import (
	"context"
	"database/sql"
	"slices"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/wrap/guard"
)

// Open opens a database as gild.Open does, and fails the test at once if that fails. At the end
// of the test it fails it for rows and transactions that are still open, with the stacks of those
// who have opened them, and closes the database.
func Open(t testing.TB, url string, options ...gild.Option) *sql.DB {
	t.Helper()
	g := guard.New(guard.Config{LeakAfter: time.Hour, Report: func(context.Context, guard.Finding) {}})
	db, err := gild.Open(url, slices.Concat(options, []gild.Option{gild.WithEvents(g.Events())})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		t.Helper()
		leaked := stillOpen(g)
		for _, f := range leaked {
			what := "a transaction"
			if f.SQL != "" {
				what = "the rows of " + f.SQL
			}
			t.Errorf("gildtest: %s: nobody has ended it. It was opened by\n%s", what, f.Stack)
		}
		if leaked != nil { // Close would wait for them
			go db.Close()
			return
		}
		if err := db.Close(); err != nil {
			t.Errorf("gildtest: closing the database: %v", err)
		}
	})
	return db
}

// patience is how long goroutines that close something have after the test's end: database/sql
// closes what belongs to a context by one of its own.
const patience = 200 * time.Millisecond

func stillOpen(g *guard.Guard) []guard.Finding {
	for end := time.Now().Add(patience); ; time.Sleep(patience / 20) {
		if open := g.Open(); len(open) == 0 || time.Now().After(end) {
			return open
		}
	}
}
