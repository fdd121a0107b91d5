package orm

import (
	"reflect"

	"github.com/gildsql/gild/typemap"
)

// Opt is a field's type for columns of which not set, NULL and a value are three things: not
// set, its zero value, leaves the column to its default in an INSERT and alone in an UPDATE.
type Opt[T any] = typemap.Opt[T]

// Some returns an Opt with a value.
func Some[T any](v T) Opt[T] { return typemap.OptOf(v) }

// Null returns an Opt that is NULL.
func Null[T any]() Opt[T] { return typemap.OptNull[T]() }

func isOptional(t reflect.Type) bool { return t.Implements(reflect.TypeFor[typemap.Optional]()) }
