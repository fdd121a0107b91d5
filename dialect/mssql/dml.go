package mssql

import "github.com/gildsql/gild/compile"

// writes sets how SQL Server writes INSERT, UPDATE and DELETE. Rows are given back by OUTPUT.
func writes(r *compile.Rules) {
	r.DML.Returning, r.DML.KeyByReturning = compile.ReturningOutput, true
	// Source: https://learn.microsoft.com/sql/t-sql/queries/update-transact-sql
	r.DML.UpdateOthers = compile.Others{Word: "FROM", WithTable: true}
	r.DML.DeleteOthers = r.DML.UpdateOthers
	// Source: https://learn.microsoft.com/sql/t-sql/queries/table-value-constructor-transact-sql
	r.DML.MaxRows = 1000
	// Source: https://learn.microsoft.com/sql/t-sql/statements/insert-transact-sql
	r.DML.Numbering = compile.NumberedInSelect
	// Without HOLDLOCK two of them at once may both find no row, and one fails.
	// Source: https://learn.microsoft.com/sql/t-sql/statements/merge-transact-sql
	r.DML.Upsert = compile.UpsertMerge
	r.DML.Merge = compile.MergeRules{Exists: true, BySource: true, Values: true, Returning: true, Few: true, UpsertHint: " WITH (HOLDLOCK)", End: ";"}
}
