package expr

import (
	"fmt"
	"testing"
)

// TestStatementsPrint goes through all types of statements, so that none prints its insides,
// which hold values.
func TestStatementsPrint(t *testing.T) {
	defer printer.Store(printer.Load())
	SetPrinter(func(s Statement) string { return fmt.Sprintf("printed %T", s) })
	for typ, list := range variants {
		s, ok := list[0](1).(Statement)
		if !ok {
			continue
		}
		if got, want := fmt.Sprintf("%v", s), fmt.Sprintf("printed %T", s); got != want {
			t.Errorf("%s prints %.40q: it needs a String method that calls Print", typ, got)
		}
	}
	printer.Store(nil)
	if got := Print(Select(id)); got != "[a statement]" {
		t.Errorf("without a printer: %q", got)
	}
}
