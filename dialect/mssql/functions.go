package mssql

import "github.com/gildsql/gild/compile"

// functions sets how SQL Server writes functions.
func functions(*compile.Rules) {}
