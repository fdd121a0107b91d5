package expr

import "github.com/gildsql/gild/typemap"

// Abs is e without its sign.
func Abs[T any](e Of[T]) Fn[T] { return sameType("abs", e) }

// Round is e rounded to a whole number, or to that many digits behind the point.
func Round[T any](e Of[T], digits ...int) Fn[T] {
	args := []any{canon(e)}
	for _, n := range digits {
		args = append(args, n)
	}
	return portable[T]("round", TypeOf(e), args...)
}

// Floor is the greatest whole number not above e.
func Floor[T any](e Of[T]) Fn[T] { return sameType("floor", e) }

// Ceil is the smallest whole number not below e.
func Ceil[T any](e Of[T]) Fn[T] { return sameType("ceil", e) }

// Pow is e raised to the power of exponent. SQLite has it if built with its mathematical
// functions.
func Pow[T any](e, exponent Of[T]) Fn[T] {
	return portable[T]("pow", TypeOf(e), canon(e), canon(exponent))
}

// Greatest is the greatest of e and others. Whether NULL counts is up to the database:
// PostgreSQL and SQL Server leave it out, on the others the result is NULL.
func Greatest[T any](e Of[T], others ...Of[T]) Fn[T] {
	return portable[T]("greatest", TypeOf(e), nonEmpty(e, others)...)
}

// Least is the smallest of e and others; see Greatest about NULL.
func Least[T any](e Of[T], others ...Of[T]) Fn[T] {
	return portable[T]("least", TypeOf(e), nonEmpty(e, others)...)
}

// Random is a random number from 0 to 1. SQL Server makes one for the whole statement, not one
// for each row.
func Random() Fn[float64] { return portable[float64]("random", typemap.Type{}) }
