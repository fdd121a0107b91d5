package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
)

// writes sets how SQLite writes INSERT, UPDATE and DELETE.
func writes(r *compile.Rules, v dialect.Version) {
	if v.Before(3, 35) {
		r.DML.Returning = compile.ReturningNone
	}
	r.DML.BareReturning = true
	// Each number is one more than the greatest there is, unless that is the greatest possible.
	// Source: https://www.sqlite.org/autoinc.html
	r.DML.Numbering, r.DML.ValuesUnnamed = compile.NumberedDensely, true
	r.DML.Merge = compile.MergeRules{}
	// Source: https://www.sqlite.org/lang_upsert.html
	if !v.Before(3, 24) {
		r.DML.Upsert, r.DML.ManyConflicts = compile.UpsertOnConflict, true
		r.DML.ConflictLiterals, r.DML.ConflictNeedsWhere = true, true
	}
	r.DML.DeleteOthers = compile.Others{}
	// Source: https://www.sqlite.org/lang_update.html#upfrom
	if v.Before(3, 33) {
		r.DML.UpdateOthers = compile.Others{}
	}
}
