// Package oracle is the dialect of Oracle Database.
package oracle

import "github.com/gildsql/gild/dialect"

// Dialect describes Oracle Database.
var Dialect = &dialect.Dialect{
	Name:         "oracle",
	System:       "oracle.db",
	Rules:        rules,
	VersionQuery: "SELECT version FROM product_component_version WHERE product LIKE 'Oracle%'",
	Describe:     dialect.DescribeNetwork,
}
