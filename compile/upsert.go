package compile

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// UpsertStyle is how an INSERT deals with rows that are there already.
type UpsertStyle int

// The styles.
const (
	UpsertNone           UpsertStyle = iota // not at all
	UpsertOnConflict                        // ON CONFLICT (key) DO UPDATE SET ...
	UpsertOnDuplicateKey                    // ON DUPLICATE KEY UPDATE ...
	UpsertMerge                             // by MERGE in place of INSERT
)

// conflicts writes what becomes of rows that are there already, behind VALUES.
func (c *Compiler) conflicts(q *expr.InsertClauses, values []value) {
	for i, e := range q.Conflicts {
		conflict, ok := e.(*expr.Conflict)
		if !ok {
			c.Fail(fmt.Errorf("a %T where a conflict belongs", e))
			return
		}
		style := c.rules.DML.Upsert
		switch {
		case i > 0 && !c.rules.DML.ManyConflicts:
			c.fail("one ON CONFLICT is all there is, only SQLite has several")
		case conflict.Style == expr.OnConflict && style != UpsertOnConflict:
			c.fail("there is no ON CONFLICT here, only on PostgreSQL and SQLite: use Upsert, which all databases have")
		case conflict.Style == expr.OnDuplicateKey && style != UpsertOnDuplicateKey:
			c.fail("there is no ON DUPLICATE KEY UPDATE here, only on MySQL and MariaDB: use Upsert, which all databases have")
		case style == UpsertOnConflict:
			c.onConflict(q, conflict, values)
		case style == UpsertOnDuplicateKey:
			c.onDuplicateKey(q, conflict, values)
		default:
			c.fail("there is no form for it here: insert and update in a transaction")
		}
	}
}

// onConflict writes ON CONFLICT.
func (c *Compiler) onConflict(q *expr.InsertClauses, k *expr.Conflict, values []value) {
	c.WriteString(" ON CONFLICT")
	c.conflictTarget(q.Table, k)
	if !k.Update {
		c.WriteString(" DO NOTHING")
		return
	}
	if k.Constraint == "" && len(k.Key) == 0 && !c.rules.DML.ManyConflicts {
		c.fail("DoUpdate without a key: name its columns, or its constraint")
		return
	}
	c.WriteString(" DO UPDATE SET ")
	c.excluding(func(col *expr.Column) { c.WriteString("excluded."); c.columnIdent(col) }, func() {
		c.conflictSet(q.Table, c.conflictValues(q, k, values, true))
		if len(k.Where) > 0 {
			c.only([]expr.From{q.Table}, "the condition", k.Where)
			c.conflictWhere(k.Where)
		}
	})
}

// conflictTarget writes which unique index is meant.
func (c *Compiler) conflictTarget(table expr.From, k *expr.Conflict) {
	switch {
	case k.Constraint != "" && len(k.Key) > 0:
		c.fail("a conflict with both a key and a constraint: name one of the two")
	case k.Constraint != "" && !c.rules.DML.ConflictConstraint:
		c.fail("ON CONFLICT knows no constraints by name here, only on PostgreSQL: name the columns")
	case k.Constraint != "":
		c.WriteString(" ON CONSTRAINT ")
		c.Ident(k.Constraint)
	case len(k.Key) > 0:
		c.only([]expr.From{table}, "the key", k.Key)
		bare, inline := c.bare, c.inline
		c.bare = true
		c.WriteString(" (")
		c.separated(k.Key, ", ")
		c.writeByte(')')
		c.inline = c.rules.DML.ConflictLiterals
		c.conflictWhere(k.IndexWhere)
		c.bare, c.inline = bare, inline
	}
}

// conflictWhere writes a condition of ON CONFLICT. A single one stands there as it is: the
// databases that have the clause take any truth value for a condition.
func (c *Compiler) conflictWhere(conds []expr.Expr) {
	if len(conds) != 1 || isEmpty(conds) {
		c.clause(" WHERE ", conds, expr.OpAnd)
		return
	}
	c.WriteString(" WHERE ")
	c.open(conds[0])
}

// onDuplicateKey writes ON DUPLICATE KEY UPDATE.
func (c *Compiler) onDuplicateKey(q *expr.InsertClauses, k *expr.Conflict, values []value) {
	switch {
	case k.Constraint != "" || len(k.IndexWhere) > 0:
		c.fail("ON DUPLICATE KEY UPDATE minds all unique keys: it takes no constraint and no condition of an index")
		return
	case len(k.Where) > 0:
		c.fail("ON DUPLICATE KEY UPDATE takes no condition: put it into the values, with Case")
		return
	}
	alias := ""
	if c.rules.DML.RowAlias && q.Source == nil {
		alias = "new"
		if q.Table.FromName() == alias {
			alias = "new_1"
		}
		c.WriteString(" AS " + alias)
	}
	c.WriteString(" ON DUPLICATE KEY UPDATE ")
	if !k.Update {
		c.unchanged(q.Table, k)
		return
	}
	c.excluding(func(col *expr.Column) {
		if alias != "" {
			c.WriteString(alias + ".")
			c.columnIdent(col)
			return
		}
		c.WriteString("VALUES(")
		c.columnIdent(col)
		c.writeByte(')')
	}, func() { c.conflictSet(q.Table, c.conflictValues(q, k, values, k.Style == expr.Portable)) })
}

// unchanged sets a column of the key to itself, so that nothing is done but for that.
func (c *Compiler) unchanged(table expr.From, k *expr.Conflict) {
	col, ok := k.Key[0].(*expr.Column)
	if !ok {
		c.fail("DoNothing takes a key of columns here")
		return
	}
	c.assigned(col, table)
	c.WriteString(" = ")
	c.Node(col)
}

// conflictValues returns what the row that is there is changed to.
func (c *Compiler) conflictValues(q *expr.InsertClauses, k *expr.Conflict, values []value, sorted bool) []value {
	var out []value
	for i, col := range k.Columns {
		out = append(out, value{column: col, expr: k.Values[i]})
	}
	if k.All {
		for _, v := range values {
			if v.at >= 0 && !slices.Contains(k.Key, expr.Expr(v.column)) {
				out = append(out, value{column: v.column, expr: &expr.ExcludedValue{Column: v.column}})
			}
		}
	}
	if len(out) == 0 {
		c.fail("no column is left to change: take DoNothing, or DoUpdate with assignments")
	}
	if sorted {
		inTableOrder(out, q.Table)
	}
	return out
}

// conflictSet writes the assignments of a conflict.
func (c *Compiler) conflictSet(table expr.From, values []value) {
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		c.only([]expr.From{table}, "a value", []expr.Expr{v.expr})
		c.assigned(v.column, table)
		c.WriteString(" = ")
		c.grouped(v.expr)
	}
}

// excluding has write write what may mention the values that were to be inserted.
func (c *Compiler) excluding(how func(col *expr.Column), write func()) {
	outer := c.excluded
	c.excluded = how
	write()
	c.excluded = outer
}

// excludedValue writes what was to be inserted into a column.
func (c *Compiler) excludedValue(e *expr.ExcludedValue) {
	if c.excluded == nil {
		c.Fail(fmt.Errorf("Excluded(%s) stands in DoUpdate and OnDuplicateKeyUpdate alone", e.Column.Name()))
		return
	}
	c.excluded(e.Column)
}
