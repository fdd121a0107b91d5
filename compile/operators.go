package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// operator is how an operator is written and how tightly it binds: databases differ, so
// that it is a range, and what may bind no tighter than its surroundings on one of them
// is put in parentheses for all.
type operator struct {
	text              string
	loosest, tightest int
	place             place
	associative       bool // a op (b op c) needs no parentheses
}

// place is where an operator stands.
type place int

const (
	nowhere place = iota
	infix
	prefix
	joining
)

// operators follows the precedences of SQLAlchemy (lib/sqlalchemy/sql/operators.py). The
// one real range is that of ||: it binds tighter than * in SQLite, looser than + in
// PostgreSQL.
var operators = [...]operator{
	expr.OpMul:        {" * ", 8, 8, infix, true},
	expr.OpDiv:        {" / ", 8, 8, infix, false},
	expr.OpMod:        {" % ", 8, 8, infix, false},
	expr.OpNeg:        {"-", 8, 8, prefix, false},
	expr.OpAdd:        {" + ", 7, 7, infix, true},
	expr.OpSub:        {" - ", 7, 7, infix, false},
	expr.OpConcat:     {" || ", 5, 9, infix, true},
	expr.OpEq:         {" = ", 5, 5, infix, false},
	expr.OpNe:         {" != ", 5, 5, infix, false},
	expr.OpLt:         {" < ", 5, 5, infix, false},
	expr.OpLe:         {" <= ", 5, 5, infix, false},
	expr.OpGt:         {" > ", 5, 5, infix, false},
	expr.OpGe:         {" >= ", 5, 5, infix, false},
	expr.OpLike:       {" LIKE ", 5, 5, infix, false},
	expr.OpNotLike:    {" NOT LIKE ", 5, 5, infix, false},
	expr.OpIn:         {" IN ", 5, 5, infix, false},
	expr.OpNotIn:      {" NOT IN ", 5, 5, infix, false},
	expr.OpIs:         {" IS ", 5, 5, infix, false},
	expr.OpIsNot:      {" IS NOT ", 5, 5, infix, false},
	expr.OpBetween:    {" BETWEEN ", 5, 5, infix, false},
	expr.OpNotBetween: {" NOT BETWEEN ", 5, 5, infix, false},
	expr.OpNot:        {"NOT ", 5, 5, prefix, false},
	expr.OpAnd:        {" AND ", 3, 3, joining, true},
	expr.OpOr:         {" OR ", 2, 2, joining, true},
	expr.OpExists:     {"EXISTS ", 0, 0, prefix, false},
}

// operator returns what there is to know of op, failing unless it stands at the place.
func (c *Compiler) operator(op expr.Op, at place) operator {
	if op < 0 || int(op) >= len(operators) || operators[op].place != at {
		c.Fail(fmt.Errorf("operator %d does not stand %s", op, [...]string{infix: "between two expressions", prefix: "in front of one", joining: "between conditions"}[at]))
		return operator{}
	}
	return operators[op]
}

