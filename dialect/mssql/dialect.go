// Package mssql is the dialect of Microsoft SQL Server.
package mssql

import "github.com/gildsql/gild/dialect"

// Dialect describes Microsoft SQL Server.
var Dialect = &dialect.Dialect{
	Name:         "mssql",
	System:       "microsoft.sql_server",
	Rules:        rules,
	VersionQuery: "SELECT CAST(SERVERPROPERTY('ProductVersion') AS VARCHAR(30))",
	Describe:     Describe,
}
