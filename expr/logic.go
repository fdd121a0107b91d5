package expr

import "github.com/gildsql/gild/typemap"

// And is true when all conditions are. Without conditions it is true.
func And(conds ...Expr) Cond { return logical(OpAnd, conds) }

// Or is true when any condition is. Without conditions it is false.
func Or(conds ...Expr) Cond { return logical(OpOr, conds) }

// logical joins conditions, taking up nested lists of the same operator. Among others,
// TRUE has no say in AND and decides OR; FALSE the other way round.
func logical(op Op, conds []Expr) Cond {
	neutral := op == OpAnd
	parts := make([]Expr, 0, len(conds))
	for _, c := range conds {
		c = canon(c)
		switch n := c.(type) {
		case *Logical:
			if n.Op == op {
				parts = append(parts, n.Parts...)
				continue
			}
		case *Constant:
			if n.Value != nil && *n.Value != neutral {
				return cond(n)
			}
			if n.Value != nil {
				continue
			}
		}
		parts = append(parts, c)
	}
	switch len(parts) {
	case 0:
		return cond(&Constant{Value: &neutral})
	case 1:
		return cond(parts[0])
	}
	return cond(&Logical{Op: op, Parts: parts})
}

// Not is the opposite of e. A comparison is turned around rather than wrapped: NOT of
// x IN (...) is x NOT IN (...).
func Not(e Expr) Cond {
	e = canon(e)
	switch n := e.(type) {
	case *Binary:
		if op, ok := negated[n.Op]; ok {
			turned := *n
			turned.Op = op
			return cond(&turned)
		}
	case *Constant:
		if n.Value != nil {
			opposite := !*n.Value
			return cond(&Constant{Value: &opposite})
		}
	}
	return cond(&Unary{Op: OpNot, Operand: e, Typ: typemap.Boolean()})
}

// Exists is true when q has a row. See ScalarOf for the value in that row.
func Exists(q Query) Cond {
	return cond(&Unary{Op: OpExists, Operand: scalar(q), Typ: typemap.Boolean()})
}
