package oracle

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// operators sets how Oracle writes operators and constants.
// Source: https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/Operators.html
func operators(r *compile.Rules) {
	r.Expr.NativeBoolean = false
	r.Expr.ConcatAsAdd = true
	r.Expr.WholeDivision = false
	ops := &r.Expr.Operators
	ops[expr.OpMod] = compile.Function("mod")
	ops[expr.OpBitAnd] = compile.Function("BITAND")
	ops[expr.OpBitOr] = compile.Function("BITOR")
	ops[expr.OpBitXor] = compile.Function("BITXOR")
	ops[expr.OpShiftLeft] = compile.NoOperator("ShiftLeft", "multiply by a power of two")
	ops[expr.OpShiftRight] = compile.NoOperator("ShiftRight", "divide by a power of two, with FloorDiv")
	ops[expr.OpBitNot] = compile.NoOperator("BitNot", "-1 - x has the same bits")
	ops[expr.OpIsDistinct] = decode("1")
	ops[expr.OpIsNotDistinct] = decode("0")
	ops[expr.OpMatch] = compile.Function("CONTAINS ")
	ops[expr.OpRegexp] = regexp("")
	ops[expr.OpNotRegexp] = regexp("NOT ")
	ops[expr.OpRegexpReplace] = compile.RegexpReplace("REGEXP_REPLACE")
}

// decode takes NULL for a value like others.
func decode(result string) compile.OperatorRule {
	return func(c *compile.Compiler, b *expr.Binary) {
		c.WriteString("DECODE(")
		c.Operand(b.Left, b.Op)
		c.WriteString(", ")
		c.Operand(b.Right, b.Op)
		c.WriteString(", 0, 1) = " + result)
	}
}

func regexp(not string) compile.OperatorRule {
	return func(c *compile.Compiler, b *expr.Binary) {
		c.WriteString(not + "REGEXP_LIKE(")
		c.Operand(b.Left, b.Op)
		c.WriteString(", ")
		c.Operand(b.Right, b.Op)
		c.FlagsArgument(b.Option)
		c.WriteString(")")
	}
}
