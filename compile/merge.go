package compile

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// MergeRules are the rules for MERGE. The zero value is that there is none.
type MergeRules struct {
	// Exists tells whether there is MERGE.
	Exists bool
	// BySource tells whether it has WHEN NOT MATCHED BY SOURCE, Nothing whether it has DO NOTHING,
	// Returning whether it gives rows back.
	BySource, Nothing, Returning bool
	// Values tells that it takes VALUES in parentheses as its source.
	Values bool
	// Few tells that each action stands once for each kind of rows, as SQL Server has it.
	Few bool
	// OneEach tells that there is one WHEN MATCHED and one WHEN NOT MATCHED, with conditions behind
	// the action, and that rows are deleted by a condition behind UPDATE, as Oracle has it.
	OneEach bool
	// NoRecursive tells that WITH RECURSIVE does not stand in front of it.
	NoRecursive bool
	// UpsertHint stands behind the table of an upsert that is written as MERGE, End behind the
	// statement.
	UpsertHint, End string
}

// merge writes a MERGE, reading top to bottom as SQL does.
func (c *Compiler) merge(q *expr.MergeClauses) {
	if !c.beginWrite("MERGE", q.Table, &q.Writing) {
		return
	}
	branches := c.checkMerge(q)
	both := []expr.From{q.Table, q.Source}
	if c.err == nil {
		c.only(both, "the condition of Using", q.On)
		c.only(both, "RETURNING", q.Returning)
	}
	if c.err != nil {
		return
	}
	c.enter(both)
	defer c.leave()
	c.addCTEs(q.CTEs)
	c.mergeInto(q.Table, c.mergeHint(q.Hints))
	c.WriteString(" USING ")
	c.Node(q.Source)
	c.WriteString(" ON (")
	c.allOf(q.On...)
	c.writeByte(')')
	if c.rules.DML.Merge.OneEach {
		branches = c.oneEach(q, branches)
	}
	for i, b := range branches {
		c.mergeBranch(q, b, i)
	}
	c.outputClause(q.Table, "inserted", q.Returning)
	c.returning(q.Table, q.Returning)
	c.WriteString(c.rules.DML.Merge.End)
}

// mergeBranch writes a WHEN.
func (c *Compiler) mergeBranch(q *expr.MergeClauses, b mergeBranch, i int) {
	about := []expr.From{q.Table, q.Source}
	switch b.Match {
	case expr.NotMatched:
		about = about[1:]
	case expr.NotMatchedBySource:
		about = about[:1]
	}
	c.only(about, "the condition of WHEN "+b.Match.String(), b.Where)
	c.only(about, "a value of WHEN "+b.Match.String(), b.Values)
	c.mergeWhen(b.Match, b.Where)
	suffix := ""
	if i > 0 {
		suffix = "_w" + strconv.Itoa(i+1)
	}
	switch b.Do {
	case expr.MergeNothing:
		c.WriteString("DO NOTHING")
	case expr.MergeDelete:
		c.WriteString("DELETE")
	case expr.MergeUpdate:
		c.WriteString("UPDATE SET ")
		c.assignments(c.mergeValues(q, b), q.Table, false, suffix)
		c.mergeWhere(b.Where)
		c.clause(" DELETE WHERE ", b.deleted, expr.OpAnd)
	case expr.MergeInsert:
		values := c.mergeValues(q, b)
		outer := c.assigning
		c.mergeInsert(values, q.Table, func() { c.insertRow(values, nil, suffix) })
		c.assigning = outer
		c.mergeWhere(b.Where)
	}
}

// mergeValues returns what the columns of a row are given, in the order of the table.
func (c *Compiler) mergeValues(q *expr.MergeClauses, b mergeBranch) []value {
	values := make([]value, len(b.Columns))
	for i, col := range b.Columns {
		values[i] = value{column: col, expr: b.Values[i], at: -1}
		c.belongs(col, q.Table)
	}
	switch {
	case q.NoDefaults:
	case b.Do == expr.MergeInsert:
		values = c.withDefaults(values, q.Table, (*schema.Column).InsertDefault)
	default:
		values = c.withDefaults(values, q.Table, (*schema.Column).UpdateDefault)
	}
	inTableOrder(values, q.Table)
	return values
}

// mergeHint returns the hint about the table that is written to.
func (c *Compiler) mergeHint(hints []expr.Hint) (text string) {
	for _, h := range hints {
		switch {
		case h.Dialect != "" && h.Dialect != "*" && h.Dialect != c.rules.Dialect:
		case c.rules.Query.Hints == HintBehind:
			text = " " + h.Text
		case c.rules.Query.Hints != HintNowhere:
			c.fail("MERGE takes no hint here")
		}
	}
	return text
}

// mergeInto writes the table that is written to; a hint stands in front of its other name.
func (c *Compiler) mergeInto(table expr.From, hint string) {
	c.WriteString("MERGE INTO ")
	if a, ok := table.(*expr.Alias); ok && hint != "" {
		c.Node(a.Of())
		c.WriteString(hint)
		c.asFrom(c.fromName(a))
		return
	}
	c.Node(table)
	c.WriteString(hint)
}

