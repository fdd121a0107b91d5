package compile

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// oneEach makes of branches the two that Oracle has. Rows that it deletes are among those that it
// changes, chosen by a condition that sees them as they have become: so DoDelete stands in front of
// DoUpdate, and its condition mentions no column that is set.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/MERGE.html
func (c *Compiler) oneEach(q *expr.MergeClauses, list []mergeBranch) []mergeBranch {
	var out []mergeBranch
	var deleted *expr.MergeBranch
	for _, b := range list {
		if slices.ContainsFunc(out, func(o mergeBranch) bool { return o.Match == b.Match }) || b.Do == expr.MergeDelete && deleted != nil {
			c.Fail(fmt.Errorf("several WHEN %s: here each stands once, but for DoDelete in front of DoUpdate; choose values with Case", b.Match))
			return nil
		}
		if b.Do == expr.MergeDelete {
			deleted = b.MergeBranch
			continue
		}
		if b.Do == expr.MergeUpdate {
			c.keepsKey(q, b)
			if deleted != nil {
				b = c.deleting(q, deleted, b)
				deleted = nil
			}
		}
		out = append(out, b)
	}
	if deleted != nil {
		c.fail("MERGE deletes only rows that it changes here: put DoUpdate behind DoDelete, or use Delete with Exists")
	}
	return out
}

// keepsKey fails for columns of the condition that are set: ORA-38104.
func (c *Compiler) keepsKey(q *expr.MergeClauses, b mergeBranch) {
	for _, v := range c.mergeValues(q, b) {
		if mentions(q.On, v.column) {
			c.Fail(fmt.Errorf("column %q is in the condition of Using: here it cannot be changed", v.column.Name()))
		}
	}
}

// deleting returns the branch that changes what both choose, and deletes what deleted chooses.
func (c *Compiler) deleting(q *expr.MergeClauses, deleted *expr.MergeBranch, b mergeBranch) mergeBranch {
	for _, v := range c.mergeValues(q, b) {
		if mentions(deleted.Where, v.column) {
			c.Fail(fmt.Errorf("DoDelete by column %q, which DoUpdate changes: here the row is looked at when it is changed; use two statements", v.column.Name()))
		}
	}
	both := *b.MergeBranch
	if len(both.Where) > 0 {
		both.Where = []expr.Expr{expr.Or(expr.And(deleted.Where...), expr.And(both.Where...))}
	}
	return mergeBranch{&both, deleted.Where}
}

// mentions reports whether conditions mention a column.
func mentions(conds []expr.Expr, col *expr.Column) bool {
	found := false
	for _, e := range conds {
		expr.Walk(e, func(n expr.Node) bool {
			found = found || n == expr.Node(col)
			return !found
		})
	}
	return found
}
