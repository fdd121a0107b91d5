package gild

import "github.com/gildsql/gild/wrap"

// Bound is a statement that is built once and run with a list of values, for programs that
// write statements by themselves and run them often: without names, and with no more
// allocations than the values need.
//
//	stmt := expr.Insert(users).Values(expr.Assign(users.C("name"), expr.Placed(1, typemap.Text())))
//	_, err := gild.Exec(ctx, db, &gild.Bound{Statement: stmt, Values: []any{"ed"}})
//
// It can be used again for the next execution, with other values; it is used by one goroutine
// at a time.
type Bound = wrap.Bound