// opOf returns the operator at the top of e, OpNone if there is none.
func opOf(e expr.Expr) expr.Op {
	switch e := e.(type) {
	case *expr.Label: // where its name does not stand for it
		return opOf(e.Expr)
	case *expr.CastExpr: // a coercion is what it coerces
		if e.Form == expr.CastCoerce {
			return opOf(e.Expr)
		}
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
	if needsParens(opOf(e), op) {
		c.parens(e)
		return
	}
	c.Node(e)
}

func needsParens(inner, outer expr.Op) bool {
	if inner <= expr.OpNone || int(inner) >= len(operators) {
		return false
	}
	if inner == outer && operators[inner].associative {
		return false
	}
	return operators[inner].loosest <= operators[outer].tightest
}

// condition writes e where the database expects a truth value, negated with not. Where
// there is no boolean type, what is not made by an operator is compared with 1 or 0.
func (c *Compiler) condition(e expr.Expr, not bool) {
	boolean := opOf(e) == expr.OpNone && expr.TypeOf(e).Kind == typemap.KindBoolean
	switch k, isConstant := e.(*expr.Constant); {
	case !boolean || c.rules.Expr.NativeBoolean:
		if not {
			c.WriteString("NOT ")
		}
		c.Node(e)
	case isConstant:
		c.truth(*k.Value != not)
		c.WriteString(" = 1")
	case not:
		c.Node(e)
		c.WriteString(" = 0")
	default:
		c.Node(e)
		c.WriteString(" = 1")
	}
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
	op := c.operator(b.Op, infix)
	if c.err != nil {
		return
	}
	if b.Op == expr.OpConcat && c.rules.Expr.Concat != "" {
		c.concat(b)
		return
	}
	if b.Op == expr.OpDiv && c.rules.Expr.IntegerDivision != "" && expr.TypeOf(b.Left).IsInteger() && expr.TypeOf(b.Right).IsInteger() {
		op.text = c.rules.Expr.IntegerDivision
	}
	negated := b.Op == expr.OpNotIn
	if negated { // kept apart, since an empty set adds an OR
		c.writeByte('(')
	}
	c.Operand(b.Left, b.Op)
	c.WriteString(op.text)
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

// concat writes texts joined by a function.
func (c *Compiler) concat(b *expr.Binary) {
	c.WriteString(c.rules.Expr.Concat)
	c.writeByte('(')
	c.separated(joined(nil, b), ", ")
	c.writeByte(')')
}

// joined appends the texts that e joins, itself if it joins none.
func joined(list []expr.Expr, e expr.Expr) []expr.Expr {
	b, ok := e.(*expr.Binary)
	if !ok || b.Op != expr.OpConcat {
		return append(list, e)
	}
	return joined(joined(list, b.Left), b.Right)
}

func (c *Compiler) between(bounds *expr.Logical, op expr.Op) {
	if len(bounds.Parts) != 2 {
		c.Fail(fmt.Errorf("BETWEEN takes two bounds, not %d", len(bounds.Parts)))
	}
	for i, e := range bounds.Parts {
		if i > 0 {
			c.WriteString(" AND ")
		}
		c.Operand(e, op)
	}
}

func (c *Compiler) unary(u *expr.Unary) {
	op := c.operator(u.Op, prefix)
	if u.Op == expr.OpNot && opOf(u.Operand) == expr.OpNone {
		c.condition(u.Operand, true)
		return
	}
	c.WriteString(op.text)
	c.Operand(u.Operand, u.Op)
}

func (c *Compiler) logical(l *expr.Logical) {
	op := c.operator(l.Op, joining)
	if len(l.Parts) == 0 {
		c.fail("AND or OR without conditions")
	}
	for i, e := range l.Parts {
		if i > 0 {
			c.WriteString(op.text)
		}
		if opOf(e) == expr.OpNone {
			c.condition(e, false)
			continue
		}
		c.Operand(e, l.Op)
	}
}

func (c *Compiler) list(l *expr.List) {
	if len(l.Items) == 0 {
		c.fail("an empty list: In without values takes care of that")
	}
	c.writeByte('(')
	c.separated(l.Items, ", ")
	c.writeByte(')')
}

func (c *Compiler) constant(k *expr.Constant) {
	if k.Value == nil {
		c.WriteString("NULL")
		return
	}
	c.truth(*k.Value)
}

// truth writes TRUE or FALSE.
func (c *Compiler) truth(value bool) {
	text := [...]string{"0", "1"}
	if c.rules.Expr.NativeBoolean || c.rules.Expr.BooleanWords {
		text = [...]string{"false", "true"}
	}
	if value {
		c.WriteString(text[1])
		return
	}
	c.WriteString(text[0])
}

func (c *Compiler) column(col *expr.Column) {
	table := col.Table()
	if mistake, ok := table.(*expr.Invalid); ok {
		c.Fail(mistake.Err)
		return
	}
	if table == nil {
		c.fail("a column that belongs to no table")
		return
	}
	if !c.bare {
		c.qualifier(table)
	}
	c.Ident(c.ownName(col))
}

// label writes a label outside the SELECT list as the expression that it names: few
// databases know the name elsewhere than in ORDER BY.
func (c *Compiler) label(l *expr.Label) { c.Node(l.Expr) }

func (c *Compiler) order(o *expr.Order) {
	c.Node(o.Expr)
	c.direction(o)
}

func (c *Compiler) direction(o *expr.Order) {
	if o.Descending {
		c.WriteString(" DESC")
		return
	}
	c.WriteString(" ASC")
}

func (c *Compiler) scalar(s *expr.Scalar) {
	c.writeByte('(')
	c.Node(s.Query)
	c.writeByte(')')
}
