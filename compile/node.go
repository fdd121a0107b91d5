package compile

import (
	"fmt"
	"reflect"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// Node writes n. After a failure it does nothing: what a mistake leaves behind need not make
// sense. The functions below it know all nodes of gild.
func (c *Compiler) Node(n expr.Node) {
	if c.err != nil {
		return
	}
	switch n := n.(type) { // what most of a statement consists of
	case *expr.Column:
		if n != nil {
			c.column(n)
			return
		}
	case *expr.Bind:
		if n != nil {
			c.bind(n, false)
			return
		}
	case *schema.Table:
		if n != nil {
			c.table(n)
			return
		}
	}
	if isNil(n) {
		c.Fail(fmt.Errorf("a nil %T where an expression, a table or a statement belongs", n))
		return
	}
	if !c.expression(n) && !c.fromElement(n) && !c.otherExpression(n) && !c.statementNode(n) {
		c.foreign(n)
	}
}

// expression writes n if it is one of the expressions that most statements have, and reports
// whether it is.
func (c *Compiler) expression(n expr.Node) bool {
	switch n := n.(type) {
	case *expr.Column:
		c.column(n)
	case *expr.Bind:
		c.bind(n, false)
	case *expr.Binary:
		if n.Op.IsLike() || n.Op == expr.OpDiv || n.Op == expr.OpFloorDiv || n.Op == expr.OpMod {
			c.binary(n)
			break
		}
		was := c.operating
		c.operating = true
		c.binary(n)
		c.operating = was
	case *expr.Unary:
		c.unary(n)
	case *expr.Logical:
		was := c.operating
		c.operating = true
		c.logical(n)
		c.operating = was
	case *expr.List:
		c.list(n)
	case *expr.TupleExpr:
		c.tuple(n)
	case *expr.CollateExpr:
		leave := c.inOperator()
		c.collate(n)
		leave()
	case *expr.CustomOp:
		leave := c.inOperator()
		c.custom(n)
		leave()
	case *expr.Call:
		c.call(n)
	case *expr.Constant:
		c.constant(n)
	case *expr.Label:
		c.label(n)
	case *expr.Order:
		c.order(n)
	case *expr.LabelRef:
		c.labelRef(n)
	case *expr.Scalar:
		c.scalar(n)
	case *expr.BareColumn:
		c.Ident(n.Name)
	case *expr.Invalid:
		c.Fail(n.Err)
	default:
		return false
	}
	return true
}

// otherExpression writes n if it is one of the other expressions, and reports whether it is.
func (c *Compiler) otherExpression(n expr.Node) bool {
	switch n := n.(type) {
	case *expr.ValuesExpr:
		c.valuesExpr(n)
	case *expr.RowValue:
		c.rowValue(n)
	case *expr.FieldExpr:
		c.field(n)
	case *expr.FilterExpr:
		c.filterExpr(n)
	case *expr.WithinGroup:
		c.withinGroup(n)
	case *expr.OverExpr:
		c.overExpr(n)
	case *expr.CaseExpr:
		c.caseExpr(n)
	case *expr.CastExpr:
		c.castExpr(n)
	case *expr.ExtractExpr:
		c.extractExpr(n)
	case *expr.RawExpr:
		c.rawExpr(n)
	case *expr.JSONAccess:
		c.jsonAccess(n)
	case *expr.ArrayExpr:
		c.array(n)
	case *expr.IndexExpr:
		c.index(n)
	case *expr.Quantified:
		c.quantified(n)
	case *expr.CollectionExpr:
		c.collectionOp(n)
	case *expr.ExcludedValue:
		c.excludedValue(n)
	case *expr.AssignedValue:
		c.assignedValue(n)
	default:
		return false
	}
	return true
}

// fromElement writes n if it can be selected from, and reports whether it can.
func (c *Compiler) fromElement(n expr.Node) bool {
	switch n := n.(type) {
	case *schema.Table:
		c.table(n)
	case *expr.Alias:
		c.alias(n)
	case *expr.Subquery:
		c.subquery(n)
	case *expr.CTE:
		c.cte(n)
	case *expr.ValuesTable:
		c.values(n)
	case *expr.NamedTable:
		c.namedTable(n)
	case *expr.TableFunc:
		c.tableFunc(n)
	case *expr.Sample:
		c.sample(n)
	case *expr.Versions:
		c.versions(n)
	case *expr.Join:
		c.join(n)
	case *expr.TextFrom:
		c.Node(n.Text())
	default:
		return false
	}
	return true
}

// statementNode writes n if it is a statement, and reports whether it is.
func (c *Compiler) statementNode(n expr.Node) bool {
	switch n := n.(type) {
	case *expr.SelectStmt:
		c.statement(false, func() { c.selectStmt(n) })
	case *expr.CompoundStmt:
		c.statement(true, func() { c.compound(n) })
	case *expr.InsertStmt:
		c.statement(false, func() { c.insert(n.Clauses()) })
		c.checkSentinels()
	case *expr.UpdateStmt:
		c.statement(false, func() { c.update(n.Clauses()) })
	case *expr.DeleteStmt:
		c.statement(false, func() { c.delete(n.Clauses()) })
	case *expr.MergeStmt:
		c.statement(false, func() { c.merge(n.Clauses()) })
	case *expr.TextStmt:
		c.textStmt(n)
	case *expr.TextQuery:
		c.textQuery(n)
	default:
		return c.ddl(n)
	}
	return true
}

// foreign writes a node of another package: by the dialect's rule for its type, else as it
// writes itself.
func (c *Compiler) foreign(n expr.Node) {
	if rule := c.rules.Ext[reflect.TypeOf(n)]; rule != nil {
		rule(c, n)
		return
	}
	if u, ok := n.(interface{ Unwrap() expr.Node }); ok && u.Unwrap() != n {
		c.Node(u.Unwrap())
		return
	}
	if w, ok := n.(Writer); ok {
		w.WriteSQL(c)
		return
	}
	c.Fail(fmt.Errorf("there is no rule for a %T: give it the method WriteSQL of compile.Writer, or the dialect a rule with compile.SetRule", n))
}

// isNil reports whether n is nil or a nil pointer.
func isNil(n expr.Node) bool {
	switch n := n.(type) { // what is asked about most, without reflection
	case nil:
		return true
	case *expr.Column:
		return n == nil
	case *expr.Binary:
		return n == nil
	case *expr.Join:
		return n == nil
	case *schema.Table:
		return n == nil
	}
	v := reflect.ValueOf(n)
	return v.Kind() == reflect.Pointer && v.IsNil()
}
