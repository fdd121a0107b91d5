package mssql

import "github.com/gildsql/gild/compile"

// operators sets how SQL Server writes operators and constants.
func operators(*compile.Rules) {}
