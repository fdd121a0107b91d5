package mssql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// operators sets how SQL Server writes operators and constants.
// Source: https://learn.microsoft.com/sql/t-sql/language-elements/operators-transact-sql
func operators(r *compile.Rules) {
	r.Expr.NativeBoolean = false
	r.Expr.ConcatAsAdd = true
	ops := &r.Expr.Operators
	ops[expr.OpConcat] = compile.Infix(" + ")
	ops[expr.OpEq] = equal
	ops[expr.OpIsDistinct] = intersect("NOT EXISTS (SELECT ")
	ops[expr.OpIsNotDistinct] = intersect("EXISTS (SELECT ")
	ops[expr.OpMatch] = compile.Function("CONTAINS ")
}

// equal has parameters on the right.
func equal(c *compile.Compiler, b *expr.Binary) {
	_, left := b.Left.(*expr.Bind)
	_, right := b.Right.(*expr.Bind)
	if left && !right {
		turned := *b
		turned.Left, turned.Right = b.Right, b.Left
		b = &turned
	}
	compile.Infix(" = ")(c, b)
}

// intersect compares NULL as a value like others: IS DISTINCT FROM is newer than 2019.
func intersect(start string) compile.OperatorRule {
	return func(c *compile.Compiler, b *expr.Binary) {
		c.WriteString(start)
		c.Operand(b.Left, b.Op)
		c.WriteString(" INTERSECT SELECT ")
		c.Operand(b.Right, b.Op)
		c.WriteString(")")
	}
}
