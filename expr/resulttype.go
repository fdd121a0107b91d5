package expr

import (
	"time"

	"github.com/gildsql/gild/typemap"
)

// affinity is what types have in common that calculate alike.
type affinity int

const (
	affUnknown affinity = iota
	affBoolean
	affInteger
	affFloat
	affNumeric
	affText
	affDate
	affTime
	affDateTime
	affInterval
	affOther
)

func affinityOf(t typemap.Type) affinity {
	switch t.Kind {
	case typemap.KindUnknown:
		return affUnknown
	case typemap.KindBoolean:
		return affBoolean
	case typemap.KindSmallInt, typemap.KindInteger, typemap.KindBigInt:
		return affInteger
	case typemap.KindReal, typemap.KindDouble:
		return affFloat
	case typemap.KindNumeric:
		return affNumeric
	case typemap.KindString, typemap.KindText:
		return affText
	case typemap.KindDate:
		return affDate
	case typemap.KindTime:
		return affTime
	case typemap.KindDateTime:
		return affDateTime
	case typemap.KindInterval:
		return affInterval
	}
	return affOther
}

func (a affinity) isNumber() bool { return a >= affInteger && a <= affNumeric }

// sameAffinity reports whether two types calculate alike.
func sameAffinity(a, b typemap.Type) bool {
	left := affinityOf(a)
	return left == affinityOf(b) && (left != affOther || a.Kind == b.Kind)
}

// joins reports whether values of the type are joined by ||.
func joins(t typemap.Type) bool {
	switch t.Kind {
	case typemap.KindString, typemap.KindText, typemap.KindBinary, typemap.KindJSON, typemap.KindArray:
		return true
	}
	return false
}

// resultOf returns the type that an operator makes of two, and the operator that it is then:
// + of texts joins them. As in SQLAlchemy the rules are those of PostgreSQL.
func resultOf(op Op, left, right typemap.Type) (Op, typemap.Type) {
	if left.Kind == typemap.KindUnknown && right.Kind != typemap.KindUnknown && (op == OpAdd || op == OpMul) {
		return resultOf(op, right, left)
	}
	if op == OpAdd && joins(left) && (joins(right) || right.Kind == typemap.KindUnknown) {
		if left.Labels() != nil {
			left = typemap.String(left.Length)
		}
		return OpConcat, left
	}
	l, r := affinityOf(left), affinityOf(right)
	switch {
	case l == affInteger && r.isNumber():
		return op, integerResult(op, left, right)
	case l == affInteger && op == OpAdd && r == affDate, l == affInteger && op == OpMul && r == affInterval,
		(l == affFloat || l == affNumeric) && op == OpMul && r == affInterval:
		return op, right
	case l >= affDate && l <= affInterval:
		return op, timeResult(op, left, right)
	}
	return op, left
}

func integerResult(op Op, left, right typemap.Type) typemap.Type {
	r := affinityOf(right)
	switch op {
	case OpDiv:
		if r == affInteger {
			return typemap.Numeric(0, 0)
		}
		return right
	case OpAdd, OpSub, OpMul:
		if r != affInteger {
			return right
		}
	case OpFloorDiv:
		if r == affNumeric {
			return right
		}
	}
	return left
}

// timeResult is for dates, times and spans of time.
func timeResult(op Op, left, right typemap.Type) typemap.Type {
	l, r := affinityOf(left), affinityOf(right)
	switch {
	case op == OpAdd && l == affDate && (r == affInterval || r == affTime),
		op == OpSub && l == affDate && r == affInterval,
		op == OpAdd && l == affTime && r == affDate,
		op == OpAdd && l == affInterval && r == affDate:
		return typemap.DateTime()
	case op == OpSub && l == affDate && r == affDate:
		return typemap.Integer()
	case op == OpSub && (l == affDate || l == affDateTime) && r == affDateTime,
		op == OpSub && l == affTime && r == affTime:
		return typemap.Interval()
	case op == OpAdd && l == affInterval && (r == affDateTime || r == affTime):
		return right
	}
	return left
}

// typeBeside returns the type that a value is bound with beside an expression: that of the
// expression, unless the value's own is of another sort.
func typeBeside(t typemap.Type, v any) typemap.Type {
	own := typemap.TypeOfValue(v)
	if _, isSpan := v.(time.Duration); isSpan && (t.Kind == typemap.KindInterval || t.Kind == typemap.KindTime) {
		return t // elsewhere it is the number that it is in Go
	}
	if compared, ok := t.ComparedWith(v); ok {
		return compared
	}
	if own.Kind == typemap.KindUnknown || sameAffinity(own, t) {
		return t
	}
	if t.Kind == typemap.KindUnknown {
		return own
	}
	other, mine := affinityOf(t), affinityOf(own)
	switch {
	case t.Kind == typemap.KindJSON && (mine.isNumber() || mine == affText || mine == affBoolean),
		mine.isNumber() && other != affText && other != affOther,
		mine == affBoolean && other.isNumber(),
		mine == affInterval,
		mine == affDateTime && other != affDate && other != affTime:
		return own
	}
	return t
}
