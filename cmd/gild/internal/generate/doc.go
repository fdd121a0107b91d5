// Package generate writes Go for the tables of a database: for each a typed table, which defines
// it, and a struct for its rows, which the ORM maps onto it.
package generate
