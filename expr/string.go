package expr

import "sync/atomic"

// printer shows statements as text. Package compile provides it.
var printer atomic.Pointer[func(Statement) string]

// SetPrinter sets what shows statements as text, for the package that knows how. The printer
// is safe for concurrent use.
func SetPrinter(print func(Statement) string) { printer.Store(&print) }

// Print returns readable SQL for a statement, for logs: in no database's own dialect, with
// named placeholders instead of values. It is what the String methods of statements return, and
// for statements of other packages to return from theirs.
func Print(s Statement) string {
	print := printer.Load()
	if print == nil || isNil(s) {
		return "[a statement]"
	}
	return (*print)(s)
}

// String returns readable SQL, with named placeholders instead of values.
func (s *SelectStmt) String() string { return Print(s) }

// String returns readable SQL, with named placeholders instead of values.
func (s *InsertStmt) String() string { return Print(s) }

// String returns readable SQL, with named placeholders instead of values.
func (s *UpdateStmt) String() string { return Print(s) }

// String returns readable SQL, with named placeholders instead of values.
func (s *DeleteStmt) String() string { return Print(s) }

// String returns readable SQL, with named placeholders instead of values.
func (s *MergeStmt) String() string { return Print(s) }

// String returns the text, with named placeholders instead of values.
func (t *TextStmt) String() string { return Print(t) }

// String returns the text, with named placeholders instead of values.
func (t *TextQuery) String() string { return Print(t) }
