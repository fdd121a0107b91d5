package suite

import (
	"context"
	"database/sql"
	"strings"
	"testing"
)

// A Subject is a real driver, bare and wrapped, as Run tests it.
type Subject struct {
	Name string
	// Bare and Wrapped open a new and empty database; both are of the same kind, with the same settings. The
	// suite closes neither: they are closed when the test ends.
	Bare, Wrapped func(tb testing.TB) *sql.DB
	SQL           SQL
	// ErrorAs returns what programs get out of the driver's own errors, such as a code, "" for others. It is
	// how errors.As is tested with the driver's type. It may be nil.
	ErrorAs func(error) string
	// Scrub takes out of a line what differs between two databases, such as their names. It may be nil.
	Scrub func(line string) string
	// Unwrap returns the driver's own connection for one that sql.Conn.Raw gives; nil if that is it.
	Unwrap func(conn any) any
	// Steps are the driver's own features, run like those of the suite.
	Steps []Step
	// Known are differences that the wrapper has and tells its users of, by the name of the step.
	Known []Difference
}

// SQL is how the database wants to be spoken to. The zero value does for SQLite.
type SQL struct {
	// Placeholder returns the n-th placeholder, from 1 on; nil is for "?".
	Placeholder func(n int) string
	// Types of columns; empty ones are blob, timestamp, double precision, numeric(8,2) and boolean.
	Bytes, Time, Float, Decimal, Bool string
	// Slow is a query that takes for ever, and can be cancelled. Without it nothing is cancelled.
	Slow string
	// Unprepared says that the empty text cannot be prepared, or not without harm to the driver.
	Unprepared bool
}

// A Step is a part of the suite: a program that is run on the bare and on the wrapped driver.
type Step struct {
	Name string
	Run  func(p *Program)
}

// A Program is one run of a step.
type Program struct {
	*Transcript
	Ctx context.Context
	// DB has a table t (id integer primary key, name varchar(20), score, ok, at, raw, price), empty.
	DB  *sql.DB
	sub *Subject
}

// Q returns a text with the database's placeholders in place of "?".
func (p *Program) Q(text string) string {
	if p.sub.SQL.Placeholder == nil {
		return text
	}
	parts := strings.Split(text, "?")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString(p.sub.SQL.Placeholder(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// Real returns the driver's own connection for one that sql.Conn.Raw gives, on either side.
func (p *Program) Real(conn any) any {
	if p.sub.Unwrap != nil {
		return p.sub.Unwrap(conn)
	}
	return conn
}

// Exec runs a text and notes the outcome.
func (p *Program) Exec(text string, args ...any) {
	r, err := p.DB.ExecContext(p.Ctx, p.Q(text), args...)
	p.Result(text, r, err)
}

// Query runs a text and notes all that it gives.
func (p *Program) Query(text string, args ...any) {
	rows, err := p.DB.QueryContext(p.Ctx, p.Q(text), args...)
	p.Rows(text, rows, err)
}

// Run runs every step on the bare and on the wrapped driver, each on a new database, and compares the
// transcripts. Each step is a subtest.
func Run(t *testing.T, s Subject) {
	known := newKnown(s.Known)
	t.Run(s.Name, func(t *testing.T) {
		for _, step := range append(steps(), s.Steps...) {
			t.Run(step.Name, func(t *testing.T) {
				bare := s.run(t, step, s.Bare(t))
				wrapped := s.run(t, step, s.Wrapped(t))
				known.judge(t, difference(wrapped, bare, true))
			})
		}
	})
	known.report(t)
}

func (s *Subject) run(t *testing.T, step Step, db *sql.DB) *Transcript {
	t.Helper()
	p := &Program{
		Transcript: &Transcript{tb: t, errorAs: s.ErrorAs, scrub: s.Scrub},
		Ctx:        context.Background(), DB: db, sub: s,
	}
	t.Cleanup(func() { _ = db.Close() })
	_, err := db.ExecContext(p.Ctx, s.SQL.table())
	p.Check(err)
	step.Run(p)
	p.settled(db)
	p.pool(db)
	return p.Transcript
}

func (s *SQL) table() string {
	or := func(name, other string) string {
		if name == "" {
			return other
		}
		return name
	}
	return "create table t (id integer primary key, name varchar(20), score " + or(s.Float, "double precision") +
		", ok " + or(s.Bool, "boolean") + ", at " + or(s.Time, "timestamp") + ", raw " + or(s.Bytes, "blob") +
		", price " + or(s.Decimal, "numeric(8,2)") + ")"
}
