package expr

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// And is true when all conditions are. Without conditions it is true, and a WHERE or HAVING of
// nothing else is left out.
func And(conds ...Expr) Cond { return logical(OpAnd, conds) }

// Or is true when any condition is. Without conditions it is false.
func Or(conds ...Expr) Cond { return logical(OpOr, conds) }

// logical joins conditions, taking up nested lists of the same operator. Among others,
// TRUE has no say in AND and decides OR; FALSE the other way round.
func logical(op Op, conds []Expr) Cond {
	neutral := op == OpAnd
	if len(conds) == 1 {
		if c, ok := canon(conds[0]).(*Binary); ok {
			return cond(c)
		}
	}
	list := &struct {
		logical Logical
		parts   [4]Expr
	}{}
	parts, empty := list.parts[:0], neutral
	for _, c := range conds {
		c = canon(c)
		switch n := c.(type) {
		case *Logical:
			if (n.Op == op || len(n.Parts) == 1) && !isTwiceNegated(n) {
				parts = append(parts, n.Parts...)
				continue
			}
		case *Constant:
			if n.Value != nil && *n.Value != neutral {
				return cond(&Constant{Value: n.Value})
			}
			if n.Value != nil {
				empty = empty && n.Empty
				continue
			}
		}
		parts = append(parts, c)
	}
	switch {
	case len(parts) == 0:
		return cond(&Constant{Value: &truths[flag(neutral)], Empty: empty})
	case len(parts) == 1 && !IsTruthValue(parts[0]):
		return cond(parts[0])
	}
	l := &list.logical // of one part: a truth value as a condition
	l.Op, l.Parts = op, slices.Clip(parts)
	l.self = l
	return Cond{X[bool]{&l.self}}
}

// Not is the opposite of e. A comparison is turned around rather than wrapped: NOT of
// x IN (...) is x NOT IN (...).
func Not(e Expr) Cond {
	e = canon(e)
	switch n := e.(type) {
	case *Binary:
		if op := n.Op.Negated(); op != OpNone && !isQuantified(n.Left) && !isQuantified(n.Right) {
			turned := *n
			turned.Op = op
			return turned.cond()
		}
	case *Constant:
		if n.Value != nil {
			opposite := !*n.Value
			return cond(&Constant{Value: &opposite})
		}
	case *Label:
		return cond(&Label{Name: n.Name, Expr: Not(n.Expr).inner()})
	case *Unary:
		if n.Op == OpNot && (IsTruthValue(n.Operand) || isTruthQuery(n.Operand)) {
			return cond(&Logical{Op: OpAnd, Parts: []Expr{n.Operand}})
		}
		if n.Op == OpNot && isComparison(n.Operand) {
			return cond(&List{Items: []Expr{n.Operand}}) // in parentheses
		}
	case *List:
		if len(n.Items) == 1 {
			return Not(n.Items[0])
		}
	case *Logical:
		if len(n.Parts) == 1 {
			return Not(n.Parts[0])
		}
	}
	return cond(&Unary{Op: OpNot, Operand: e, Typ: typemap.Boolean()})
}

// isTwiceNegated reports whether l is NOT of NOT of a query, which has to be compared with 1 where there
// are no truth values.
func isTwiceNegated(l *Logical) bool { return len(l.Parts) == 1 && isTruthQuery(l.Parts[0]) }

// isTruthQuery reports whether e is a query for a truth value.
func isTruthQuery(e Expr) bool {
	s, ok := e.(*Scalar)
	return ok && s.Type().Kind == typemap.KindBoolean
}

// isComparison reports whether e is a comparison, though one that is not turned around.
func isComparison(e Expr) bool {
	switch n := e.(type) {
	case *Binary:
		return n.Op.Negated() != OpNone
	case *CustomOp:
		return n.Comparison
	}
	return false
}

// isQuantified reports whether e is ANY or ALL: the opposite of a comparison with it is another
// than that of the operator.
func isQuantified(e Expr) bool {
	switch e := e.(type) {
	case *Quantified:
		return true
	case *Call:
		switch strings.ToLower(e.Name) {
		case "any", "all", "some":
			return true
		}
	}
	return false
}

// True is TRUE as SQL text: 1 on databases without truth values.
func True() *Constant { return truth(true) }

// False is FALSE as SQL text.
func False() *Constant { return truth(false) }

func truth(v bool) *Constant { return truthWords[flag(v)] }

// Exists is true when q has a row. See ScalarOf for the value in that row.
func Exists(q Query) Cond {
	return cond(&Unary{Op: OpExists, Operand: scalar(q), Typ: typemap.Boolean()})
}
