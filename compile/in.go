package compile

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

var textType = typemap.String(0)

func inSet(c *Compiler, b *expr.Binary) {
	c.firstOperand(b)
	c.WriteString(" IN ")
	c.set(b)
}

// notInSet is in parentheses of its own, since an empty set adds an OR.
func notInSet(c *Compiler, b *expr.Binary) {
	c.writeByte('(')
	c.firstOperand(b)
	c.WriteString(" NOT IN ")
	c.set(b)
	c.writeByte(')')
}

// set writes what is behind IN.
func (c *Compiler) set(b *expr.Binary) {
	switch right := b.Right.(type) {
	case *expr.Bind:
		c.bind(right, b.Op == expr.OpNotIn)
	case *expr.List:
		c.members(right)
	case *expr.Scalar:
		c.scalar(right)
	case *expr.TextStmt, *expr.RawExpr:
		c.parens(right)
	default:
		c.Operand(right, b.Op)
	}
}

// members writes a list behind IN, of rows as VALUES where the database wants that.
func (c *Compiler) members(l *expr.List) {
	if !c.rules.Expr.TupleValues || !slices.ContainsFunc(l.Items, isTuple) {
		c.list(l)
		return
	}
	c.WriteString("(VALUES ")
	c.separated(l.Items, ", ")
	c.writeByte(')')
}

func (c *Compiler) collate(e *expr.CollateExpr) {
	if strings.TrimSpace(e.Name) == "" {
		c.construct = "COLLATE"
		c.fail("a collation without a name")
		return
	}
	c.within(e.Expr, operation{id: idCollate, around: levelCollate})
	c.WriteString(" COLLATE ")
	if c.rules.Ident.PlainCollations && c.rules.Ident.plain(strings.ToLower(e.Name)) {
		c.WriteString(e.Name)
		return
	}
	c.Ident(e.Name)
}

func (c *Compiler) custom(o *expr.CustomOp) {
	outer, _ := topOf(o)
	left, ok := parameter(o.Left)
	right, both := parameter(o.Right)
	if ok && both {
		c.Untyped(left)
	} else {
		c.within(o.Left, outer)
	}
	c.writeByte(' ')
	c.operatorSymbol(o.Symbol)
	c.writeByte(' ')
	if ok && both {
		c.Untyped(right)
		return
	}
	c.within(o.Right, outer)
}
