package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A Transcript notes what a program gets out of database/sql. It is used by one goroutine at a time.
type Transcript struct {
	tb       testing.TB
	errorAs  func(error) string
	scrub    func(string) string
	lines    []string
	optional []bool // lines that need not be the same: calls that reach the driver
	noPool   bool   // the pool's numbers are a matter of chance
}

// sentinels are the errors that programs ask for by identity.
var sentinels = []error{
	sql.ErrNoRows, sql.ErrTxDone, sql.ErrConnDone, driver.ErrBadConn, driver.ErrSkip, driver.ErrRemoveArgument,
	context.Canceled, context.DeadlineExceeded, io.EOF,
}

// Note notes a step and what came of it: values with their Go types, errors with all that a program can see
// of them.
func (tr *Transcript) Note(step string, got ...any) {
	var line strings.Builder
	line.WriteString(step)
	for _, g := range got {
		line.WriteString(" | ")
		line.WriteString(tr.show(g))
	}
	tr.add(line.String(), false)
}

func (tr *Transcript) add(line string, optional bool) {
	line = addresses.ReplaceAllString(line, "(an address)")
	if tr.scrub != nil {
		line = tr.scrub(line)
	}
	tr.lines = append(tr.lines, line)
	tr.optional = append(tr.optional, optional)
}

// addresses differ between any two runs.
var addresses = regexp.MustCompile(`\b0x[0-9a-f]{8,}\b`)

// show returns the text of a value.
func (tr *Transcript) show(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case error:
		return tr.describe(v)
	case time.Time:
		zone, offset := v.Zone()
		return fmt.Sprintf("time.Time(%s %s %d)", v.Format(time.RFC3339Nano), zone, offset)
	case []byte:
		return fmt.Sprintf("[]byte(%x) nil=%t", v, v == nil)
	case string, bool, int, int32, int64, uint64, float32, float64:
		return fmt.Sprintf("%T(%#v)", v, v)
	}
	return fmt.Sprintf("%T(%v)", v, v)
}

// describe returns what programs look at in an error.
func (tr *Transcript) describe(err error) string {
	text := fmt.Sprintf("%T %q", err, err.Error())
	if tr.errorAs != nil {
		if fields := tr.errorAs(err); fields != "" {
			text += " [" + fields + "]"
		}
	}
	for _, sentinel := range sentinels {
		switch {
		case err == sentinel:
			text += fmt.Sprintf(" == %q", sentinel)
		case errors.Is(err, sentinel):
			text += fmt.Sprintf(" is %q", sentinel)
		}
	}
	return text
}

// Result notes what an execution came to.
func (tr *Transcript) Result(step string, r sql.Result, err error) {
	if err != nil {
		tr.Note(step, err)
		return
	}
	id, idErr := r.LastInsertId()
	n, err := r.RowsAffected()
	tr.Note(step, id, idErr, n, err)
}

// Rows notes all results of a query, with what is known of their columns, and closes them.
func (tr *Transcript) Rows(step string, rows *sql.Rows, err error) {
	if err != nil {
		tr.Note(step, err)
		return
	}
	defer rows.Close()
	for {
		width := tr.columns(step, rows)
		for rows.Next() {
			tr.row(step, rows, width)
		}
		if !rows.NextResultSet() {
			break
		}
	}
	tr.Note(step+": end", rows.Err(), rows.Close())
}

func (tr *Transcript) columns(step string, rows *sql.Rows) (width int) {
	names, err := rows.Columns()
	tr.Note(step+": columns", names, err)
	types, err := rows.ColumnTypes()
	if err != nil {
		tr.Note(step+": column types", err)
	}
	for _, c := range types {
		length, hasLength := c.Length()
		nullable, known := c.Nullable()
		precision, scale, decimal := c.DecimalSize()
		tr.add(fmt.Sprintf("%s: column %q %q scan %v length %d %t nullable %t %t decimal %d %d %t", step, c.Name(),
			c.DatabaseTypeName(), c.ScanType(), length, hasLength, nullable, known, precision, scale, decimal), false)
	}
	return len(names)
}

func (tr *Transcript) row(step string, rows *sql.Rows, width int) {
	values, places := make([]any, width), make([]any, width)
	for i := range values {
		places[i] = &values[i]
	}
	err := rows.Scan(places...)
	tr.Note(step+": row", append(values, err)...)
}

// Check ends the test if there is an error that a step cannot go on with.
func (tr *Transcript) Check(err error) {
	tr.tb.Helper()
	if err != nil {
		tr.tb.Fatalf("%v\nafter:\n%s", err, strings.Join(tr.lines, "\n"))
	}
}

// TB returns the test that the transcript is part of.
func (tr *Transcript) TB() testing.TB { return tr.tb }

// settled waits until no connection is in use: database/sql takes back those of cancelled transactions and
// rows from goroutines of its own.
func (tr *Transcript) settled(db *sql.DB) {
	tr.tb.Helper()
	for limit := time.Now().Add(20 * time.Second); db.Stats().InUse > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			tr.tb.Fatal("a connection is still in use after 20 seconds")
		}
	}
}

// pool notes the pool's numbers.
func (tr *Transcript) pool(db *sql.DB) {
	if tr.noPool {
		return
	}
	s := db.Stats()
	tr.Note("pool", "open", s.OpenConnections, "in use", s.InUse, "idle", s.Idle, "max", s.MaxOpenConnections,
		"closed", s.MaxIdleClosed, s.MaxIdleTimeClosed, s.MaxLifetimeClosed)
}

// difference tells of the first one, or returns "".
func difference(wrapped, bare *Transcript, calls bool) string {
	got, want := wrapped.compared(calls), bare.compared(calls)
	for i := range max(len(got), len(want)) {
		if g, w := at(got, i), at(want, i); g != w {
			before := want[max(0, min(i, len(want))-6):min(i, len(want))]
			return fmt.Sprintf("line %d differs\nwrapped %s\nbare    %s\nafter\n\t%s", i, g, w, strings.Join(before, "\n\t"))
		}
	}
	return ""
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

func (tr *Transcript) compared(calls bool) []string {
	var lines []string
	for i, line := range tr.lines {
		if calls || !tr.optional[i] {
			lines = append(lines, line)
		}
	}
	return lines
}
