// Package mssql is the dialect of Microsoft SQL Server. For now it explains the server's errors.
package mssql
