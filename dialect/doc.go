// Package dialect holds what gild knows about a database: its name, the rules of its
// SQL, how to ask for its version, and what its errors mean. The databases themselves
// are in the packages below, each with the same files: dialect.go, rules.go, ddl.go,
// types.go, errors.go. No dialect imports another, nor any driver.
package dialect
