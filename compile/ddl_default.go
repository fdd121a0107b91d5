package compile

import (
	"regexp"

	"github.com/gildsql/gild/expr"
)

var (
	quoted  = regexp.MustCompile(`^\s*['"(]`)
	nonWord = regexp.MustCompile(`\W`)
	updates = regexp.MustCompile(`(?i)ON +UPDATE|^(now|current_timestamp)\(\d+\)`)
)

// DefaultInParens puts a server default in parentheses that is neither a literal nor a single
// word.
func DefaultInParens(text string) string {
	if quoted.MatchString(text) || !nonWord.MatchString(text) {
		return text
	}
	return "(" + text + ")"
}

// DefaultInParensButUpdate is DefaultInParens, but for what MySQL wants without: moments of some
// precision, and ON UPDATE behind them.
func DefaultInParensButUpdate(text string) string {
	if updates.MatchString(text) {
		return text
	}
	return DefaultInParens(text)
}

// IsComputed reports whether an expression is an operation or a function, not a column, a value or
// one of them in an order.
func IsComputed(e expr.Expr) bool {
	switch e.(type) {
	case *expr.Column, *expr.BareColumn, *expr.Bind, *expr.Order, *expr.RawExpr, *expr.Constant:
		return false
	}
	return true
}
