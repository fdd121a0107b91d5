package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// An OperatorRule writes an operation. Its parts are written with Operand, which knows when they
// need parentheses; of an operator in front of its operand Left is nil.
type OperatorRule func(c *Compiler, b *expr.Binary)

// operator returns what there is to know of op, failing unless it stands at the place.
func (c *Compiler) operator(op expr.Op, at place) *operator {
	if op < 0 || op >= expr.OpCount || operators[op].place != at {
		c.Fail(fmt.Errorf("operator %d does not stand %s", op, [...]string{infix: "between two expressions", prefix: "in front of one", joining: "between conditions"}[at]))
		return &operators[expr.OpNone]
	}
	return &operators[op]
}

// isTruth reports whether e is a truth value that no operator makes.
func isTruth(e expr.Expr) bool {
	switch k := e.(type) {
	case *expr.Constant:
		return k.Value != nil
	case *expr.Label:
		return isTruth(k.Expr)
	case *expr.CastExpr:
		if k.Form == expr.CastCoerce {
			return isTruth(k.Expr)
		}
	case *expr.Scalar, *expr.TextStmt, *expr.Binary, *expr.Unary, *expr.Logical:
		return false
	}
	if _, ok := topOf(e); ok {
		return false
	}
	return expr.TypeOf(e).Kind == typemap.KindBoolean
}

// condition writes e where the database expects a truth value, negated with not. Where
// there is no boolean type, what is not made by an operator is compared with 1 or 0.
func (c *Compiler) condition(e expr.Expr, not bool) {
	switch k, isConstant := e.(*expr.Constant); {
	case isConstant && k.Value != nil && not:
		opposite := !*k.Value
		c.condition(&expr.Constant{Value: &opposite}, false)
	case !isTruth(e) || c.rules.Expr.NativeBoolean:
		if not {
			c.WriteString("NOT ")
		}
		c.Node(e)
	case not:
		c.Node(e)
		c.WriteString(" = 0")
	default:
		c.Node(e)
		c.WriteString(" = 1")
	}
}

func (c *Compiler) binary(b *expr.Binary) {
	if b.Op > expr.OpNone && b.Op < expr.OpCount && operators[b.Op].level == levelNever {
		c.writeByte('(')
		defer c.writeByte(')')
	}
	c.operate(b)
}

// operate writes an operation without the parentheses that LIKE with an affix has.
func (c *Compiler) operate(b *expr.Binary) {
	op := c.operator(b.Op, infix)
	if c.tupleBeside(b); c.err != nil {
		return
	}
	if rule := c.rules.Expr.Operators[b.Op]; rule != nil {
		rule(c, b)
		return
	}
	if rule := standardOperators[b.Op]; rule != nil {
		rule(c, b)
		return
	}
	c.infix(b, op.text)
}

// Infix returns how an operation is written whose operator is that text.
func Infix(text string) OperatorRule {
	return func(c *Compiler, b *expr.Binary) { c.infix(b, text) }
}

// Function returns how an operation is written as a call of a function.
func Function(name string) OperatorRule {
	return func(c *Compiler, b *expr.Binary) {
		c.WriteString(name)
		c.writeByte('(')
		c.Operand(b.Left, b.Op)
		c.WriteString(", ")
		c.Operand(b.Right, b.Op)
		c.writeByte(')')
	}
}

// NoOperator returns the rule of an operator that the database does not have, with the way out.
func NoOperator(name, instead string) OperatorRule {
	return func(c *Compiler, _ *expr.Binary) {
		c.construct = name
		c.fail("the database has no such operator: " + instead)
	}
}

// tellsNoType reports whether the text right of an operator tells nothing about the type of what
// is on the left: NULL, or the same operator once more, without parentheses.
func tellsNoType(b *expr.Binary) bool {
	switch right := b.Right.(type) {
	case *expr.Constant:
		return true
	case *expr.Binary:
		return right.Op == b.Op
	}
	return false
}

// infix writes left, operator and right. Where both are parameters, each tells its type.
func (c *Compiler) infix(b *expr.Binary, text string) {
	left, ok := parameter(b.Left)
	right, both := parameter(b.Right)
	if ok && c.rules.Expr.BindCast != nil && tellsNoType(b) {
		c.Untyped(left)
		c.WriteString(text)
		c.Operand(b.Right, b.Op)
		return
	}
	if ok && both && !right.Many && c.rules.Expr.BindCast != nil {
		c.Untyped(left)
		c.WriteString(text)
		if b.Op == expr.OpShiftLeft || b.Op == expr.OpShiftRight {
			c.Node(right) // how far is a number of a type of its own
			return
		}
		c.Untyped(right)
		return
	}
	c.Operand(b.Left, b.Op)
	c.WriteString(text)
	c.rightOperand(b.Right, b.Op)
}

