package schema_test

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// amount is a decimal as other modules have them: a struct with nothing exported, a Valuer and a Scanner.
type amount struct{ text string }

func (a amount) Value() (driver.Value, error) { return a.text, nil }

func (a *amount) Scan(src any) error {
	switch v := src.(type) {
	case string:
		a.text = v
	case []byte:
		a.text = string(v)
	case int64, float64:
		a.text = fmt.Sprint(v)
	default:
		return fmt.Errorf("%T is no amount", src)
	}
	return nil
}

// id is a UUID as other modules have them: 16 bytes that know their text.
type id [16]byte

func (i id) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(i[:])), nil }
func (i *id) UnmarshalText(b []byte) error {
	_, err := hex.Decode(i[:], []byte(strings.ReplaceAll(string(b), "-", "")))
	return err
}

// registered is a type of the program that says its own SQL type.
type registered struct{ amount }

func (registered) SQLType() typemap.Type { return typemap.Numeric(10, 2) }

// TestForeignTypes: types of other modules are columns of typed tables, by a tag or by themselves, and
// come back as they were.
func TestForeignTypes(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx, m := context.Background(), schema.NewMetaData()
		T := schema.Define[struct {
			schema.Table `gild:"foreigners"`
			ID           expr.Col[id]         `gild:"id,pk"`
			Price        expr.Col[amount]     `gild:"price,type=numeric,precision=10,scale=2"`
			Tip          expr.Null[*amount]   `gild:"tip,type=numeric,precision=10,scale=2"`
			Tax          expr.Col[registered] `gild:"tax"`
			From         expr.Col[netip.Addr] `gild:"from_addr"`
		}](m)
		if err := m.CreateAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		type row struct {
			ID    id
			Price amount
			Tip   *amount
			Tax   registered
			From  netip.Addr `gild:"from_addr"`
		}
		want := row{id{1, 15: 0xff}, amount{"12.25"}, nil, registered{amount{"0.75"}}, netip.MustParseAddr("2001:db8::1")}
		if _, err := gild.Exec(ctx, db, expr.Insert(T).Values(
			T.ID.Set(want.ID), T.Price.Set(want.Price), T.Tip.Set(nil), T.Tax.Set(want.Tax), T.From.Set(want.From))); err != nil {
			t.Fatal(err)
		}
		got, err := gild.One[row](ctx, db, expr.Select(T.ID, T.Price, T.Tip, T.Tax, T.From).
			Where(T.ID.Eq(want.ID), T.Price.Eq(want.Price), T.Tax.In(want.Tax), T.From.Eq(want.From), T.Tip.IsNull()))
		if err != nil || got != want {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestForeignTypesUnnamed: a type that nobody can guess is a mistake, which says what to do.
func TestForeignTypesUnnamed(t *testing.T) {
	T := schema.Define[struct {
		schema.Table `gild:"t"`
		Price        expr.Col[amount]
	}](schema.NewMetaData())
	if err := T.Err(); err == nil || !strings.Contains(err.Error(), "field Price") || !strings.Contains(err.Error(), "type=") {
		t.Error(err)
	}
}

// grams is a weight that the database keeps as text, with literals and comparisons of its own.
type grams int

var gramsType = typemap.Custom(typemap.String(20),
	func(g grams) (string, error) { return fmt.Sprintf("%dg", int(g)), nil },
	func(s string) (g grams, err error) { _, err = fmt.Sscanf(s, "%dg", &g); return g, err },
	typemap.LiteralSQL(func(g grams) (string, error) {
		if g < 0 {
			return "", fmt.Errorf("a weight below zero")
		}
		return fmt.Sprintf("weight('%dg')", int(g)), nil
	}),
	typemap.Compared(func(v any) typemap.Type {
		if _, ok := v.(int); ok {
			return typemap.Integer()
		}
		return typemap.Text()
	}))

// TestCustomLiterals: literals are those of the type, its refusals are errors, and what is compared has
// the type that Compared says.
func TestCustomLiterals(t *testing.T) {
	T := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("w", gramsType))
	w := T.C("w")
	text, err := gild.LiteralSQL(expr.Select(w).Where(w.Eq(grams(5)), w.In(grams(1), grams(2))), postgres.Dialect)
	if want := "SELECT t.w FROM t WHERE t.w = weight('5g') AND t.w IN (weight('1g'), weight('2g'))"; err != nil || text != want {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := gild.LiteralSQL(expr.Select(w).Where(w.Eq(grams(-1))), postgres.Dialect); err == nil || !strings.Contains(err.Error(), "below zero") {
		t.Error(err)
	}
	for _, tt := range []struct {
		value any
		want  driver.Value
	}{{grams(5), "5g"}, {7, int64(7)}, {"8g", "8g"}} {
		_, args, err := gild.SQL(expr.Select(w).Where(w.Eq(tt.value)), postgres.Dialect)
		if err != nil || len(args) != 1 || args[0] != tt.want {
			t.Errorf("%v: %v, %v", tt.value, args, err)
		}
	}
}
