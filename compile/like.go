package compile

import (
	"strings"

	"github.com/gildsql/gild/expr"
)

// standardOperators write the operators that are more than a word between two expressions.
var standardOperators [expr.OpCount]OperatorRule

func init() {
	for op, rule := range map[expr.Op]OperatorRule{
		expr.OpDiv: divide, expr.OpFloorDiv: floorDivide,
		expr.OpIn: inSet, expr.OpNotIn: notInSet,
		expr.OpBetween: between, expr.OpNotBetween: between,
		expr.OpBetweenSymmetric: between, expr.OpNotBetweenSymmetric: between,
		expr.OpRegexp: noRegexp, expr.OpNotRegexp: noRegexp, expr.OpRegexpReplace: noRegexpReplace,
		expr.OpNotMatch: notMatch,
	} {
		standardOperators[op] = rule
	}
	for _, op := range []expr.Op{expr.OpLike, expr.OpNotLike} {
		standardOperators[op] = likeAs(affix{})
	}
	for _, op := range []expr.Op{expr.OpILike, expr.OpNotILike} {
		standardOperators[op] = likeAs(affix{lower: true})
	}
	for op, a := range map[expr.Op]affix{
		expr.OpStartsWith: {after: true}, expr.OpEndsWith: {before: true}, expr.OpContainsText: {before: true, after: true},
	} {
		standardOperators[op], standardOperators[op+1] = likeAs(a), likeAs(a)
		a.lower = true
		i := op + expr.OpIStartsWith - expr.OpStartsWith
		standardOperators[i], standardOperators[i+1] = likeAs(a), likeAs(a)
	}
}

// affix is where the pattern of LIKE is added a % to.
type affix struct{ before, after, lower bool }

// likeAs returns how LIKE is written, and what is made of it.
func likeAs(a affix) OperatorRule {
	return func(c *Compiler, b *expr.Binary) {
		lower := a.lower && !c.rules.Expr.ILike
		c.lowered(b.Left, b.Op, lower)
		text := operators[b.Op].text
		if a.lower && !lower {
			text = strings.Replace(text, "LIKE", "ILIKE", 1)
		}
		c.WriteString(text)
		c.affixed(a, b, lower)
		if b.Option != "" {
			c.WriteString(" ESCAPE ")
			c.TextLiteral(b.Option)
		}
	}
}

// lowered writes an operand, in small letters if lower is set.
func (c *Compiler) lowered(e expr.Expr, op expr.Op, lower bool) {
	if !lower {
		c.Operand(e, op)
		return
	}
	c.WriteString("lower(")
	c.Operand(e, op)
	c.writeByte(')')
}

// affixed writes the pattern with % around it.
func (c *Compiler) affixed(a affix, b *expr.Binary, lower bool) {
	if !a.before && !a.after {
		c.lowered(b.Right, b.Op, lower)
		return
	}
	percent := &expr.RawExpr{SQL: "'%'", Typ: textType}
	joined := a.pattern(b, lower)
	if a.before {
		joined = &expr.Binary{Op: expr.OpConcat, Left: percent, Right: joined, Typ: textType}
	}
	if a.after {
		joined = &expr.Binary{Op: expr.OpConcat, Left: joined, Right: percent, Typ: textType}
	}
	c.Node(joined)
}

// pattern is the pattern as what % is joined to: texts that it joins itself are more of them.
func (a affix) pattern(b *expr.Binary, lower bool) expr.Expr {
	joins, ok := b.Right.(*expr.Binary)
	if ok && joins.Op == expr.OpConcat && !a.lower && (!a.before || joinsText(joins)) {
		return joins
	}
	return &patternExpr{operandExpr: operandExpr{e: b.Right, op: b.Op}, lower: lower}
}

// patternExpr is a pattern that stands for itself among what is added to it.
type patternExpr struct {
	operandExpr
	lower bool
}

// WriteSQL writes the pattern.
func (p *patternExpr) WriteSQL(c *Compiler) { c.lowered(p.e, p.op, p.lower) }

// TextLiteral writes a text that is a part of the SQL, such as flags.
func (c *Compiler) TextLiteral(text string) {
	var err error
	if c.buf, err = c.rules.AppendLiteral(c.buf, textType, text); err != nil {
		c.Fail(err)
	}
}

func between(c *Compiler, b *expr.Binary) {
	bounds, ok := b.Right.(*expr.Logical)
	if !ok || len(bounds.Parts) != 2 {
		c.fail("BETWEEN takes two bounds: use Between")
		return
	}
	if _, ok := b.Left.(*expr.Bind); ok {
		c.Untyped(b.Left) // a lower bound that is a parameter, too, tells nothing about its type
	} else {
		c.Operand(b.Left, b.Op)
	}
	c.WriteString(operators[b.Op].text)
	for i, e := range bounds.Parts {
		if i > 0 {
			c.WriteString(" AND ")
		}
		c.betweenBound(e, b.Op)
	}
}

// betweenBound writes a bound of BETWEEN. Concatenation, a collation and a function call bind tighter than
// it everywhere.
func (c *Compiler) betweenBound(e expr.Expr, op expr.Op) {
	switch n := e.(type) {
	case *expr.Label:
		c.betweenBound(n.Expr, op)
		return
	case *expr.CollateExpr:
		c.Node(e)
		return
	case *expr.Binary:
		if n.Op == expr.OpConcat || n.Op == expr.OpRegexpReplace {
			c.Node(e)
			return
		}
	}
	c.Operand(e, op)
}

func noRegexp(c *Compiler, _ *expr.Binary) {
	c.construct = "regular expression"
	c.fail("the database has none: use Like")
}

func noRegexpReplace(c *Compiler, _ *expr.Binary) {
	c.construct = "regular expression"
	c.fail("the database does not replace by them: use a function of its own")
}

// notMatch writes NOT in front of what a full text search is.
func notMatch(c *Compiler, b *expr.Binary) {
	c.WriteString("NOT ")
	positive := *b
	positive.Op = expr.OpMatch
	c.binary(&positive)
}

// RegexpReplace returns how a replacement is written by a function of that name: text, pattern
// and replacement, and the flags as a literal behind them if there are any.
func RegexpReplace(name string) OperatorRule {
	return func(c *Compiler, b *expr.Binary) {
		c.WriteString(name)
		c.writeByte('(')
		c.Operand(b.Left, b.Op)
		if list, ok := b.Right.(*expr.List); ok {
			for _, e := range list.Items {
				c.WriteString(", ")
				c.Node(e)
			}
		}
		c.FlagsArgument(b.Option)
		c.writeByte(')')
	}
}

// FlagsArgument writes flags as the last argument of a function, nothing without any.
func (c *Compiler) FlagsArgument(flags string) {
	if flags == "" {
		return
	}
	c.WriteString(", ")
	c.TextLiteral(flags)
}
