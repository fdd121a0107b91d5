package wrap

import "github.com/gildsql/gild/expr"

// Bound is a statement that is built once and run with a list of values: those of its
// parameters that are known by their place (expr.Placed). It can be used again for the next
// execution, with other values; it is used by one goroutine at a time.
type Bound struct {
	expr.StatementBase
	Statement expr.Statement
	Values    []any
}
