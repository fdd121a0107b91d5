// Package types holds the matrix of types and drivers: each type of gild with typical, extreme and odd
// values on each driver, sent and read back in every way that there is. Its outcome is the table of
// docs/types.md, which go test -update writes.
package types
