package typemap

import "testing"

func TestGoString(t *testing.T) {
	for want, typ := range map[string]Type{
		`typemap.BigInt()`:                            BigInt(),
		`typemap.JSONB()`:                             JSONB(),
		`typemap.String(50)`:                          String(50),
		`typemap.Numeric(10, 2)`:                      Numeric(10, 2),
		`typemap.Bit(8)`:                              Bit(8),
		`typemap.Unicode(5)`:                          Unicode(5),
		`typemap.Named("CHAR", 5)`:                    Named("CHAR", 5),
		`typemap.Named("DECIMAL", 8, 2)`:              Named("DECIMAL", 8, 2),
		`typemap.Text().Collate("de")`:                Text().Collate("de"),
		`typemap.Spelled(typemap.KindText, "CITEXT")`: Spelled(KindText, "CITEXT"),
		`typemap.DateTimeZone().Fraction(0)`:          DateTimeZone().Fraction(0),
		`typemap.ArrayOf(typemap.Enum("a.mood", "sad", "ok").In("sales"))`:                ArrayOf(Enum("a.mood", "sad", "ok")).In("sales"),
		`typemap.PlainEnum("a\"b")`:                                                       PlainEnum(`a"b`),
		`typemap.Set("a", "b")`:                                                           Set("a", "b"),
		`typemap.Unsigned(typemap.BigInt())`:                                              Unsigned(BigInt()),
		`typemap.Domain("zip", typemap.Text())`:                                           Domain("zip", Text()),
		`typemap.Type{Kind: typemap.KindTime, Zone: true}`:                                {Kind: KindTime, Zone: true},
		`typemap.Type{Kind: typemap.KindBinary, Length: 4}`:                               {Kind: KindBinary, Length: 4},
		`typemap.Integer().Variant("mysql", typemap.BigInt())`:                            Integer().Variant("mysql", BigInt()),
		`typemap.Composite("p", typemap.CompositeField{Name: "x", Type: typemap.Real()})`: Composite("p", CompositeField{"x", Real()}),
	} {
		if got := typ.GoString(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
