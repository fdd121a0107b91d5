package compile

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// NumberingStyle is how the numbers that the database makes follow the order of the rows of an INSERT.
type NumberingStyle int

// The styles.
const (
	NumberedAnyhow   NumberingStyle = iota // nothing is promised
	NumberedInValues                       // they grow in the order of VALUES
	NumberedInSelect                       // they grow in the order of a query with ORDER BY whose rows are inserted
	NumberedDensely                        // the same, one by one, unless they have no order at all
)

// UnorderedError says that an INSERT of several rows cannot give them back in their order: nothing
// tells which row is whose.
type UnorderedError struct {
	Table string
	Why   string
}

// Error names the table, the reason and the ways out.
func (e *UnorderedError) Error() string {
	return fmt.Sprintf("the rows of %q cannot be put in order when they come back: %s; name columns in which each row has values of its own (InOrder), or insert the rows one by one, as gild.AllBatches does", e.Table, e.Why)
}

// rowOrder is how the rows that an INSERT gives back are put in order, while it is compiled.
type rowOrder struct {
	sentinels  []*expr.Column
	made       bool // by the database: there is one, and it is a number, or grows as numbers do
	descending bool
	partial    bool // rows may be missing
	rows       int
	shown      int // results without the sentinels
	noted      int // how many values of sentinels are written, those of the first row, of the second and so on
	typed      []bool
	table      string
	types      []typemap.Type
	upsert     bool
	dense      bool
}

// planOrder finds out how the rows that come back are put in order, if that is asked for, and returns
// the results with what is needed for it.
func (c *Compiler) planOrder(q *expr.InsertClauses, values []value, items []expr.Expr) []expr.Expr {
	if !q.InOrder || !c.orderable(q, items) || c.rules.DML.Returning == ReturningNone {
		return items
	}
	rows := len(q.Values) / len(q.Columns)
	if rows < 2 {
		return items
	}
	o := &rowOrder{rows: rows, shown: len(items), table: q.Table.FromName(), typed: make([]bool, len(values))}
	why := o.find(c.rules, q, values)
	if why == "" {
		why = o.check(c)
	}
	if why != "" {
		c.Fail(&UnorderedError{Table: o.table, Why: why})
		return items
	}
	c.inOrder = o
	items = slices.Clip(items)
	for _, col := range o.sentinels {
		items = append(items, col)
	}
	return items
}

// orderable checks that InOrder has a meaning.
func (c *Compiler) orderable(q *expr.InsertClauses, items []expr.Expr) bool {
	top, ok := c.stmt.(*expr.InsertStmt)
	switch {
	case !ok || top.Clauses() != q:
		c.fail("InOrder inside of another statement: what comes back of it has no order there")
	case q.Source != nil:
		c.fail("InOrder of an INSERT from a query: only rows that are given have an order")
	case len(items) == 0:
		c.fail("InOrder without Returning: no rows come back")
	default:
		return len(q.Columns) > 0
	}
	return false
}

// find finds the sentinels. It returns why there are none.
func (o *rowOrder) find(r *Rules, q *expr.InsertClauses, values []value) (why string) {
	for _, e := range q.Conflicts {
		k, ok := e.(*expr.Conflict)
		if !ok {
			return "its conflicts are not known"
		}
		o.upsert = true
		o.partial = o.partial || !k.Update || len(k.Where) > 0
	}
	t, _ := q.Table.(*schema.Table)
	switch {
	case r.DML.Returning == ReturningInto:
		return "they come back in parameters, which hold one row"
	case len(q.Sentinels) > 0:
		return o.named(r, q, values)
	case o.upsert:
		return o.ofUpsert(r, q, t, values)
	case t == nil || len(t.PrimaryKey()) == 0:
		return "it has no primary key that is known"
	}
	for _, col := range t.PrimaryKey() {
		o.sentinels = append(o.sentinels, col.Column)
	}
	if allGiven(q, values, o.sentinels) {
		return ""
	}
	return o.numbered(r, t, values)
}

// named takes the sentinels that the statement names.
func (o *rowOrder) named(r *Rules, q *expr.InsertClauses, values []value) string {
	for _, e := range q.Sentinels {
		col, ok := e.(*expr.Column)
		if !ok || col.Table() != q.Table {
			return "InOrder takes columns of the table"
		}
		o.sentinels = append(o.sentinels, col)
	}
	switch {
	case allGiven(q, values, o.sentinels):
		return ""
	case len(o.sentinels) > 1 || o.upsert:
		return "the columns named in InOrder are not among the values, or are computed"
	}
	if slices.ContainsFunc(values, func(v value) bool { return v.column == o.sentinels[0] && v.at >= 0 }) {
		return fmt.Sprintf("the values of column %q are computed", o.sentinels[0].Name())
	}
	if t, ok := q.Table.(*schema.Table); ok && t.AutoIncrement() != nil && t.AutoIncrement().Column == o.sentinels[0] {
		return o.numbered(r, t, values)
	}
	o.made = true
	return ""
}

