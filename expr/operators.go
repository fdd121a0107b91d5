package expr

// Op is an SQL operator. Its spelling and precedence are compile's matter.
type Op int

// The operators.
const (
	OpNone Op = iota
	OpEq
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
	OpLike
	OpNotLike
	OpIn
	OpNotIn
	OpIs
	OpIsNot
	OpAdd
	OpSub
	OpMul
	OpDiv
	OpMod
	OpConcat
	OpAnd
	OpOr
	OpNot
	OpNeg
	OpExists
	OpDistinct // DISTINCT, in front of an argument of an aggregate function or of a SELECT list
	OpBetween
	OpNotBetween

	OpFloorDiv
	OpBitAnd
	OpBitOr
	OpBitXor
	OpShiftLeft
	OpShiftRight
	OpBitNot
	OpIsDistinct
	OpIsNotDistinct
	OpBetweenSymmetric
	OpNotBetweenSymmetric
	OpILike
	OpNotILike
	OpStartsWith
	OpNotStartsWith
	OpEndsWith
	OpNotEndsWith
	OpContainsText
	OpNotContainsText
	OpIStartsWith
	OpNotIStartsWith
	OpIEndsWith
	OpNotIEndsWith
	OpIContainsText
	OpNotIContainsText
	OpRegexp
	OpNotRegexp
	OpMatch
	OpNotMatch
	OpRegexpReplace

	OpCount // how many there are
)

// negated gives for each operator the one that NOT turns it into, OpNone if there is none.
var negated = func() (table [OpCount]Op) {
	for _, pair := range [...][2]Op{
		{OpEq, OpNe}, {OpLt, OpGe}, {OpLe, OpGt}, {OpLike, OpNotLike}, {OpIn, OpNotIn}, {OpIs, OpIsNot},
		{OpBetween, OpNotBetween}, {OpIsDistinct, OpIsNotDistinct}, {OpBetweenSymmetric, OpNotBetweenSymmetric},
		{OpILike, OpNotILike}, {OpStartsWith, OpNotStartsWith}, {OpEndsWith, OpNotEndsWith},
		{OpContainsText, OpNotContainsText}, {OpIStartsWith, OpNotIStartsWith}, {OpIEndsWith, OpNotIEndsWith},
		{OpIContainsText, OpNotIContainsText}, {OpRegexp, OpNotRegexp}, {OpMatch, OpNotMatch},
	} {
		table[pair[0]], table[pair[1]] = pair[1], pair[0]
	}
	return table
}()

// Negated returns the operator that NOT turns op into, OpNone if there is none.
func (op Op) Negated() Op {
	if op < 0 || op >= OpCount {
		return OpNone
	}
	return negated[op]
}

// mirrored returns the comparison with its sides exchanged.
func (op Op) mirrored() Op {
	switch op {
	case OpLt:
		return OpGt
	case OpLe:
		return OpGe
	case OpGt:
		return OpLt
	case OpGe:
		return OpLe
	}
	return op
}

// IsLike reports whether op is LIKE or made of it.
func (op Op) IsLike() bool {
	return op == OpLike || op == OpNotLike || op >= OpILike && op <= OpNotIContainsText
}

// TakesPattern reports whether what is on the right of op is a pattern or another text, whatever
// the type on the left is.
func (op Op) TakesPattern() bool {
	return op == OpLike || op == OpNotLike || op >= OpILike && op <= OpRegexpReplace
}
