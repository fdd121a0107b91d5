package compile

import (
	"strconv"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// The names of the rows that are inserted in order, and of the column with their numbers.
const (
	orderedRowsName = "imp_sen"
	orderedNumber   = "sen_counter"
)

// byQuery reports whether the rows are written as those of a query, so that the database numbers them in
// their order.
func (o *rowOrder) byQuery(r *Rules) bool {
	return o != nil && o.made && (r.DML.Numbering == NumberedInSelect || r.DML.Numbering == NumberedDensely)
}

// selectInOrder writes the rows as those of a query over VALUES, in which each row has a number.
// What the database computes for the sentinel is computed in the query, once the rows are sorted.
//
//	SELECT p0::TEXT FROM (VALUES ($1::TEXT, 0), ($2, 1)) AS imp_sen(p0, sen_counter) ORDER BY sen_counter
func (c *Compiler) selectInOrder(q *expr.InsertClauses, values []value) {
	var listed []value
	c.WriteString(" SELECT ")
	for i, v := range values {
		if i > 0 {
			c.WriteString(", ")
		}
		if v.at < 0 && v.column == c.inOrder.sentinels[0] {
			c.Node(v.expr)
			continue
		}
		listed = append(listed, v)
		c.orderedColumn(len(listed) - 1)
		if cast := c.rules.Expr.BindCast; cast != nil {
			c.castColumn(v.column)
		}
	}
	c.WriteString(" FROM (")
	c.insertRows(q, listed)
	c.writeByte(')')
	if !c.rules.DML.ValuesUnnamed {
		c.asFrom(orderedRowsName)
		c.writeByte('(')
		for i := range listed {
			c.orderedColumn(i)
			c.WriteString(", ")
		}
		c.WriteString(orderedNumber + ")")
	}
	c.WriteString(" ORDER BY ")
	if c.rules.DML.ValuesUnnamed {
		c.orderedColumn(len(listed))
		return
	}
	c.WriteString(orderedNumber)
}

// orderedColumn writes the name of a column of the rows.
func (c *Compiler) orderedColumn(i int) {
	if c.rules.DML.ValuesUnnamed {
		c.WriteString("column" + strconv.Itoa(i+1))
		return
	}
	c.WriteString("p" + strconv.Itoa(i))
}

// castColumn writes the cast to a column's type, if that is known. Of text it has no length: a cast would
// cut what is too long, which is to be an error when the column is given it.
func (c *Compiler) castColumn(col *expr.Column) {
	t := c.ownType(col)
	switch name, _ := t.SQLName(); {
	case t.Kind == typemap.KindUnknown, t.Kind == typemap.KindBit:
		return
	case t.IsText() && (t.Length > 0 || strings.HasPrefix(strings.ToUpper(name), "CHAR")):
		t = typemap.Text()
	}
	c.WriteString("::" + c.typeName(t))
}

// castOrdered writes the cast behind the first value of a column, if it is one that the database
// would take for text.
func (c *Compiler) castOrdered(i int, col *expr.Column, e expr.Expr) {
	o := c.inOrder
	if c.rules.Expr.BindCast == nil || o.typed[i] || isNullWord(e) {
		return
	}
	o.typed[i] = true
	if _, ok := parameter(e); ok && (c.rules.Type.CastBinds == nil || !c.rules.Type.CastBinds(c.ownType(col))) {
		c.castColumn(col)
	}
}
