package dialect_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

var noon = time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC)

var literals = []struct {
	e    expr.X[any]
	want each
}{
	{expr.Val[any](nil), each{"all": "NULL"}},
	{expr.Val[any](-5), each{"all": "-5", "postgresql": "-5::BIGINT"}},
	{expr.Val[any](1.5), each{"all": "1.5", "postgresql": "1.5::DOUBLE PRECISION"}},
	{expr.Val[any](2.0), each{"all": "2.0", "postgresql": "2.0::DOUBLE PRECISION"}},
	{expr.Val[any](true), each{"all": "1", "postgresql": "true", "mysql": "true", "mariadb": "true"}},
	{expr.TypedVal[any]("10.50", typemap.Numeric(10, 2)), each{"all": "10.50", "sqlite": "10.5"}},
	{expr.TypedVal[any]("1; DROP TABLE users", typemap.Numeric(10, 2)), each{"all": "error:no number"}},
	{expr.Val[any]("o'x"), each{"all": "'o''x'", "postgresql": "'o''x'::VARCHAR"}},
	{expr.Val[any](`a\'b`), each{"all": `'a\''b'`, "postgresql": `E'a\\''b'::VARCHAR`, "mysql": `'a\\''b'`, "mariadb": `'a\\''b'`}},
	{expr.Val[any]("naïve"), each{"all": "'naïve'", "postgresql": "'naïve'::VARCHAR", "mssql": "N'naïve'"}},
	{expr.TypedVal[any]("a", typemap.Unicode(9)), each{"all": "'a'", "postgresql": "'a'::VARCHAR(9)", "mssql": "N'a'"}},
	{expr.Val[any]("a\x00b"), each{"all": "error:zero byte"}},
	{expr.Val[any]([]byte{0, 0xff}), each{"all": "X'00ff'", "postgresql": "decode('00ff', 'hex')", "mssql": "0x00ff", "oracle": "HEXTORAW('00ff')"}},
	{expr.TypedVal[any](noon, typemap.Date()), each{"all": "'2024-02-29'", "postgresql": "'2024-02-29'::DATE", "oracle": "TO_DATE('2024-02-29', 'YYYY-MM-DD')"}},
	{expr.TypedVal[any](noon, typemap.DateTime()), each{"all": "'2024-02-29 12:00:00.123456'", "postgresql": "'2024-02-29 12:00:00.123456'::TIMESTAMP WITHOUT TIME ZONE", "sqlite": "'2024-02-29 12:00:00.123456+00:00'", "mssql": "'2024-02-29T12:00:00.123456'", "oracle": "TO_TIMESTAMP('2024-02-29 12:00:00.123456', 'YYYY-MM-DD HH24:MI:SS.FF')"}},
	{expr.Val[any](math.NaN()), each{"all": "error:no literal", "sqlite": "error:would become NULL", "mysql": "error:no NaN", "mariadb": "error:no NaN", "postgresql": "'NaN'::DOUBLE PRECISION::DOUBLE PRECISION"}},
	{expr.TypedVal[any]([]any{1, nil, 2}, typemap.ArrayOf(typemap.Integer())), each{"all": "error:", "postgresql": "ARRAY[1, NULL, 2]::INTEGER[]"}},
	{expr.TypedVal[any](map[string]any{"a": "it's"}, typemap.JSON()), each{"all": `'{"a":"it''s"}'`, "postgresql": `'{"a":"it''s"}'::JSON`}},
}

func TestLiterals(t *testing.T) {
	for _, tt := range literals {
		for _, d := range six {
			want := tt.want.on(d)
			text, err := d.Literal(expr.Select(tt.e.As("x")).From(Users))
			got, _, _ := strings.Cut(strings.TrimPrefix(text, "SELECT "), " AS x FROM ")
			if reason, refused := strings.CutPrefix(want, "error:"); refused {
				if err == nil || !strings.Contains(err.Error(), reason) || !strings.Contains(err.Error(), d.Name) {
					t.Errorf("%s: %q, %v, want an error with %q", d.Name, got, err, reason)
				}
				continue
			}
			if got != want || err != nil {
				t.Errorf("%s: %q, %v, want %q", d.Name, got, err, want)
			}
		}
	}
}

