package suite

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// typeProofs are the values of the generic types.
func typeProofs() []proof {
	noon := time.Date(2024, 2, 29, 12, 30, 45, 123456000, time.UTC)
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	text := "Zoë 漢字 'quoted' \"double\" \\ % _ \t\n?:x $1"
	return []proof{
		values("Boolean", typemap.Boolean(), true, false),
		values[int16]("SmallInt", typemap.SmallInt(), 0, 5, math.MinInt16, math.MaxInt16),
		values[int32]("Integer", typemap.Integer(), 0, 5, math.MinInt32, math.MaxInt32),
		values[int64]("BigInt", typemap.BigInt(), 0, 5, math.MinInt64, math.MaxInt64),
		values("Double", typemap.Double(), 0, 0.1, -1e300/3),
		values("Numeric", typemap.Numeric(10, 2), typemap.MustDecimal("0.00"), typemap.MustDecimal("1.10"), typemap.MustDecimal("-99999999.99")),
		values("String", typemap.String(100), "", "ed", text),
		values("Text", typemap.Text(), "", "ed", text),
		values("Binary", typemap.Binary(), []byte{}, []byte("bytes"), []byte{0, 1, 0xff, '\'', '\\'}),
		values("Date", typemap.Date(), day, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)),
		values("Time", typemap.Time(), time.Date(0, 1, 1, 23, 59, 59, 999999000, time.UTC)),
		values("DateTime", typemap.DateTime(), noon, day),
		values("DateTimeZone", typemap.DateTimeZone(), noon, noon.In(time.FixedZone("", 5*3600+1800))),
		values("Interval", typemap.Interval(), 0, 90*time.Minute, -50*time.Hour-250*time.Millisecond),
		values("Enum", typemap.Enum("suite_mood", "sad", "it's ok"), "sad", "it's ok"),
		values("UUID", typemap.UUID(), [16]byte{}, [16]byte{0x12, 0x34, 15: 0xff}),
		values("JSON", typemap.JSON(), map[string]any{}, map[string]any{"a": 1.0, "b": []any{text, nil, true}}),
	}
}

// values sends values of a type and reads them back: as scalars, in structs, in conditions, as literals, as
// NULL.
func values[T any](name string, typ typemap.Type, list ...T) proof {
	return proof{"types/" + name, func(x *stage) error {
		t, err := x.create("suite_values", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey(), schema.NoAutoIncrement()),
			schema.NewColumn("v", typ, schema.Nullable()))
		if err != nil {
			return err
		}
		for i, v := range list {
			if err := there(x, t, i+1, v); err != nil {
				return fmt.Errorf("%v: %w", v, err)
			}
		}
		return nothing[T](x, t)
	}}
}

// there writes a value and reads it.
func there[T any](x *stage, t *schema.Table, id int, v T) error {
	type row struct {
		ID int64
		V  T
	}
	col, here := expr.Typed[T](t.C("v")), t.C("id").Eq(id)
	if err := x.exec(expr.Insert(t).Values(t.C("id").Set(id), t.C("v").Set(v))); err != nil {
		return err
	}
	scalar, err := gild.One[T](x, x.db, expr.Select(col).Where(here))
	if err != nil || !equal(scalar, v) {
		return fmt.Errorf("read as %v, %v", scalar, err)
	}
	whole, err := gild.One[row](x, x.db, expr.Select(t.C("id"), t.C("v")).Where(here))
	if err != nil || !equal(whole.V, v) {
		return fmt.Errorf("read in a struct as %v, %v", whole.V, err)
	}
	pointer, err := gild.One[*T](x, x.db, expr.Select(col).Where(here))
	if err != nil || pointer == nil || !equal(*pointer, v) {
		return fmt.Errorf("read by a pointer as %v, %v", pointer, err)
	}
	if t.C("v").Type().Kind == typemap.KindJSON { // which is compared nowhere the same way
		return nil
	}
	count := expr.Select(expr.CountAll())
	for what, cond := range map[string]expr.Expr{"a value": col.Eq(v), "one of a list": col.In(v), "a literal": col.EqExpr(expr.Inline(v, t.C("v").Type()))} {
		n, err := gild.One[int](x, x.db, count.Where(here, cond))
		if err != nil || n != 1 {
			return fmt.Errorf("compared with %s: %d rows, %v", what, n, err)
		}
	}
	return nil
}

// nothing writes NULL and reads it.
func nothing[T any](x *stage, t *schema.Table) error {
	var none *T
	here := t.C("id").In(100, 101)
	if err := x.exec(expr.Insert(t).Values(t.C("id").Set(100), t.C("v").Set(nil)), expr.Insert(t).Values(t.C("id").Set(101), t.C("v").Set(none))); err != nil {
		return fmt.Errorf("NULL: %w", err)
	}
	all, err := gild.All[*T](x, x.db, expr.Select(t.C("v")).Where(here))
	if err != nil || len(all) != 2 || all[0] != nil || all[1] != nil {
		return fmt.Errorf("NULL is read as %v, %v", all, err)
	}
	if _, err := gild.All[T](x, x.db, expr.Select(t.C("v")).Where(here)); err == nil && reflect.TypeFor[T]().Kind() != reflect.Slice && reflect.TypeFor[T]().Kind() != reflect.Map {
		return fmt.Errorf("NULL is read into a %T without an error", *new(T))
	}
	return want(x, expr.Select(expr.CountAll()).Where(t.C("v").IsNull()), 2)
}

// equal compares values as databases do: times by their moment, decimals by their digits.
func equal(a, b any) bool {
	if t, ok := a.(time.Time); ok {
		return t.Equal(b.(time.Time))
	}
	if d, ok := a.(typemap.Decimal); ok {
		return d.String() == b.(typemap.Decimal).String()
	}
	return reflect.DeepEqual(a, b)
}
