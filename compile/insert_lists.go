package compile

import (
	"strconv"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// insertLists writes the rows of an INSERT whose values come as one array for each column:
//
//	SELECT r.c1, r.c2 FROM unnest(coalesce($1, ARRAY[(NULL::t).a]), ...) WITH ORDINALITY AS r (c1, c2, n) ORDER BY r.n
//
// A row is numbered when it has been sorted, so that numbers follow the order of the lists. The
// arrays are of the types that the columns have in the database, whatever the definition says of
// them, as values in VALUES are: coalesce makes them so.
// Source: https://www.postgresql.org/docs/current/functions-array.html
func (c *Compiler) insertLists(q *expr.InsertClauses, values []value) {
	if !c.needArrays("INSERT of lists") {
		return
	}
	if _, ok := q.Table.(*schema.Table); !ok {
		c.fail("lists are inserted into tables alone")
		return
	}
	c.WriteString(" SELECT ")
	given := 0
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		if v.at < 0 {
			c.grouped(v.expr)
			continue
		}
		given++
		c.WriteString("r.c" + strconv.Itoa(given))
	}
	c.WriteString(" FROM unnest(")
	for i, v := range values {
		if v.at < 0 {
			continue
		}
		if i > 0 {
			c.WriteString(", ")
		}
		c.valuesOf(q, v)
	}
	c.WriteString(") WITH ORDINALITY AS r (")
	for i := range given {
		c.WriteString("c" + strconv.Itoa(i+1) + ", ")
	}
	c.WriteString("n) ORDER BY r.n")
}

// valuesOf writes the list of one column.
func (c *Compiler) valuesOf(q *expr.InsertClauses, v value) {
	c.WriteString("coalesce(")
	outer := c.uncast
	c.uncast = true // the database is to find the type itself
	c.setValue(v.column, q.Values[v.at], "")
	c.uncast = outer
	c.WriteString(", ARRAY[(NULL::")
	c.Node(q.Table)
	c.WriteString(").")
	c.columnIdent(v.column)
	c.WriteString("])")
}
