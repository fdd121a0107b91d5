// Package libraries holds tests only: programs as users of other libraries for databases
// write them, run over gild on real databases. docs/middleware.md has the table of what
// each library needs, and names the tests. It is a module of its own, so that these
// libraries never enter gild's go.mod.
package libraries