func (c *Compiler) unary(u *expr.Unary) {
	op := c.operator(u.Op, prefix)
	if u.Op == expr.OpNot {
		c.not(u.Operand)
		return
	}
	if op.place == prefix {
		if rule := c.rules.Expr.Operators[u.Op]; rule != nil {
			rule(c, &expr.Binary{Op: u.Op, Right: u.Operand, Typ: u.Typ})
			return
		}
	}
	c.WriteString(op.text)
	if _, ok := parameter(u.Operand); ok {
		c.Untyped(u.Operand) // the operator takes several types, and nothing else tells which
		return
	}
	c.Operand(u.Operand, u.Op)
}

// not writes the opposite of what Not could not turn around.
func (c *Compiler) not(e expr.Expr) {
	if isTruth(e) {
		c.condition(e, true)
		return
	}
	if c.comparedWithZero(e) {
		c.Node(e)
		c.WriteString(" = 0")
		return
	}
	top, ok := topOf(e)
	if !ok || top.unary || top.id == int16(expr.OpAnd) || top.id == int16(expr.OpOr) {
		c.WriteString("NOT ")
		c.Operand(e, expr.OpNot)
		return
	}
	number := !top.truth && expr.TypeOf(e).Kind == typemap.KindBoolean && !c.rules.Expr.NativeBoolean
	if !number {
		c.WriteString("NOT ")
	}
	c.parens(e)
	if number {
		c.WriteString(" = 0")
	}
}

// comparedWithZero reports whether e is a value, no condition, of a database without truth values: of a
// subquery, of an aggregate with a condition, or one that was called a truth value.
func (c *Compiler) comparedWithZero(e expr.Expr) bool {
	if c.rules.Expr.NativeBoolean || expr.TypeOf(e).Kind != typemap.KindBoolean {
		return false
	}
	switch e := e.(type) {
	case *expr.Scalar, *expr.FilterExpr:
		return true
	case *expr.CastExpr:
		return e.Form == expr.CastCoerce
	}
	return false
}

func (c *Compiler) logical(l *expr.Logical) { c.joined(l.Op, l.Parts) }

// joined writes conditions joined by AND or OR.
func (c *Compiler) joined(by expr.Op, parts []expr.Expr) {
	op := c.operator(by, joining)
	if len(parts) == 0 {
		c.fail("AND or OR without conditions")
	}
	for i, e := range parts {
		if i > 0 {
			c.WriteString(op.text)
		}
		switch {
		case isTruth(e):
			c.condition(e, false)
		case isTuple(e):
			c.fail("a tuple is no condition: compare it with another")
		case len(parts) == 1 && c.comparedWithZero(e): // NOT of NOT
			c.Node(e)
			c.WriteString(" = 1")
		default:
			c.Operand(e, by)
		}
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
	if c.isLasting(table) {
		c.kept(col, func() {
			c.qualifier(table)
			c.ownColumn(col)
		})
		return
	}
	if col.Name() == "" {
		c.ownName(col) // its number comes before that of the table
	}
	switch {
	case c.rowsOf.table == table:
		c.WriteString(c.rowsOf.name + ".")
	case !c.bare:
		c.qualifier(table)
	}
	c.ownColumn(col)
}

// columnIdent writes the name of a column of a table.
func (c *Compiler) columnIdent(col *expr.Column) {
	if col.QuotesForced() {
		c.buf = c.rules.Ident.quote(c.buf, col.Name())
		return
	}
	c.Ident(col.Name())
}

// ownColumn writes the name of a column without what stands before it.
func (c *Compiler) ownColumn(col *expr.Column) {
	switch {
	case col.Proxy().Raw:
		c.WriteString(col.Name())
	case col.QuotesForced():
		c.columnIdent(col)
	default:
		c.labelName(c.ownName(col))
	}
}

// label writes a label outside the SELECT list as the expression that it names: few
// databases know the name elsewhere than in ORDER BY.
func (c *Compiler) label(l *expr.Label) { c.Node(l.Expr) }

func (c *Compiler) scalar(s *expr.Scalar) {
	c.writeByte('(')
	c.role = asOperand
	c.Node(s.Query)
	c.role = asValue
	c.writeByte(')')
}