// numbered takes the column of the primary key that the database numbers.
func (o *rowOrder) numbered(r *Rules, t *schema.Table, values []value) string {
	const why = "its primary key is neither among the values nor a number that the database makes in their order"
	col := t.AutoIncrement()
	if key := t.PrimaryKey(); col == nil && len(key) == 1 {
		col = key[0]
	}
	if col == nil || r.DML.Numbering == NumberedAnyhow {
		return why
	}
	var numbers *expr.Sequence
	switch i := slices.IndexFunc(values, func(v value) bool { return v.column == col.Column }); {
	case i >= 0:
		call, ok := values[i].expr.(*expr.Call)
		if !ok || values[i].at >= 0 || call.Sequence == nil {
			return why
		}
		numbers = call.Sequence
	case col.Identity != nil:
		numbers = col.Identity.Numbers
	case t.AutoIncrement() != col:
		return why
	}
	if numbers != nil && numbers.Cycle {
		return "the numbers of its primary key begin again at their end"
	}
	o.descending = numbers != nil && numbers.Increment != nil && *numbers.Increment < 0
	o.sentinels, o.made, o.dense = []*expr.Column{col.Column}, true, r.DML.Numbering == NumberedDensely
	return ""
}

// check looks at the types of the sentinels, which have to come back as they were sent.
func (o *rowOrder) check(c *Compiler) string {
	for _, col := range o.sentinels {
		t := c.ownType(col)
		if before, after, err := t.ColumnWrap(); before != "" || after != "" || err != nil {
			return fmt.Sprintf("column %q is changed by SQL around it", col.Name())
		}
		switch {
		case t.IsInteger(), t.IsText(), t.Kind == typemap.KindUUID, t.Kind == typemap.KindBinary, t.Kind == typemap.KindUnknown:
		default:
			return fmt.Sprintf("column %q is a %s, which may come back in another form than it was sent", col.Name(), t)
		}
		o.types = append(o.types, t)
	}
	return ""
}

// allGiven reports whether the columns have values in each row that are not computed.
func allGiven(q *expr.InsertClauses, values []value, columns []*expr.Column) bool {
	for _, col := range columns {
		i := slices.IndexFunc(values, func(v value) bool { return v.column == col })
		if i < 0 || !values[i].given(q) {
			return false
		}
	}
	return len(columns) > 0
}

// given reports whether a column has a value in each row that is not computed.
func (v value) given(q *expr.InsertClauses) bool {
	if v.at < 0 { // a constant is the same for each row
		b, ok := v.expr.(*expr.Bind)
		return ok && b.Make != nil
	}
	for i := v.at; i < len(q.Values); i += len(q.Columns) {
		if b, ok := q.Values[i].(*expr.Bind); !ok || b.Many || b.Inline {
			return false
		}
	}
	return true
}

// noteSlot keeps where the value of a column went that has just been written.
func (o *rowOrder) noteSlot(c *Compiler, col *expr.Column) {
	i := slices.Index(o.sentinels, col)
	if o.made || i < 0 {
		return
	}
	width := len(o.sentinels)
	c.slots[len(c.slots)-1].sentinel = o.noted/width*width + i + 1 // the slot may still be moved
	o.noted++
}

// hideSentinels takes the results that are there for the order alone from those of the statement.
func (c *Compiler) hideSentinels() {
	o := c.inOrder
	if o == nil {
		return
	}
	if c.columns != nil {
		c.columns = &typemap.Columns{Names: c.columns.Names[:o.shown:o.shown], Types: c.columns.Types[:o.shown:o.shown]}
	}
}

// checkSentinels fails if there is a list in front of a sentinel: the places of arguments behind it
// differ with its length.
func (c *Compiler) checkSentinels() {
	if c.inOrder == nil || c.inOrder.noted == 0 {
		return
	}
	list := slices.IndexFunc(c.slots, func(s slot) bool { return s.many })
	if list >= 0 && slices.ContainsFunc(c.slots[list:], func(s slot) bool { return s.sentinel > 0 }) {
		c.Fail(&UnorderedError{Table: c.inOrder.table, Why: "there are lists of values for IN among its values"})
	}
}
