package compile

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

const noArrays = "the database has no arrays"

// needArrays fails unless the database has arrays.
func (c *Compiler) needArrays(construct string) bool {
	if !c.rules.Expr.Arrays {
		c.construct = construct
		c.fail(noArrays)
	}
	return c.rules.Expr.Arrays
}

// array writes ARRAY[...]; an empty one says its type.
func (c *Compiler) array(a *expr.ArrayExpr) {
	if !c.needArrays("ARRAY") {
		return
	}
	if len(a.Elems) == 0 && a.Typ.Elem().Kind != typemap.KindUnknown {
		c.WriteString("ARRAY[]::")
		c.TypeName(a.Typ)
		return
	}
	c.WriteString("ARRAY[")
	for i, e := range a.Elems {
		if i > 0 {
			c.WriteString(", ")
		}
		c.openUntyped(e)
	}
	c.writeByte(']')
}

// index writes an element of an array, or a slice.
func (c *Compiler) index(i *expr.IndexExpr) {
	if !c.needArrays("array index") {
		return
	}
	c.subscripted(i.Array)
	c.writeByte('[')
	if i.To == nil {
		c.tight(i.At, false)
	} else {
		c.Node(i.At)
		c.writeByte(':')
		c.Node(i.To)
	}
	c.writeByte(']')
}

// subscripted writes what square brackets follow: PostgreSQL takes them behind names and
// parentheses only.
func (c *Compiler) subscripted(e expr.Expr) {
	switch e := e.(type) {
	case *expr.IndexExpr:
		dims := expr.TypeOf(e.Array).Elem().Kind
		if e.To != nil && dims != typemap.KindArray { // or what follows would be about another dimension
			c.parens(e)
			return
		}
		c.Node(e)
		return
	case *expr.Call, *expr.CastExpr, *expr.ArrayExpr, *expr.CaseExpr, *expr.Bind:
		c.parens(e)
		return
	}
	c.tight(e, false)
}

// quantified writes ANY (...) or ALL (...).
func (c *Compiler) quantified(q *expr.Quantified) {
	word := "ANY "
	if q.All {
		word = "ALL "
	}
	if mistake, ok := q.Of.(*expr.Invalid); ok {
		c.Fail(mistake.Err)
		return
	}
	_, isQuery := q.Of.(*expr.Scalar)
	if !isQuery && !c.needArrays(word+"of an array") {
		return
	}
	c.WriteString(word)
	if isQuery { // has parentheses of its own
		c.Node(q.Of)
		return
	}
	c.parens(q.Of)
}

// collectionOps spells the operators.
var collectionOps = [...]string{
	expr.OpContains: "@>", expr.OpContainedBy: "<@", expr.OpOverlaps: "&&",
	expr.OpHasKey: "?", expr.OpHasAny: "?|", expr.OpHasAll: "?&",
	expr.OpDeletePath: "#-", expr.OpPathExists: "@?", expr.OpPathMatch: "@@",
}

// collectionOp writes an operator on arrays, ranges or documents. As in SQLAlchemy all but && have
// parentheses inside any other operator.
func (c *Compiler) collectionOp(x *expr.CollectionExpr) {
	if x.Op < 0 || int(x.Op) >= len(collectionOps) {
		c.fail("an unknown operator on collections")
		return
	}
	c.construct = "operator " + collectionOps[x.Op]
	if !c.rules.Expr.Arrays {
		c.fail("the database has no such operator: it is PostgreSQL's")
		return
	}
	outer, _ := topOf(x)
	write := func() {
		defer c.inOperator()()
		c.within(x.Left, outer)
		c.WriteString(" " + collectionOps[x.Op] + " ")
		c.within(x.Right, outer)
	}
	if x.Op == expr.OpOverlaps {
		write()
		return
	}
	c.eager(write)
}
