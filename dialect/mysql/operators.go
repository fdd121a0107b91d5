package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// operators sets how MySQL and MariaDB write operators and constants.
// Source: https://dev.mysql.com/doc/refman/8.4/en/functions.html
func operators(r *compile.Rules, v dialect.Version) {
	r.Expr.NativeBoolean = false
	r.Expr.BooleanWords = true
	r.Expr.WholeDivision = false
	ops := &r.Expr.Operators
	ops[expr.OpConcat] = compile.ConcatFunction("concat") // || is OR
	ops[expr.OpIsDistinct] = isDistinct
	ops[expr.OpIsNotDistinct] = compile.Infix(" <=> ")
	ops[expr.OpBitNot] = bitNot
	ops[expr.OpMatch] = match
	regexps(r, v)
}

func isDistinct(c *compile.Compiler, b *expr.Binary) {
	c.WriteString("NOT (")
	compile.Infix(" <=> ")(c, b)
	c.WriteString(")")
}

// bitNot makes the number signed again: ~6 is 18446744073709551609 here, and -7 elsewhere.
func bitNot(c *compile.Compiler, b *expr.Binary) {
	c.WriteString("CAST(~")
	c.Operand(b.Right, b.Op)
	c.WriteString(" AS SIGNED INTEGER)")
}

func match(c *compile.Compiler, b *expr.Binary) {
	c.WriteString("MATCH (")
	c.Operand(b.Left, b.Op)
	c.WriteString(") AGAINST (")
	c.Operand(b.Right, b.Op)
	c.WriteString(" IN BOOLEAN MODE)")
}

// regexps: MySQL takes flags as arguments of its functions, MariaDB at the front of the pattern.
func regexps(r *compile.Rules, v dialect.Version) {
	ops := &r.Expr.Operators
	ops[expr.OpRegexp] = regexp(" REGEXP ", "", isMariaDB(v))
	ops[expr.OpNotRegexp] = regexp(" NOT REGEXP ", "NOT ", isMariaDB(v))
	ops[expr.OpRegexpReplace] = compile.RegexpReplace("REGEXP_REPLACE")
	if isMariaDB(v) {
		ops[expr.OpRegexpReplace] = replaceByPattern
	}
}

func regexp(op, not string, inPattern bool) compile.OperatorRule {
	plain := compile.Infix(op)
	return func(c *compile.Compiler, b *expr.Binary) {
		switch {
		case b.Option == "":
			plain(c, b)
		case inPattern:
			c.Operand(b.Left, b.Op)
			c.WriteString(op)
			flagged(c, b, b.Right)
		default:
			c.WriteString(not + "REGEXP_LIKE(")
			c.Operand(b.Left, b.Op)
			c.WriteString(", ")
			c.Operand(b.Right, b.Op)
			c.FlagsArgument(b.Option)
			c.WriteString(")")
		}
	}
}

// flagged writes a pattern behind its flags.
func flagged(c *compile.Compiler, b *expr.Binary, pattern expr.Expr) {
	c.WriteString("CONCAT('(?', ")
	c.TextLiteral(b.Option)
	c.WriteString(", ')', ")
	c.Operand(pattern, b.Op)
	c.WriteString(")")
}

func replaceByPattern(c *compile.Compiler, b *expr.Binary) {
	list, ok := b.Right.(*expr.List)
	if b.Option == "" || !ok || len(list.Items) != 2 {
		compile.RegexpReplace("REGEXP_REPLACE")(c, b)
		return
	}
	c.WriteString("REGEXP_REPLACE(")
	c.Operand(b.Left, b.Op)
	c.WriteString(", ")
	flagged(c, b, list.Items[0])
	c.WriteString(", ")
	c.Node(list.Items[1])
	c.WriteString(")")
}
