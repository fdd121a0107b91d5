package typemap

import "testing"

// TestGeneric: the type that all databases have keeps what values need, and nothing that only one database knows.
func TestGeneric(t *testing.T) {
	for _, tt := range []struct{ of, want Type }{
		{Integer(), Integer()},
		{Numeric(10, 2), Numeric(10, 2)},
		{ExactNumeric(60, 20), Numeric(60, 20)},
		{String(20).Collate("C"), String(20)},
		{Named("CHAR", 3), String(3)},
		{Named("TEXT"), Text()},
		{Text().Collate("de_DE"), Text()},
		{Spelled(KindText, "TSVECTOR"), Text()},
		{Spelled(KindBigInt, "OID"), BigInt()},
		{Spelled(KindSmallInt, "TINYINT(4)"), SmallInt()},
		{Spelled(KindDateTime, "TIMESTAMP"), DateTime()},
		{Unsigned(SmallInt()), Integer()},
		{Unsigned(Integer()), BigInt()},
		{Unsigned(BigInt()), Numeric(20, 0)},
		{DateTimeZone().Fraction(3), DateTimeZone().Fraction(3)},
		{Inet(), String(longestNetwork)},
		{JSONB(), JSON()},
		{Domain("zip", String(5)), String(5)},
		{Domain("outer", Domain("inner", Named("CHAR", 3))), String(3)},
		{String(5).Variant("mysql", Named("CHAR", 5)), String(5)},
		{ArrayOf(Domain("zip", String(5))), ArrayOf(String(5))},
		{RangeOf(Integer()), RangeOf(Integer())},
		{Enum("mood", "sad", "happy"), Enum("mood", "sad", "happy")},
	} {
		if got := tt.of.Generic(); got.String() != tt.want.String() || string(got.AppendKey(nil)) != string(tt.want.AppendKey(nil)) {
			t.Errorf("%v is %v in general, want %v", tt.of, got, tt.want)
		}
		if once := tt.of.Generic(); string(once.Generic().AppendKey(nil)) != string(once.AppendKey(nil)) {
			t.Errorf("%v is not the same twice", tt.of)
		}
	}
}
