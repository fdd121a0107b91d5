package dialect_test

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
)

// state is an error as drivers of PostgreSQL give them.
type state string

func (s state) Error() string    { return "state " + string(s) }
func (s state) SQLState() string { return string(s) }

func TestClassOf(t *testing.T) {
	explained := &dialect.Error{Class: dialect.ErrorData, Err: state("23505")}
	for _, tt := range []struct {
		d    *dialect.Dialect
		err  error
		want dialect.ErrorClass
	}{
		{postgres.Dialect, state("57P01"), dialect.ErrorDisconnect},
		{postgres.Dialect, fmt.Errorf("wrapped: %w", state("57P02")), dialect.ErrorDisconnect},
		{postgres.Dialect, errors.Join(io.EOF, state("23505")), dialect.ErrorUnique},
		{postgres.Dialect, fmt.Errorf("wrapped: %w", explained), dialect.ErrorData},
		{postgres.Dialect, errors.New("57P01"), dialect.ErrorOther},
		{postgres.Dialect, nil, dialect.ErrorOther},
		{postgres.Dialect, (*dialect.Error)(nil), dialect.ErrorOther},
		{sqlite.Dialect, errors.New("any"), dialect.ErrorOther},
		{sqlite.Dialect, driver.ErrBadConn, dialect.ErrorDisconnect},
		{&dialect.Dialect{}, state("57P01"), dialect.ErrorOther},
		{nil, state("57P01"), dialect.ErrorOther},
	} {
		if got := tt.d.ClassOf(tt.err); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.err, got, tt.want)
		}
	}
}

// TestClassIs asks each class about each: a class is itself, and the five constraints are
// ErrorConstraint.
func TestClassIs(t *testing.T) {
	constraints := map[dialect.ErrorClass]bool{
		dialect.ErrorUnique: true, dialect.ErrorForeignKey: true, dialect.ErrorNotNull: true,
		dialect.ErrorCheck: true, dialect.ErrorExclusion: true,
	}
	for c := dialect.ErrorOther; c <= dialect.ErrorConstraint; c++ {
		var err error = fmt.Errorf("wrapped: %w", &dialect.Error{Class: c, Err: errors.New("any")})
		for target := dialect.ErrorOther; target <= dialect.ErrorConstraint; target++ {
			want := c == target || target == dialect.ErrorConstraint && constraints[c]
			if got := errors.Is(err, target); got != want {
				t.Errorf("an error of class %s is %s: %v", c, target, got)
			}
			if got := errors.Is(c, target); got != want {
				t.Errorf("class %s is %s: %v", c, target, got)
			}
		}
	}
}

// TestClassTexts wants a name and a text of its own for each class.
func TestClassTexts(t *testing.T) {
	names, texts := map[string]bool{}, map[string]bool{}
	for c := dialect.ErrorOther; c <= dialect.ErrorConstraint; c++ {
		name, text := c.String(), c.Error()
		if name == "" || names[name] || !strings.HasPrefix(text, "gild: ") || text == "gild: " || texts[text] {
			t.Errorf("class %d: name %q, text %q", int(c), name, text)
		}
		names[name], texts[text] = true, true
	}
	for _, c := range []dialect.ErrorClass{-1, dialect.ErrorConstraint + 1} {
		if c.Error() != "gild: database error" || c.String() != "other" {
			t.Errorf("class %d: %q, %q", int(c), c.String(), c.Error())
		}
	}
}

