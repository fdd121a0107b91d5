package compile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
)

// operator is how an operator is written and how tightly it binds.
type operator struct {
	text        string
	precedence  int
	associative bool // a op (b op c) needs no parentheses
}

// operators follows the precedences of SQLAlchemy (lib/sqlalchemy/sql/operators.py),
// which hold on every database: where they disagree, parentheses are written.
var operators = [...]operator{
	expr.OpMul:        {" * ", 8, true},
	expr.OpDiv:        {" / ", 8, false},
	expr.OpMod:        {" % ", 8, false},
	expr.OpNeg:        {"-", 8, false},
	expr.OpAdd:        {" + ", 7, true},
	expr.OpSub:        {" - ", 7, false},
	expr.OpConcat:     {" || ", 6, true},
	expr.OpEq:         {" = ", 5, false},
	expr.OpNe:         {" != ", 5, false},
	expr.OpLt:         {" < ", 5, false},
	expr.OpLe:         {" <= ", 5, false},
	expr.OpGt:         {" > ", 5, false},
	expr.OpGe:         {" >= ", 5, false},
	expr.OpLike:       {" LIKE ", 5, false},
	expr.OpNotLike:    {" NOT LIKE ", 5, false},
	expr.OpIn:         {" IN ", 5, false},
	expr.OpNotIn:      {" NOT IN ", 5, false},
	expr.OpIs:         {" IS ", 5, false},
	expr.OpIsNot:      {" IS NOT ", 5, false},
	expr.OpBetween:    {" BETWEEN ", 5, false},
	expr.OpNotBetween: {" NOT BETWEEN ", 5, false},
	expr.OpNot:        {"NOT ", 5, false},
	expr.OpAnd:        {" AND ", 3, true},
	expr.OpOr:         {" OR ", 2, true},
	expr.OpExists:     {"EXISTS ", 0, false},
}

// opOf returns the operator at the top of e, OpNone if there is none.
func opOf(e expr.Expr) expr.Op {
	switch e := e.(type) {
	case *expr.Binary:
		return e.Op
	case *expr.Unary:
		return e.Op
	case *expr.Logical:
		return e.Op
	}
	return expr.OpNone
}

// Operand writes e as an operand of op, in parentheses if it binds no tighter.
func (c *Compiler) Operand(e expr.Expr, op expr.Op) {
	inner := opOf(e)
	if inner == expr.OpNone || inner == expr.OpExists || !needsParens(inner, op) {
		c.Node(e)
		return
	}
	c.parens(e)
}

func needsParens(inner, outer expr.Op) bool {
	if inner == outer && operators[inner].associative {
		return false
	}
	return operators[inner].precedence <= operators[outer].precedence
}

func (c *Compiler) parens(e expr.Expr) {
	c.writeByte('(')
	c.Node(e)
	c.writeByte(')')
}

// grouped writes e as one unit, in parentheses if it is an operation.
func (c *Compiler) grouped(e expr.Expr) {
	if opOf(e) == expr.OpNone {
		c.Node(e)
		return
	}
	c.parens(e)
}

func (c *Compiler) binary(b *expr.Binary) {
	if int(b.Op) >= len(operators) || operators[b.Op].text == "" {
		c.Fail(fmt.Errorf("operator %d is not one between two expressions", b.Op))
		return
	}
	negated := b.Op == expr.OpNotIn
	if negated { // kept apart, since an empty set adds an OR
		c.writeByte('(')
	}
	c.Operand(b.Left, b.Op)
	c.WriteString(operators[b.Op].text)
	switch right := b.Right.(type) {
	case *expr.Bind:
		c.bind(right, negated)
	case *expr.Logical:
		if b.Op == expr.OpBetween || b.Op == expr.OpNotBetween {
			c.between(right, b.Op)
			break
		}
		c.Operand(right, b.Op)
	default:
		c.Operand(right, b.Op)
	}
	if negated {
		c.writeByte(')')
	}
}

func (c *Compiler) between(bounds *expr.Logical, op expr.Op) {
	for i, e := range bounds.Parts {
		if i > 0 {
			c.WriteString(" AND ")
		}
		c.Operand(e, op)
	}
}

func (c *Compiler) unary(u *expr.Unary) {
	c.WriteString(operators[u.Op].text)
	c.Operand(u.Operand, u.Op)
}

func (c *Compiler) logical(l *expr.Logical) {
	for i, e := range l.Parts {
		if i > 0 {
			c.WriteString(operators[l.Op].text)
		}
		c.Operand(e, l.Op)
	}
}

func (c *Compiler) list(l *expr.List) {
	c.writeByte('(')
	c.separated(l.Items, ", ")
	c.writeByte(')')
}

func (c *Compiler) constant(k *expr.Constant) {
	if k.Value == nil {
		c.WriteString("NULL")
		return
	}
	c.rules.Query.Constant(c, *k.Value)
}

func (c *Compiler) call(f *expr.Call) {
	if !plainFunction(f.Name) {
		c.construct = "function " + f.Name
		c.Fail(errors.New("a function's name consists of letters, digits, underscores and dots"))
		return
	}
	c.WriteString(f.Name)
	c.writeByte('(')
	if f.Distinct {
		c.WriteString("DISTINCT ")
	}
	if f.Star {
		c.writeByte('*')
	}
	c.separated(f.Args, ", ")
	c.writeByte(')')
}

// plainFunction keeps SQL out of function names.
func plainFunction(name string) bool {
	for _, part := range strings.Split(name, ".") {
		for i := range len(part) {
			b := part[i] | 0x20 // letters to lower case
			if !(b >= 'a' && b <= 'z' || part[i] == '_' || i > 0 && part[i] >= '0' && part[i] <= '9') {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return true
}

func (c *Compiler) column(col *expr.Column) {
	if !c.bare {
		c.Ident(col.Table().FromName())
		c.writeByte('.')
	}
	c.Ident(col.Name())
}

// labelReference writes a label outside the SELECT list, where its name stands for it.
func (c *Compiler) labelReference(l *expr.Label) { c.Ident(l.Name) }

func (c *Compiler) order(o *expr.Order) {
	c.Node(o.Expr)
	if o.Descending {
		c.WriteString(" DESC")
	}
}

func (c *Compiler) scalar(s *expr.Scalar) {
	c.writeByte('(')
	c.selectStmt(s.Query)
	c.writeByte(')')
}
