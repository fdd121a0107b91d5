// Package typemap holds what gild knows about types: the descriptors of SQL types,
// the plans that turn Go values into what a driver takes (Encode) and a driver's
// values into Go variables (DecoderFor), and the plans that lay a row out in a
// struct (StructOf, Columns.Plan).
//
// A plan is made once for a pair of SQL type and Go type and then runs for every
// value. Plans are immutable and safe for concurrent use; they are cached by type,
// never by value.
package typemap
