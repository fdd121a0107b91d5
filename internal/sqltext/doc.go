// Package sqltext reads SQL text that users wrote, without opinions about
// what it means. It knows where strings, quoted identifiers, comments and
// parameters begin and end in the SQL of PostgreSQL, SQLite, MySQL, SQL Server
// and Oracle, and nothing about grammar.
//
// These questions are answered on top of one tokenizer:
//
//   - [Scanner]: which tokens is this text made of?
//   - [Params]: where are the named parameters (:name)?
//   - [Summarize], [Describe]: which operations on which tables are these, for telemetry?
//   - [Inspect]: what does this do, for somebody who keeps statements prepared?
//   - [Bare], [FindProduct]: is this a write to all rows, or a cartesian product?
//
// What differs between databases is a [Flavor], a handful of facts about
// lexing. No function panics or fails on any input, valid SQL or not: text
// that is not understood comes out as one-byte Op tokens, and the tokens
// together are always exactly the input.
//
// Everything here is a pure function of its arguments and safe for concurrent
// use, except a single Scanner value, which belongs to one goroutine.
package sqltext