// TestLiteralsAreTheirValues lets the databases read literals that would be more than that if
// they were not quoted right.
func TestLiteralsAreTheirValues(t *testing.T) {
	texts := append([]string{"", `\`, `\\`, `\'`, `'; SELECT 1; --`, `\'; SELECT 1; --`, "\n\t\r\b\x1a", `%_%`, "$$", `E'x'`}, hostile...)
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		for _, want := range texts {
			for how, stmt := range map[string]expr.Statement{
				"a literal": expr.Select(expr.Val(want).As("x")),
				"inline":    expr.Select(expr.Inline(want).As("x")),
			} {
				var text string
				var err error
				if how == "inline" {
					text, _, err = d.SQL(stmt)
				} else {
					text, err = d.Literal(stmt)
				}
				if err != nil {
					t.Errorf("%q: %v", want, err)
					continue
				}
				var got string
				if err := db.QueryRow(text).Scan(&got); err != nil || got != want {
					t.Errorf("%s: %q came back as %q, %v: %s", how, want, got, err, text)
				}
			}
		}
	})
}

// TestLiteralStatement has lists and parameters.
func TestLiteralStatement(t *testing.T) {
	stmt := expr.Select(Users.ID).Where(Users.Name.In("ed", "o'hara"), Users.Age.Gt(20), Users.Name.InParam("names"), Users.ID.EqExpr(expr.Param[int64]("id")))
	text, err := mariadb.Dialect.Literal(stmt, driver.NamedValue{Name: "names", Value: []string{"a", "b"}}, driver.NamedValue{Name: "id", Value: 7})
	want := "SELECT users.id FROM users WHERE users.name IN ('ed', 'o''hara') AND users.age > 20 AND users.name IN ('a', 'b') AND users.id = 7"
	if text != want || err != nil {
		t.Errorf("got %s, %v", text, err)
	}
	if text, err := mariadb.Dialect.Literal(stmt); err == nil || !strings.Contains(err.Error(), `"names" has no value`) {
		t.Errorf("got %s, %v", text, err)
	}
}

// TestInlineIsNotKept runs a statement of one structure with several inline values: each has a
// text of its own.
func TestInlineIsNotKept(t *testing.T) {
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		for _, want := range []string{"a", "b'", "a"} {
			rows, err := db.QueryContext(context.Background(), "", expr.Select(expr.Inline(want).As("x")))
			if err != nil {
				t.Fatal(err)
			}
			got, err := texts(rows)
			if err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("%q came back as %q, %v", want, got, err)
			}
		}
	})
}

// TestLiteralsEqualBinds lets the databases compare values with their literals.
func TestLiteralsEqualBinds(t *testing.T) {
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		for _, tt := range []struct {
			v   any
			typ typemap.Type
		}{
			{-5, typemap.BigInt()}, {1.5, typemap.Double()}, {1e300, typemap.Double()}, {"10.50", typemap.Numeric(10, 2)}, {"o'x", typemap.String(9)},
			{[]byte{0, 0xff, '\''}, typemap.Binary()}, {noon, typemap.Date()}, {noon, typemap.DateTime()}, {noon, typemap.DateTimeZone()}, {"12345678-1234-5678-1234-567812345678", typemap.UUID()},
		} {
			left, right := expr.TypedVal(tt.v, tt.typ), expr.Inline(tt.v, tt.typ)
			if d != sqlite.Dialect || tt.typ.Kind == typemap.KindNumeric { // SQLite would make numbers of dates
				left, right = expr.Cast[any](left, tt.typ), expr.Cast[any](right, tt.typ)
			}
			stmt := expr.Select(expr.Case[string]().When(left.EqExpr(right), "equal").Else("different").As("x"))
			got, err := gild.One[string](context.Background(), db, stmt)
			if got != "equal" || err != nil {
				text, _, _ := d.SQL(stmt)
				t.Errorf("%v as %s: %s, %v: %s", tt.v, tt.typ, got, err, text)
			}
		}
	})
}
