// Package pooling adds to database/sql's connection pool what it does not do itself:
// checking a connection before it is used again, and settings that a URL or a DSN
// cannot carry. It works through the driver's side of the pool (a connection's reset
// when it is taken from the pool), and is no pool of its own.
package pooling
