package fault_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/gildsql/gild/internal/fault"
)

func TestErrorf(t *testing.T) {
	known := errors.New("gild: known")
	wrapped := fault.Errorf("second of %s: %w", "x", fault.Errorf("first: %w", known))
	for _, test := range []struct {
		err  error
		want string
	}{
		{wrapped, "gild: second of x: first: known"},
		{fault.Errorf("%w (%v)", errors.New("theirs"), known), "gild: theirs (known)"},
		{fault.Errorf("both: %w", errors.Join(known, known)), "gild: both: known\ngild: known"}, // two lines are two errors
		{fault.Errorf("plain"), "gild: plain"},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
	if !errors.Is(wrapped, known) {
		t.Error("the chain is broken")
	}
	var theirs *fs.PathError
	if !errors.As(fault.Errorf("x: %w", fault.Errorf("y: %w", &fs.PathError{Err: known})), &theirs) {
		t.Error("the chain is broken")
	}
	if got := fault.Text(nil); got != "<nil>" {
		t.Errorf("no error: %q", got)
	}
}
