package mssql

import "github.com/gildsql/gild/compile"

// writes sets how SQL Server writes INSERT, UPDATE and DELETE.
func writes(*compile.Rules) {}
