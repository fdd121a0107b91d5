package compile

import (
	"math"

	"github.com/gildsql/gild/expr"
)

// operator is how an operator is written and how tightly it binds.
type operator struct {
	text    string
	level   int8 // how tightly it binds what is around its operands
	place   place
	natural bool // a op (b op c) needs no parentheses
	truth   bool // the result is a truth value on any database
}

// place is where an operator stands.
type place int8

const (
	nowhere place = iota
	infix
	prefix
	joining
)

// Levels that are no operator's own.
const (
	levelNever   = -100 // in parentheses everywhere
	levelTop     = 100  // puts all operators among its operands in parentheses
	levelAccess  = 15   // access to parts
	levelFilter  = 6
	levelCollate = 4
)

// operators has the precedences of SQLAlchemy (_PRECEDENCE in lib/sqlalchemy/sql/operators.py),
// but see ConcatTight.
var operators = [expr.OpCount]operator{
	expr.OpMul:      {" * ", 8, infix, true, false},
	expr.OpDiv:      {" / ", 8, infix, false, false},
	expr.OpFloorDiv: {" / ", 8, infix, false, false},
	expr.OpMod:      {" % ", 8, infix, false, false},
	expr.OpNeg:      {"-", 8, prefix, false, false},
	expr.OpBitNot:   {"~", 8, prefix, false, false},

	expr.OpAdd:        {" + ", 7, infix, true, false},
	expr.OpSub:        {" - ", 7, infix, false, false},
	expr.OpBitAnd:     {" & ", 7, infix, false, false},
	expr.OpBitOr:      {" | ", 7, infix, false, false},
	expr.OpBitXor:     {" ^ ", 7, infix, false, false},
	expr.OpShiftLeft:  {" << ", 7, infix, false, false},
	expr.OpShiftRight: {" >> ", 7, infix, false, false},

	expr.OpConcat:        {" || ", 5, infix, true, false},
	expr.OpRegexpReplace: {"REGEXP_REPLACE", 5, infix, false, false},

	expr.OpEq:                  {" = ", 5, infix, false, true},
	expr.OpNe:                  {" != ", 5, infix, false, true},
	expr.OpLt:                  {" < ", 5, infix, false, true},
	expr.OpLe:                  {" <= ", 5, infix, false, true},
	expr.OpGt:                  {" > ", 5, infix, false, true},
	expr.OpGe:                  {" >= ", 5, infix, false, true},
	expr.OpLike:                {" LIKE ", 5, infix, false, true},
	expr.OpNotLike:             {" NOT LIKE ", 5, infix, false, true},
	expr.OpILike:               {" LIKE ", 5, infix, false, true},
	expr.OpNotILike:            {" NOT LIKE ", 5, infix, false, true},
	expr.OpIn:                  {" IN ", 5, infix, false, true},
	expr.OpNotIn:               {" NOT IN ", 5, infix, false, true},
	expr.OpIs:                  {" IS ", 5, infix, false, true},
	expr.OpIsNot:               {" IS NOT ", 5, infix, false, true},
	expr.OpIsDistinct:          {" IS DISTINCT FROM ", 5, infix, false, true},
	expr.OpIsNotDistinct:       {" IS NOT DISTINCT FROM ", 5, infix, false, true},
	expr.OpBetween:             {" BETWEEN ", 5, infix, false, true},
	expr.OpNotBetween:          {" NOT BETWEEN ", 5, infix, false, true},
	expr.OpBetweenSymmetric:    {" BETWEEN SYMMETRIC ", 5, infix, false, true},
	expr.OpNotBetweenSymmetric: {" NOT BETWEEN SYMMETRIC ", 5, infix, false, true},
	expr.OpRegexp:              {" REGEXP ", 5, infix, false, true},
	expr.OpNotRegexp:           {" NOT REGEXP ", 5, infix, false, true},
	expr.OpMatch:               {" MATCH ", 5, infix, false, true},
	expr.OpNotMatch:            {"NOT ", 5, infix, false, true},

	expr.OpStartsWith:       {" LIKE ", levelNever, infix, false, true},
	expr.OpNotStartsWith:    {" NOT LIKE ", levelNever, infix, false, true},
	expr.OpEndsWith:         {" LIKE ", levelNever, infix, false, true},
	expr.OpNotEndsWith:      {" NOT LIKE ", levelNever, infix, false, true},
	expr.OpContainsText:     {" LIKE ", levelNever, infix, false, true},
	expr.OpNotContainsText:  {" NOT LIKE ", levelNever, infix, false, true},
	expr.OpIStartsWith:      {" LIKE ", levelNever, infix, false, true},
	expr.OpNotIStartsWith:   {" NOT LIKE ", levelNever, infix, false, true},
	expr.OpIEndsWith:        {" LIKE ", levelNever, infix, false, true},
	expr.OpNotIEndsWith:     {" NOT LIKE ", levelNever, infix, false, true},
	expr.OpIContainsText:    {" LIKE ", levelNever, infix, false, true},
	expr.OpNotIContainsText: {" NOT LIKE ", levelNever, infix, false, true},

	expr.OpNot:    {"NOT ", 5, prefix, false, true},
	expr.OpAnd:    {" AND ", 3, joining, true, true},
	expr.OpOr:     {" OR ", 2, joining, true, true},
	expr.OpExists: {"EXISTS ", 0, prefix, false, true},

	expr.OpDistinct: {"DISTINCT ", 5, prefix, false, false},
}

