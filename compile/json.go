package compile

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// jsonAccess writes a part of a JSON document, by the dialect's rule.
func (c *Compiler) jsonAccess(j *expr.JSONAccess) {
	if c.rules.Expr.JSON == nil {
		c.construct = "JSON"
		c.fail("the database has no way into a JSON document")
		return
	}
	c.rules.Expr.JSON(c, j)
}

// JSONDoc writes the document that a part is taken of.
func (c *Compiler) JSONDoc(j *expr.JSONAccess) {
	defer c.inOperator()()
	c.tight(j.Doc, isSameAccess(j, j.Doc))
}

// isSameAccess reports whether two accesses are written one behind the other without
// parentheses: those of the same operator.
func isSameAccess(outer *expr.JSONAccess, e expr.Expr) bool {
	inner, ok := e.(*expr.JSONAccess)
	return ok && inner.Path == outer.Path && (inner.Form == expr.JSONText) == (outer.Form == expr.JSONText)
}

// JSONKey writes the key or the path to a part. A value is sent as ExprRules.JSONKey has it, and
// as a literal where JSONKeyLiterals says so.
func (c *Compiler) JSONKey(j *expr.JSONAccess) {
	b, ok := j.Key.(*expr.Bind)
	if !ok {
		defer c.inOperator()()
		c.tight(j.Key, false)
		return
	}
	start := len(c.slots)
	c.bind(b, false)
	for i := start; i < len(c.slots); i++ {
		s := &c.slots[i]
		s.form, s.typ = c.rules.Expr.JSONKey, typemap.Type{}
		s.inline = s.inline || c.rules.Expr.JSONKeyLiterals
	}
	if cast := c.rules.Expr.BindCast; cast != nil && b.Typ.IsInteger() { // or it would be a key
		cast(c, typemap.Integer())
	}
}

// JSONCast writes a part of a JSON document in a CAST to its type; the part itself is written
// as the rule for it has it, with Form set to JSONInCast.
func (c *Compiler) JSONCast(j *expr.JSONAccess) {
	part := *j
	part.Form = expr.JSONInCast
	c.castExpr(&expr.CastExpr{Expr: &part, Typ: j.Typ})
}

// JSONArrows writes a part with the operators of PostgreSQL: -> and #>, and ->> and #>> for text.
func JSONArrows(c *Compiler, j *expr.JSONAccess) {
	if j.Form == expr.JSONScalar {
		c.JSONCast(j)
		return
	}
	arrow := " -> "
	switch text := j.Form != expr.JSONDocument; {
	case j.Path && text:
		arrow = " #>> "
	case j.Path:
		arrow = " #> "
	case text:
		arrow = " ->> "
	}
	c.eager(func() {
		c.JSONDoc(j)
		c.WriteString(arrow)
		c.JSONKey(j)
	})
}

// JSONFunction writes name(document, path), with options behind the path.
func (c *Compiler) JSONFunction(name string, j *expr.JSONAccess, options ...string) {
	c.WriteString(name)
	c.writeByte('(')
	c.tight(j.Doc, isSameAccess(j, j.Doc))
	c.WriteString(", ")
	c.JSONKey(j)
	for _, o := range options {
		c.WriteString(o)
	}
	c.writeByte(')')
}

// inOperator notes that operands are written, until the function that it returns is called.
func (c *Compiler) inOperator() func() {
	was := c.operating
	c.operating = true
	return func() { c.operating = was }
}

// eager puts what write writes in parentheses if it is an operand of any operator, however
// tightly that binds.
func (c *Compiler) eager(write func()) {
	if !c.operating {
		write()
		return
	}
	c.writeByte('(')
	write()
	c.writeByte(')')
}

// tight writes an operand of an operator that binds as tightly as any does: in parentheses,
// unless it has no operator or the same one.
func (c *Compiler) tight(e expr.Expr, same bool) {
	if same || !isOperation(e) {
		c.Node(e)
		return
	}
	c.parens(e)
}

// JSONSubscript writes a part as document[key], as PostgreSQL has it for JSONB.
func JSONSubscript(c *Compiler, j *expr.JSONAccess) {
	switch j.Doc.(type) {
	case *expr.Call, *expr.CastExpr:
		c.parens(j.Doc)
	default:
		c.tight(j.Doc, isSameAccess(j, j.Doc))
	}
	c.writeByte('[')
	c.JSONKey(j)
	c.writeByte(']')
}
