package main

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/ngrok/sqlmw"
)

// table collects an answer for printing.
type table struct {
	head []string
	rows [][]string
}

func newTable(head ...string) *table { return &table{head: head} }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// print shows the question, the SQL that has been sent for it, and the answer.
func (t *table) print(question string, sent *sentSQL) {
	fmt.Fprintf(sent.out, "\n== %s\n\n", question)
	for _, q := range sent.take() {
		fmt.Fprintln(sent.out, "   "+strings.ReplaceAll(q, "\n", "\n   "))
	}
	fmt.Fprintln(sent.out)
	w := tabwriter.NewWriter(sent.out, 0, 0, 2, ' ', 0)
	rule := make([]string, len(t.head))
	for i, h := range t.head {
		rule[i] = strings.Repeat("-", len(h))
	}
	for _, row := range append([][]string{t.head, rule}, t.rows...) {
		fmt.Fprintln(w, "   "+strings.Join(row, "\t"))
	}
	w.Flush()
}

func shorten(s *string, n int) string {
	switch {
	case s == nil:
		return "-"
	case len(*s) <= n:
		return *s
	}
	return (*s)[:n] + "..."
}

// sentSQL is an interceptor that notes each statement on its way to the database, for
// print. One goroutine uses it here; it has no lock.
type sentSQL struct {
	sqlmw.NullInterceptor
	out        io.Writer
	statements []string
}

func (s *sentSQL) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	s.statements = append(s.statements, query)
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

func (s *sentSQL) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	s.statements = append(s.statements, query)
	return conn.ExecContext(ctx, query, args)
}

// take returns the statements since the last call, each once.
func (s *sentSQL) take() []string {
	seen := map[string]bool{}
	var out []string
	for _, q := range s.statements {
		if !seen[q] {
			out = append(out, q)
		}
		seen[q] = true
	}
	s.statements = nil
	return out
}

func (s *sentSQL) count() string {
	n := len(s.statements)
	return fmt.Sprintf("%d statements, %d different ones", n, len(s.take()))
}
