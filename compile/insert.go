package compile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// insert writes an INSERT, reading top to bottom as SQL does.
func (c *Compiler) insert(q *expr.InsertClauses) {
	if !c.beginWrite("INSERT", q.Table, &q.Writing) {
		return
	}
	q = c.fillRows(q)
	values := c.insertValues(q)
	if c.err != nil {
		return
	}
	items := q.Returning
	if len(items) == 0 && q.ReturningKey {
		items = c.keyItems(q, values)
	}
	c.only([]expr.From{q.Table}, "RETURNING", q.Returning)
	items = c.planOrder(q, values, items)
	if c.err == nil && !c.upsertByMerge(q, values, items) {
		c.insertInto(q, values, items)
	}
	c.hideSentinels()
}

func (c *Compiler) insertInto(q *expr.InsertClauses, values []value, items []expr.Expr) {
	c.addCTEs(q.CTEs)
	c.verb("INSERT ", q.Table, &q.Writing)
	c.WriteString("INTO ")
	c.written(q.Table, &q.Writing, false)
	c.enter(nil)
	defer c.leave()
	if len(values) > 0 {
		c.columnNames(values, q.Table)
	}
	c.outputClause(q.Table, "inserted", items)
	switch {
	case q.Lists:
		c.insertLists(q, values)
	case q.Source != nil:
		c.insertQuery(q.Source, values, len(q.Conflicts) > 0)
	case len(values) == 0:
		c.emptyRow(q.Table)
	case c.inOrder.byQuery(c.rules):
		c.selectInOrder(q, values)
	default:
		c.writeByte(' ')
		c.insertRows(q, values)
	}
	c.conflicts(q, values)
	c.returning(q.Table, items)
}

// fillRows gives rows that lack a column of the first one its default, where gild sends one.
func (c *Compiler) fillRows(q *expr.InsertClauses) *expr.InsertClauses {
	t := tableOf(q.Table)
	if t == nil || q.NoDefaults {
		return q
	}
	filled := q
	for i, e := range q.Values {
		mistake, ok := e.(*expr.Invalid)
		if !ok {
			continue
		}
		missing, ok := errors.AsType[*expr.NoValueError](mistake.Err)
		if !ok {
			continue
		}
		for _, col := range t.Definitions() {
			if col.Column != missing.Column || col.InsertDefault() == nil {
				continue
			}
			if filled == q {
				copied := *q
				copied.Values, filled = slices.Clone(q.Values), &copied
			}
			filled.Values[i] = col.InsertDefault()
		}
	}
	return filled
}

// insertValues returns what the columns of each row are given, in the order of the table; those of
// a query in the order of its results, and defaults behind.
func (c *Compiler) insertValues(q *expr.InsertClauses) []value {
	c.only(nil, "a value", q.Values)
	values := make([]value, len(q.Columns))
	for i, col := range q.Columns {
		values[i] = value{column: col, at: i}
		c.belongs(col, q.Table)
	}
	if !q.NoDefaults {
		values = c.withDefaults(values, q.Table, (*schema.Column).InsertDefault)
	}
	if q.Source == nil && !q.Lists {
		inTableOrder(values, q.Table)
	}
	return values
}

// columnNames writes the columns of an INSERT, without their table.
func (c *Compiler) columnNames(values []value, table expr.From) {
	c.WriteString(" (")
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		c.assigned(v.column, table)
	}
	c.writeByte(')')
}

// insertRows writes VALUES.
func (c *Compiler) insertRows(q *expr.InsertClauses, values []value) {
	width, rows := len(q.Columns), 1
	if width > 0 {
		rows = len(q.Values) / width
	}
	if rows > 1 && c.rules.DML.SingleRow {
		c.fail("there is no INSERT of several rows here: insert one by one, or the rows of a query with FromSelect")
		return
	}
	c.WriteString("VALUES ")
	outer := c.assigning
	defer func() { c.assigning = outer }()
	for i := range rows {
		suffix := ""
		if rows > 1 {
			suffix = "_m" + strconv.Itoa(i)
		}
		if i > 0 {
			c.WriteString(", ")
		}
		c.insertRow(values, q.Values[i*width:(i+1)*width], suffix)
		if c.inOrder.byQuery(c.rules) {
			c.buf = c.buf[:len(c.buf)-1]
			if len(values) > 0 {
				c.WriteString(", ")
			}
			c.WriteString(strconv.Itoa(i) + ")")
		}
	}
}