// Operation is a Writer of another package with an operator at its top: it is put in
// parentheses where it binds no tighter than what it is an operand of.
type Operation interface {
	Writer
	// Precedence is how tightly it binds: 8 as * does, 7 as +, 5 as =, 3 as AND.
	Precedence() int
}

// operation is what decides about the parentheses of an expression.
type operation struct {
	id      int16 // the same for the same operator
	level   int16 // how tightly it binds
	around  int16 // what binds no tighter among its operands is in parentheses
	natural bool  // needs none beside itself
	truth   bool  // gives a truth value
	unary   bool
}

// Identities of operations that are no Op.
const (
	idJSON       = int16(expr.OpCount) + iota
	idIndex      = idJSON + 8
	idQuantified = idIndex + 1
	idFilter     = idIndex + 2
	idCollate    = idIndex + 3
	idCustom     = idIndex + 4
	idCollection = idIndex + 5
)

// operationOf returns the operation of an operator.
func operationOf(op expr.Op) operation {
	if op <= expr.OpNone || op >= expr.OpCount {
		return operation{id: int16(expr.OpNone), level: levelTop + 1, around: levelNever}
	}
	return operations[op]
}

var operations = func() (table [expr.OpCount]operation) {
	for op := range operators {
		o := &operators[op]
		table[op] = operation{id: int16(op), level: int16(o.level), around: int16(o.level), natural: o.natural, truth: o.truth, unary: o.place == prefix}
		if o.level == levelNever {
			table[op].around = levelTop
		}
	}
	return table
}()

// precedence is one that another package gives, within what there is.
func precedence(level int) int16 { return int16(min(max(level, math.MinInt16), math.MaxInt16)) }

// topOf returns the operation at the top of e, and whether there is one.
func topOf(e expr.Expr) (operation, bool) {
	switch e := e.(type) {
	case *expr.Binary:
		o := operationOf(e.Op)
		return o, o.level != levelNever // which has parentheses of its own
	case *expr.Unary:
		if e.Op == expr.OpNot && isTruth(e.Operand) {
			return operation{}, false
		}
		return operationOf(e.Op), true
	case *expr.Logical:
		return operationOf(e.Op), len(e.Parts) > 1
	case *expr.Label: // where its name does not stand for it
		return topOf(e.Expr)
	case *expr.CastExpr: // a coercion is what it coerces
		if e.Form == expr.CastCoerce {
			return topOf(e.Expr)
		}
	case *expr.CollateExpr:
		return operation{id: idCollate, level: levelCollate, around: levelCollate}, true
	case *expr.CustomOp:
		return operation{id: idCustom, level: precedence(e.Precedence), around: precedence(e.Precedence), truth: e.Comparison}, true
	case *expr.FilterExpr:
		return operation{id: idFilter, level: levelFilter, around: levelNever, unary: true}, true
	default:
		return accessOf(e)
	}
	return operation{}, false
}

