// Package compile turns statement trees into SQL text for one database.
//
// Compile walks a tree once and yields a Compiled: the text, the places where values
// go, and the columns of the result. A Compiled holds structure only, never a value,
// so that a Cache can hand it to every statement of the same structure. What databases
// do differently is in Rules: a struct of functions and facts that a dialect copies
// from Default and changes where it differs.
package compile
