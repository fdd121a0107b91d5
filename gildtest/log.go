package gildtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gildsql/gild/wrap"
)

// Statement is one that was run.
type Statement struct {
	SQL       string // with space of any kind as one blank
	Args      []any
	Operation string // SELECT, INSERT and so on
	Table     string // the first one it is about, if it is known
	Err       error
}

// Log has the statements that were run since it was made or last looked at. It comes from NewLog
// and is safe for concurrent use.
type Log struct {
	mu         sync.Mutex // protects following field
	statements []Statement
}

// NewLog returns an empty Log.
func NewLog() *Log { return &Log{} }

// Events returns what fills the log, for gild.WithEvents.
func (l *Log) Events() wrap.Events { return wrap.Events{AfterExecute: l.add} }

func (l *Log) add(_ context.Context, e *wrap.Execution) {
	if e.Op == wrap.OpPrepare {
		return
	}
	s := Statement{SQL: oneLine(e.SQL), Err: e.Err}
	s.Operation, s.Table = e.Info.Summary(e.SQL)
	for _, a := range e.Args {
		s.Args = append(s.Args, a.Value)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.statements = append(l.statements, s)
}

func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }

// Take returns the statements and empties the log. A query is in it once its rows are closed.
func (l *Log) Take() []Statement {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.statements
	l.statements = nil
	return taken
}

// Expect fails the test unless exactly these statements were run, in this order, and shows what
// differs line by line. It empties the log. Space of any kind counts as one blank; an expected
// text that ends in ... stands for any that begins as it does.
func (l *Log) Expect(t testing.TB, want ...string) {
	t.Helper()
	var got []string
	for _, s := range l.Take() {
		got = append(got, s.SQL)
	}
	want = slices.Clone(want) // which the test may share with others
	for i := range want {
		want[i] = oneLine(want[i])
	}
	if text := diff(want, got); text != "" {
		t.Errorf("gildtest: statements (- expected, + run):\n%s", text)
	}
}

// Count is how many statements of an operation are expected on a table, or on all for an empty
// one.
type Count struct {
	Operation, Table string
	N                int
}

// ExpectCounts fails the test unless so many statements were run, and none that no Count is about.
// It empties the log.
//
//	log.ExpectCounts(t, gildtest.Count{"SELECT", "users", 1}, gildtest.Count{"INSERT", "", 3})
func (l *Log) ExpectCounts(t testing.TB, want ...Count) {
	t.Helper()
	left := l.Take()
	var wrong []string
	for _, c := range want {
		n := len(left)
		left = slices.DeleteFunc(left, func(s Statement) bool {
			return s.Operation == c.Operation && (c.Table == "" || s.Table == c.Table)
		})
		if n -= len(left); n != c.N {
			wrong = append(wrong, fmt.Sprintf("%s: %d, want %d", strings.TrimSpace(c.Operation+" "+c.Table), n, c.N))
		}
	}
	for _, s := range left {
		wrong = append(wrong, "not expected: "+s.SQL)
	}
	if wrong != nil {
		t.Errorf("gildtest: statements:\n%s", strings.Join(wrong, "\n"))
	}
}

// fits reports whether a statement is the expected one.
func fits(want, got string) bool {
	if start, open := strings.CutSuffix(want, "..."); open {
		return strings.HasPrefix(got, start)
	}
	return want == got
}

// diff returns the empty string if all of got is as wanted, else the lines of both by the longest
// common sequence: "  " in both, "- " missing, "+ " too much.
func diff(want, got []string) string {
	common := make([][]int, len(want)+1)
	for i := range common {
		common[i] = make([]int, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			if fits(want[i], got[j]) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var b strings.Builder
	same := true
	for i, j := 0, 0; i < len(want) || j < len(got); {
		switch {
		case i < len(want) && j < len(got) && fits(want[i], got[j]):
			fmt.Fprintf(&b, "  %s\n", got[j])
			i, j = i+1, j+1
		case j == len(got) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			fmt.Fprintf(&b, "- %s\n", want[i])
			i, same = i+1, false
		default:
			fmt.Fprintf(&b, "+ %s\n", got[j])
			j, same = j+1, false
		}
	}
	if same {
		return ""
	}
	return b.String()
}
