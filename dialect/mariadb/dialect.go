// Package mariadb is the dialect of MariaDB: that of MySQL, with the newest MariaDB where no
// server tells its version.
package mariadb

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mysql"
)

// Dialect describes MariaDB.
var Dialect = &dialect.Dialect{
	Name:         "mariadb",
	System:       "mariadb",
	Rules:        rules,
	VersionQuery: mysql.Dialect.VersionQuery,
	Describe:     mysql.Dialect.Describe,
	Transactions: mysql.Dialect.Transactions,
	Inspector:    mysql.Dialect.Inspector,
}

// newest stands for the newest MariaDB, as its zero would mean MySQL.
var newest = dialect.Version{Major: 12}

func rules(v dialect.Version) *compile.Rules {
	if v == (dialect.Version{}) {
		v = newest
	}
	return mysql.Dialect.Rules(v)
}
