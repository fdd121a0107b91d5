// Package schema describes databases: tables with their columns and constraints,
// gathered in a MetaData, and the DDL statements that create and drop them.
//
// Tables are defined once, at start-up, either as a struct of typed columns with
// Define or by hand with NewTable, and are then used by any number of goroutines.
// Mistakes in a definition are kept in the table and reported by MetaData.Err, by
// CreateAll and by every statement that uses the table.
package schema
