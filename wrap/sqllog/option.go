package sqllog

import (
	"log/slog"
	"time"

	"github.com/gildsql/gild/dialect"
)

// Option changes what New returns. A nil Option changes nothing.
type Option func(s *settings)

type settings struct {
	levels   Levels
	slow     time.Duration // 0 for none
	slowOnly bool
	args     bool // log their values
	redact   func(name string, v any) any
	raw      bool // log the program's text as it is
	messages bool
	maxText  int
	maxValue int
	maxArgs  int
	explain  func(error) *dialect.Error
}

// Levels are the levels at which things are logged.
type Levels struct {
	Statement   slog.Level // a statement that went well
	Slow        slog.Level // one that took longer than WithSlow says
	Transaction slog.Level // begin, commit, rollback
	Connection  slog.Level // connect, close
	Error       slog.Level // what the database or the driver has refused
	// Interrupted is for what ends without anybody's fault: because its context has, because
	// the server has cancelled it, or because a connection was lost that database/sql replaces.
	Interrupted slog.Level
}

// DefaultLevels are those of a Logger that is not told otherwise: Debug for statements,
// transactions and connections, Info for what was interrupted, Warn for slow statements and
// Error for errors.
func DefaultLevels() Levels {
	return Levels{
		Statement: slog.LevelDebug, Slow: slog.LevelWarn, Transaction: slog.LevelDebug,
		Connection: slog.LevelDebug, Error: slog.LevelError, Interrupted: slog.LevelInfo,
	}
}

// WithLevels sets the levels. Begin with DefaultLevels and change some.
func WithLevels(l Levels) Option { return func(s *settings) { s.levels = l } }

// WithSlow logs statements that take this long or longer at Levels.Slow. A query takes until
// its rows are closed, which includes what the program does between them.
func WithSlow(threshold time.Duration) Option { return func(s *settings) { s.slow = threshold } }

// WithSlowOnly is WithSlow, and does not log other statements. Errors are logged as ever.
func WithSlowOnly(threshold time.Duration) Option {
	return func(s *settings) { s.slow, s.slowOnly = threshold, true }
}

// WithArgs logs the values of arguments, long ones cut. Mind what is secret among them: see
// WithRedact.
func WithArgs(values bool) Option { return func(s *settings) { s.args = values } }

// WithRedact has redact called with each argument before its value is logged, which it takes
// WithArgs for: what it returns is logged in place of v. The name is that of a sql.Named
// argument, else its place: "1" is the first. It may be called by several goroutines at once.
func WithRedact(redact func(name string, v any) any) Option {
	return func(s *settings) { s.redact = redact }
}

// WithRawText logs text that the program has written as it is, the values in it included.
func WithRawText() Option { return func(s *settings) { s.raw = true } }

// WithErrorMessages logs the driver's messages. They tell more, but may contain arguments,
// values in the database and query text.
func WithErrorMessages() Option { return func(s *settings) { s.messages = true } }

// WithLimits sets how many characters of a statement's text and of a value are logged, and how
// many arguments: 0 for the defaults of 2000, 100 and 20, negative for no limit.
func WithLimits(text, value, args int) Option {
	return func(s *settings) {
		s.maxText, s.maxValue, s.maxArgs = limit(text, defaultText), limit(value, defaultValue), limit(args, defaultArgs)
	}
}

const (
	defaultText  = 2000
	defaultValue = 100
	defaultArgs  = 20
)

func limit(n, otherwise int) int {
	switch {
	case n == 0:
		return otherwise
	case n < 0:
		return int(^uint(0) >> 1)
	}
	return n
}

// WithExplain sets what knows the class and code of a driver's error. gild.WithLogger gives
// gild.ErrorOf; without it only errors are known that have been explained before, and SQLSTATEs.
func WithExplain(explain func(error) *dialect.Error) Option {
	return func(s *settings) { s.explain = explain }
}