func TestErrorText(t *testing.T) {
	cause := errors.New("pq: duplicate key")
	long := strings.Repeat("ä", 200)
	for _, tt := range []struct {
		err  *dialect.Error
		want string
	}{
		{&dialect.Error{Class: dialect.ErrorUnique, Err: cause}, "gild: pq: duplicate key"},
		{&dialect.Error{Class: dialect.ErrorUnique, Op: "exec", Err: cause}, "gild: exec: pq: duplicate key"},
		{&dialect.Error{Class: dialect.ErrorUnique, Op: "exec", SQL: "insert $1", Err: cause,
			Args: []driver.NamedValue{{Ordinal: 1, Value: "secret"}}}, "gild: exec: pq: duplicate key [SQL: insert $1]"},
		{&dialect.Error{Class: dialect.ErrorDisconnect, Op: "ping", Err: io.EOF}, "gild: ping: connection lost: EOF"},
		{&dialect.Error{Class: dialect.ErrorSerialization, Op: "exec", Err: errors.New("record has changed")},
			"gild: exec: transaction could not be serialized: record has changed"},
		{&dialect.Error{Class: dialect.ErrorCheck}, "gild: check constraint violated"},
		{&dialect.Error{Op: "exec", SQL: long, Err: cause}, "gild: exec: pq: duplicate key [SQL: " + long[:300] + "...]"},
		{&dialect.Error{Op: "exec", SQL: "x" + long, Err: cause}, "gild: exec: pq: duplicate key [SQL: x" + long[:298] + "...]"},
		{nil, "<nil>"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestNilError calls what errors.Is and errors.As call.
func TestNilError(t *testing.T) {
	var e *dialect.Error
	if errors.Is(e, dialect.ErrorOther) || errors.Is(e, io.EOF) {
		t.Error("a nil *Error is something")
	}
	if dialect.AsError(e) != nil || dialect.AsError(nil) != nil {
		t.Error("a nil *Error was found")
	}
	slog.New(slog.DiscardHandler).Info("", "error", e)
	if got := e.LogValue().Any(); got != nil {
		t.Errorf("logged as %v", got)
	}
}

func TestErrorLog(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 {
			return slog.Attr{} // time, level and message
		}
		return a
	}}))
	log.Error("", "err", &dialect.Error{
		Class: dialect.ErrorUnique, Code: "1062", Op: "exec", Constraint: "uq", Schema: "s", Table: "t", Column: "c",
		SQL: "insert into t values (?)", Args: []driver.NamedValue{{Ordinal: 1, Value: "secret"}},
		Err: errors.New("Duplicate entry 'secret' for key 'uq'"),
	})
	log.Error("", "err", &dialect.Error{Class: dialect.ErrorDisconnect, Err: io.EOF})
	want := `err.class=unique err.op=exec err.code=1062 err.constraint=uq err.schema=s err.table=t err.column=c ` +
		`err.sql="insert into t values (?)" err.args=1` + "\nerr.class=disconnect\n"
	if got := out.String(); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestRetryable(t *testing.T) {
	for c := dialect.ErrorOther; c <= dialect.ErrorConstraint; c++ {
		err := fmt.Errorf("wrapped: %w", &dialect.Error{Class: c, Err: io.EOF})
		if got, want := dialect.Retryable(err), c == dialect.ErrorSerialization || c == dialect.ErrorDeadlock; got != want {
			t.Errorf("%s: %v", c, got)
		}
	}
	if dialect.Retryable(nil) || dialect.Retryable(io.EOF) {
		t.Error("nil or EOF is retryable")
	}
}

func TestDescribeNetwork(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	_, ended := new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:1")
	reset := &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	for _, tt := range []struct {
		err  error
		lost bool
	}{
		{nil, false},
		{driver.ErrBadConn, true},
		{fmt.Errorf("wrapped: %w", io.EOF), true},
		{io.ErrUnexpectedEOF, true},
		{reset, true},
		{&net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, true}, // the driver's own time limit
		{syscall.EPIPE, true},
		{net.ErrClosed, true},
		{ended, false},
		{context.Canceled, false},
		{context.DeadlineExceeded, false},
		{errors.Join(reset, context.Canceled), false},
		{sql.ErrNoRows, false},
		{sql.ErrTxDone, false},
		{sql.ErrConnDone, false},
		{errors.New("EOF"), false},
	} {
		got := dialect.DescribeNetwork(tt.err)
		if (got != nil) != tt.lost || got != nil && (got.Class != dialect.ErrorDisconnect || got.Err != tt.err) {
			t.Errorf("%v: %v", tt.err, got)
		}
	}
}

// fielded has fields of all kinds; wrapper has them only by embedding.
type fielded struct {
	Text   string
	Bytes  [3]byte
	Signed int32
	Small  uint8
	hidden string
}

func (f fielded) Error() string { return f.hidden }

type wrapper struct{ *fielded }

func (w *wrapper) Error() string { return "" }

func TestFieldsOf(t *testing.T) {
	value := fielded{"t", [3]byte{'a', 'b', 'c'}, -7, 8, "x"}
	for _, err := range []error{value, &value} {
		f := dialect.FieldsOf(err)
		signed, ok1 := f.Int("Signed")
		small, ok2 := f.Int("Small")
		_, ok3 := f.Int("Text")
		_, ok4 := f.Int("Missing")
		if signed != -7 || small != 8 || !ok1 || !ok2 || ok3 || ok4 {
			t.Error(signed, small, ok1, ok2, ok3, ok4)
		}
		if f.Text("Missing", "Text") != "t" || f.Text("Bytes") != "abc" || f.Text("Signed", "hidden") != "" {
			t.Errorf("%q %q %q", f.Text("Missing", "Text"), f.Text("Bytes"), f.Text("Signed", "hidden"))
		}
		if !f.Has("Text", "Bytes") || f.Has("Text", "Missing") || f.Has("hidden") {
			t.Error("Has")
		}
	}
	for _, err := range []error{nil, (*fielded)(nil), &wrapper{}, errors.New(""), state("")} {
		if f := dialect.FieldsOf(err); f.Has("Text") || f.Text("Text") != "" {
			t.Errorf("%T has fields", err)
		}
	}
}

func TestFindError(t *testing.T) {
	isState := func(err error) bool { _, ok := err.(state); return ok }
	first := fmt.Errorf("%w, %w", errors.Join(nil, io.EOF), fmt.Errorf("wrapped: %w", state("1")))
	if got := dialect.FindError(errors.Join(first, state("2")), isState); got != state("1") {
		t.Errorf("got %v", got)
	}
	for _, err := range []error{nil, io.EOF, (*net.OpError)(nil), errors.Join(io.EOF, (*net.OpError)(nil))} {
		if got := dialect.FindError(err, isState); got != nil {
			t.Errorf("%T: got %v", err, got)
		}
	}
}
