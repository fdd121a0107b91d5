package compile

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// excludedName is what the rows are called that an upsert by MERGE was to insert.
const excludedName = "excluded"

// upsertByMerge writes an INSERT with Upsert as MERGE, and reports whether it is one to be written so.
func (c *Compiler) upsertByMerge(q *expr.InsertClauses, values []value, items []expr.Expr) bool {
	if len(q.Conflicts) != 1 || c.rules.DML.Upsert != UpsertMerge {
		return false
	}
	k, ok := q.Conflicts[0].(*expr.Conflict)
	if !ok || k.Style != expr.Portable {
		return false
	}
	switch {
	case k.Constraint != "" || len(k.IndexWhere) > 0:
		c.fail("Upsert knows neither constraints by name nor partial indexes here: name the columns of the key")
		return true
	case len(values) == 0:
		c.fail("Upsert of a row without values")
		return true
	case len(q.Prefixes) > 0 || len(q.Hints) > 0:
		c.fail("Upsert takes no prefix and no hint here: it is MERGE")
		return true
	case len(items) > 0 && c.rules.DML.Returning != ReturningOutput:
		c.fail("Upsert gives no rows back here: select them in a statement of their own")
		return true
	}
	c.addCTEs(q.CTEs)
	c.mergeInto(q.Table, c.rules.DML.Merge.UpsertHint)
	c.WriteString(" USING (")
	c.enter(nil)
	defer c.leave()
	c.mergeRows(q, values)
	c.writeByte(')')
	c.asFrom(excludedName)
	if c.rules.DML.Merge.Values {
		c.columnNames(values, q.Table)
	}
	c.excluding(func(col *expr.Column) { c.excludedOf(col, values) }, func() {
		c.mergeOn(q.Table, k)
		c.mergeBranches(q, k, values)
	})
	c.outputClause(q.Table, "inserted", items)
	c.WriteString(c.rules.DML.Merge.End)
	return true
}

// excludedOf writes what was to be inserted into a column, which MERGE knows only if it is given a value.
func (c *Compiler) excludedOf(col *expr.Column, values []value) {
	if !slices.ContainsFunc(values, func(v value) bool { return v.column == col }) {
		c.Fail(fmt.Errorf("an upsert is MERGE here, which knows no value of %q: give the INSERT one", col.Name()))
	}
	c.WriteString(excludedName + ".")
	c.columnIdent(col)
}

// mergeRows writes the rows that are to be inserted.
func (c *Compiler) mergeRows(q *expr.InsertClauses, values []value) {
	switch {
	case q.Source != nil:
		c.fail("Upsert of the rows of a query is not there: insert values, or write MERGE as text")
	case c.rules.DML.Merge.Values:
		c.insertRows(q, values)
	default:
		c.selectRows(q, values)
	}
}

// selectRows writes rows as SELECT ... FROM DUAL UNION ALL SELECT ...
func (c *Compiler) selectRows(q *expr.InsertClauses, values []value) {
	width := len(q.Columns)
	for i := range max(1, len(q.Values)/max(1, width)) {
		if i > 0 {
			c.WriteString(" UNION ALL ")
		}
		c.WriteString("SELECT ")
		for j, v := range values {
			if j > 0 {
				c.WriteString(", ")
			}
			e := v.expr
			if v.at >= 0 {
				e = q.Values[i*width+v.at]
			}
			c.setValue(v.column, e, fmt.Sprintf("_m%d", i))
			c.WriteString(" AS ")
			c.columnIdent(v.column)
		}
		c.WriteString(c.rules.Query.NoTable)
	}
}

// mergeOn writes when a row is there already.
func (c *Compiler) mergeOn(table expr.From, k *expr.Conflict) {
	c.WriteString(" ON (")
	for i, e := range k.Key {
		col, ok := e.(*expr.Column)
		if !ok {
			c.fail("Upsert takes a key of columns here")
			return
		}
		if i > 0 {
			c.WriteString(" AND ")
		}
		if c.belongs(col, table) {
			c.Node(col)
			c.WriteString(" = ")
			c.excluded(col)
		}
	}
	c.writeByte(')')
}

// mergeBranches writes what is done with rows that are there, and with those that are not.
func (c *Compiler) mergeBranches(q *expr.InsertClauses, k *expr.Conflict, values []value) {
	if k.Update {
		c.only([]expr.From{q.Table}, "the condition", k.Where)
		c.mergeWhen(expr.Matched, k.Where)
		c.WriteString("UPDATE SET ")
		c.conflictSet(q.Table, c.conflictValues(q, k, values, true))
		c.mergeWhere(k.Where)
	}
	c.mergeWhen(expr.NotMatched, nil)
	c.mergeInsert(values, q.Table, func() {
		c.writeByte('(')
		for i, v := range values {
			if i > 0 {
				c.WriteString(", ")
			}
			c.excluded(v.column)
		}
		c.writeByte(')')
	})
}
