package oracle

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// writes sets how Oracle writes INSERT, UPDATE and DELETE. Rows are given back by RETURNING INTO.
func writes(r *compile.Rules, v dialect.Version) {
	r.DML.Returning, r.DML.KeyByReturning = compile.ReturningInto, true
	r.DML.UpdateOthers, r.DML.DeleteOthers = compile.Others{}, compile.Others{}
	// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/MERGE.html
	r.DML.Upsert = compile.UpsertMerge
	r.DML.Merge = compile.MergeRules{Exists: true, OneEach: true}
	r.DML.EmptyInsert = ""
	// Source: https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/INSERT.html
	r.DML.SingleRow = v.Before(23, 0)
}