// mergeWhen writes the head of a branch.
func (c *Compiler) mergeWhen(match expr.MergeMatch, conds []expr.Expr) {
	c.WriteString(" WHEN " + match.String())
	if !c.rules.DML.Merge.OneEach && len(conds) > 0 {
		c.clause(" AND ", []expr.Expr{expr.And(conds...)}, expr.OpAnd)
	}
	c.WriteString(" THEN ")
}

// mergeWhere writes the condition of a branch where that stands behind it.
func (c *Compiler) mergeWhere(conds []expr.Expr) {
	if c.rules.DML.Merge.OneEach {
		c.clause(" WHERE ", conds, expr.OpAnd)
	}
}

// mergeInsert writes INSERT of a row.
func (c *Compiler) mergeInsert(values []value, table expr.From, row func()) {
	c.WriteString("INSERT")
	c.columnNames(values, table)
	c.WriteString(" VALUES ")
	row()
}

// mergeBranch is a branch as the database has it.
type mergeBranch struct {
	*expr.MergeBranch
	deleted []expr.Expr // which rows are deleted once they are changed
}

// checkMerge checks what is said of a MERGE, and returns its branches.
func (c *Compiler) checkMerge(q *expr.MergeClauses) []mergeBranch {
	switch source := q.Source.(type) {
	case nil:
		c.fail("a MERGE without a source: name it with Using")
	case *expr.Invalid:
		c.Fail(source.Err)
	case *expr.Join:
		c.Fail(fmt.Errorf("a join (%s) is no source of MERGE: put it into a subquery", names([]expr.From{source})))
	}
	switch {
	case !c.rules.DML.Merge.Exists:
		c.fail("there is no MERGE here, only on PostgreSQL from 15 on, SQL Server and Oracle: use Insert with Upsert, which all databases have")
	case len(q.On) == 0 || isEmpty(q.On):
		c.fail("Using without a condition: say which rows belong together")
	case len(q.Branches) == 0:
		c.fail("a MERGE that does nothing: give it WhenMatched or WhenNotMatched")
	}
	var out []mergeBranch
	for _, e := range q.Branches {
		b, ok := e.(*expr.MergeBranch)
		if !ok {
			c.Fail(fmt.Errorf("a %T where a branch of MERGE belongs", e))
			return nil
		}
		c.checkBranch(out, b)
		out = append(out, mergeBranch{MergeBranch: b})
	}
	if !c.rules.DML.Merge.Nothing {
		out = c.withoutNothing(out)
	}
	return out
}

// checkMergeWith checks what stands in front of a MERGE.
func (c *Compiler) checkMergeWith(list []*namedQuery) {
	if _, ok := c.stmt.(*expr.MergeStmt); !ok || !c.rules.DML.Merge.NoRecursive {
		return
	}
	for _, q := range list {
		if q.cte.IsRecursive() {
			c.construct = "MERGE"
			c.Fail(fmt.Errorf("the database takes no recursive CTE (%q) in front of a MERGE: "+
				"select from it in a subquery that has it as its own (Nesting)", q.name))
		}
	}
}

// checkBranch checks a branch that follows others.
func (c *Compiler) checkBranch(before []mergeBranch, b *expr.MergeBranch) {
	if b.Match == expr.NotMatchedBySource && !c.rules.DML.Merge.BySource {
		c.fail("there is no WHEN NOT MATCHED BY SOURCE here, only on SQL Server and on PostgreSQL from 17 on: " +
			"use Update or Delete with Not of Exists")
	}
	for _, other := range before {
		if other.Match != b.Match {
			continue
		}
		switch {
		case isEmpty(other.Where):
			c.Fail(fmt.Errorf("a WHEN %s behind one without condition is never reached: put it in front", b.Match))
		case c.rules.DML.Merge.Few && other.Do == b.Do:
			c.Fail(fmt.Errorf("two WHEN %s that do the same: here each stands once; join the conditions with Or, and choose values with Case", b.Match))
		}
	}
}

// withoutNothing leaves branches out that do nothing, where the database has no words for them:
// the last of their kind.
func (c *Compiler) withoutNothing(list []mergeBranch) []mergeBranch {
	var out []mergeBranch
	for i, b := range list {
		if b.Do != expr.MergeNothing {
			out = append(out, b)
			continue
		}
		for _, behind := range list[i+1:] {
			if behind.Match == b.Match {
				c.Fail(fmt.Errorf("DoNothing in front of another WHEN %s: there is no DO NOTHING here; put the contrary into the condition of that", b.Match))
			}
		}
	}
	if len(out) == 0 {
		c.Fail(errors.New("a MERGE that does nothing: give it a branch with DoUpdate, DoDelete or DoInsert"))
	}
	return out
}
