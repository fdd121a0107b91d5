// Package mysql is the dialect of MySQL, and at run time of MariaDB: the same driver talks
// to both, and only the server's version tells which one answers.
package mysql

import "github.com/gildsql/gild/dialect"

// Dialect describes MySQL, and a MariaDB server that is found behind a driver of MySQL.
var Dialect = &dialect.Dialect{
	Name:   "mysql",
	System: "mysql",
	Rules:  rules,
	// Proxies pass on what MariaDB up to 10 says when a client connects: "5.5.5-10.11.6-MariaDB".
	VersionQuery: "SELECT trim(LEADING '5.5.5-' FROM version())",
	Describe:     describe,
	Transactions: transactions,
	Inspector:    inspector,
}