// accessOf is topOf for access to the parts of a value.
func accessOf(e expr.Expr) (operation, bool) {
	switch e := e.(type) {
	case *expr.JSONAccess:
		id := idJSON
		if e.Path {
			id++
		}
		if e.Form == expr.JSONText {
			id += 2
		}
		return operation{id: id, level: levelAccess, around: levelAccess, natural: true}, true
	case *expr.IndexExpr:
		return operation{id: idIndex, level: levelAccess, around: levelAccess, natural: true}, true
	case *expr.Quantified:
		return operation{id: idQuantified, level: levelAccess, around: levelAccess, unary: true}, true
	case *expr.CollectionExpr:
		level := collectionLevel(e)
		return operation{id: idCollection + int16(e.Op), level: level, around: level, natural: e.Op != expr.OpOverlaps, truth: e.Op != expr.OpDeletePath}, true
	case Operation:
		return operation{id: -1, level: precedence(e.Precedence()), around: precedence(e.Precedence())}, true
	}
	return operation{}, false
}

// collectionLevel is how tightly the operators of collections bind: as comparisons do, but for #-.
func collectionLevel(x *expr.CollectionExpr) int16 {
	if x.Op == expr.OpDeletePath {
		return levelAccess
	}
	return int16(operators[expr.OpEq].level)
}

// inParens reports whether an operation is put in parentheses as an operand of another: the rule
// is is_precedent of SQLAlchemy's operators.py, and OperatorExpression.self_group.
func (o operation) inParens(outer operation) bool {
	if o.id == outer.id && o.natural {
		return false
	}
	return o.level <= outer.around || outer.id == int16(expr.OpNot) && !o.truth && !o.unary
}

// Operand writes e as an operand of op, in parentheses if it binds no tighter.
func (c *Compiler) Operand(e expr.Expr, op expr.Op) { c.within(e, operationOf(op)) }

// rightOperand is Operand for what stands on the right, where || takes what is added for its own.
func (c *Compiler) rightOperand(e expr.Expr, op expr.Op) {
	inner, ok := topOf(e)
	if ok && op == expr.OpConcat && c.rules.Expr.ConcatAsAdd && inner.level == int16(operators[expr.OpAdd].level) {
		c.parens(e)
		return
	}
	c.Operand(e, op)
}

func (c *Compiler) within(e expr.Expr, outer operation) {
	switch e.(type) {
	case *expr.Column, *expr.Bind: // which no operation is at the top of
		c.Node(e)
		return
	}
	inner, ok := topOf(e)
	tight := c.rules.Expr.ConcatTight && outer.id == int16(expr.OpConcat) && !inner.unary && inner.level > outer.around && inner.level < levelAccess
	if ok && (tight || inner.inParens(outer)) {
		c.parens(e)
		return
	}
	c.Node(e)
}

func (c *Compiler) parens(e expr.Expr) {
	c.writeByte('(')
	c.Node(e)
	c.writeByte(')')
}

// open writes e where nothing stands beside it: LIKE with an affix has no parentheses there.
func (c *Compiler) open(e expr.Expr) {
	if b, ok := e.(*expr.Binary); ok && b.Op.IsLike() {
		c.operate(b)
		return
	}
	c.Node(e)
}

// openList is open for a list.
func (c *Compiler) openList(list []expr.Expr) {
	for i, e := range list {
		if i > 0 {
			c.WriteString(", ")
		}
		c.open(e)
	}
}

// grouped writes e as one unit, in parentheses if it is an operation.
func (c *Compiler) grouped(e expr.Expr) {
	if _, ok := topOf(e); ok {
		c.parens(e)
		return
	}
	c.Node(e)
}

// isOperation reports whether an operator is at the top of e.
func isOperation(e expr.Expr) bool {
	_, ok := topOf(e)
	return ok
}