// insertRow writes the values of one row.
func (c *Compiler) insertRow(values []value, row []expr.Expr, suffix string) {
	of := func(v value) expr.Expr {
		if v.at < 0 {
			return v.expr
		}
		return row[v.at]
	}
	c.assigning = assignment{suffix: suffix, of: func(col *expr.Column) expr.Expr {
		if i := slices.IndexFunc(values, func(v value) bool { return v.column == col }); i >= 0 {
			return of(values[i])
		}
		return nil
	}}
	c.writeByte('(')
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		c.assigning.unfolded = append(c.assigning.unfolded[:0], v.column)
		c.setValue(v.column, of(v), suffix)
		if c.inOrder != nil {
			c.inOrder.noteSlot(c, v.column)
			if c.inOrder.byQuery(c.rules) {
				c.castOrdered(i, v.column, of(v))
			}
		}
	}
	c.writeByte(')')
}

// emptyRow writes a row of what the database gives its columns.
func (c *Compiler) emptyRow(table expr.From) {
	if c.rules.DML.EmptyInsert != "" {
		c.WriteString(c.rules.DML.EmptyInsert)
		return
	}
	c.WriteString(" VALUES (DEFAULT")
	c.WriteString(strings.Repeat(", DEFAULT", max(0, len(table.Columns())-1)))
	c.writeByte(')')
}

// insertQuery writes the query whose rows are inserted, with defaults among its results.
func (c *Compiler) insertQuery(q expr.Query, values []value, upsert bool) {
	var defaults []expr.Item
	for _, v := range values {
		if v.at < 0 {
			defaults = append(defaults, v.expr)
		}
	}
	if len(defaults) > 0 {
		s, ok := q.(*expr.SelectStmt)
		if !ok {
			c.Fail(fmt.Errorf("columns with defaults (%q is one) cannot be added to a %T: name them in FromSelect, select from it as a subquery, or leave defaults out with WithoutDefaults", values[len(values)-1].column.Name(), q))
			return
		}
		q = s.Columns(defaults...)
	}
	if upsert && c.rules.DML.ConflictNeedsWhere {
		q = beforeConflict(q)
	}
	c.writeByte(' ')
	c.WithHere()
	c.Node(q)
}

// beforeConflict returns q with a WHERE, if it ends in its FROM: ON CONFLICT would be taken for the ON
// of a join there.
func beforeConflict(q expr.Query) expr.Query {
	switch s := q.(type) {
	case *expr.SelectStmt:
		if isEmpty(s.Clauses().Where) {
			return s.Where(expr.True())
		}
	case *expr.CompoundStmt:
		if k := s.Clauses(); len(k.OrderBy) == 0 && !k.IsSet() {
			return expr.Select(expr.SubqueryOf(s, "")).Where(expr.True())
		}
	}
	return q
}

// keyItems returns what an INSERT has to give back for the primary key that the database makes. What the
// driver tells is the number that a row was given, no other value.
func (c *Compiler) keyItems(q *expr.InsertClauses, values []value) []expr.Expr {
	key := generatedKey(q, values)
	switch d := &c.rules.DML; {
	case d.KeyByReturning:
		return key
	case d.Returning == ReturningRows && !isNumbered(q.Table, key):
		return key
	}
	return nil
}

// isNumbered reports whether a key is the column alone whose values the database counts.
func isNumbered(table expr.From, key []expr.Expr) bool {
	t, ok := table.(*schema.Table)
	return !ok || len(key) == 0 || len(key) == 1 && t.AutoIncrement() != nil && key[0] == expr.Expr(t.AutoIncrement().Column)
}

// generatedKey returns the columns of the primary key that the database gives a value in an
// INSERT of one row.
func generatedKey(q *expr.InsertClauses, values []value) []expr.Expr {
	t, ok := q.Table.(*schema.Table)
	if !ok || q.Source != nil || len(q.Values) > len(q.Columns) {
		return nil
	}
	var key []expr.Expr
	auto := t.AutoIncrement()
	for _, col := range t.PrimaryKey() {
		i := slices.IndexFunc(values, func(v value) bool { return v.column == col.Column })
		switch {
		case i < 0 && (col == auto || col.ServerDefault != ""):
			key = append(key, col.Column)
		case i < 0:
		case values[i].at >= 0 && computed(q.Values[values[i].at]), values[i].at < 0 && computed(values[i].expr):
			key = append(key, col.Column)
		}
	}
	return key
}

// computed reports whether the database computes a value.
func computed(e expr.Expr) bool {
	_, bound := e.(*expr.Bind)
	return !bound
}
