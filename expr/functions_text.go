package expr

import "github.com/gildsql/gild/typemap"

// portable calls a function that is written as each database has it. Values among the
// arguments are named after it.
func portable[T any](name string, typ typemap.Type, args ...any) Fn[T] {
	if typ == (typemap.Type{}) {
		typ = typeFor[T](nil)
	}
	return Fn[T]{shell[T](&Call{Name: name, Args: arguments(name, args), Portable: true, Typ: typ})}
}

// sameType calls a function whose result is of its argument's type.
func sameType[T any](name string, e Of[T]) Fn[T] {
	return portable[T](name, TypeOf(e), canon(e))
}

// nonEmpty returns first and others in one list.
func nonEmpty[T any](first Of[T], others []Of[T]) []any {
	args := make([]any, 0, 1+len(others))
	args = append(args, canon(first))
	for _, o := range others {
		args = append(args, canon(o))
	}
	return args
}

// Coalesce is the first of e and others that is not NULL.
func Coalesce[T any](e Of[T], others ...Of[T]) Fn[T] {
	return portable[T]("coalesce", TypeOf(e), nonEmpty(e, others)...)
}

// NullIf is e, but NULL where it is equal to v.
func NullIf[T any](e Of[T], v T) Fn[T] {
	value := bindBeside(canon(e), v)
	if _, isNode := any(v).(Node); !isNode {
		value = &Bind{Value: v, Typ: TypeOf(e), Hint: "nullif"}
	}
	return portable[T]("nullif", TypeOf(e), canon(e), value)
}

// Lower is lower(e).
func Lower(e Of[string]) Fn[string] { return sameType("lower", e) }

// Upper is upper(e).
func Upper(e Of[string]) Fn[string] { return sameType("upper", e) }

// Trim is e without the spaces at both ends.
func Trim(e Of[string]) Fn[string] { return sameType("trim", e) }

// Length is the length of e in characters. SQL Server does not count spaces at the end.
func Length(e Of[string]) Fn[int64] { return portable[int64]("length", typemap.Type{}, canon(e)) }

// Replace is e with each old replaced by the new text.
func Replace(e Of[string], old, replacement string) Fn[string] {
	return portable[string]("replace", TypeOf(e), canon(e), old, replacement)
}

// Substring is the part of e from the start-th character on, counted from 1, of that many
// characters.
func Substring(e Of[string], start, length int) Fn[string] {
	return portable[string]("substring", TypeOf(e), canon(e), start, length)
}

// Concat joins texts. On most databases NULL counts as an empty text, on MySQL and MariaDB it
// makes the result NULL; SQLite has the function from 3.44 on.
func Concat(e Of[string], others ...Of[string]) Fn[string] {
	return portable[string]("concat", typemap.String(0), nonEmpty(e, others)...)
}
