package dialect_test

import (
	"testing"

	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
)

func TestNamedQueries(t *testing.T) {
	base := expr.Select(Users.ID).Where(Users.ID.Gt(2))
	c, d := base.CTE("c"), expr.Select(expr.Val(7).As("seven")).CTE("d")
	loop := base.RecursiveCTE("r", func(self *expr.CTE) expr.Query {
		return expr.Select(self.C("id")).Where(expr.ColIn(self, Users.ID).Lt(9))
	})
	sub := base.As("s")
	prices := expr.Values("prices", expr.ColumnOf[string]("item"), expr.ColumnOf[int64]("price")).Row("a", 10).Row("b", 2)
	for _, tt := range []struct {
		stmt             expr.Statement
		pg, mssql, oracl string
	}{
		{expr.Select(expr.Val(1).As("x"), c.C("id"), d.C("seven")),
			"WITH c AS (SELECT users.id AS id FROM users WHERE users.id > $1), d AS (SELECT $2::BIGINT AS seven) SELECT $3::BIGINT AS x, c.id, d.seven FROM c, d", "", ""},
		{expr.Select(loop.C("id")),
			"WITH RECURSIVE r(id) AS (SELECT r.id AS id FROM r WHERE r.id < $1) SELECT r.id FROM r",
			"WITH r(id) AS (SELECT r.id AS id FROM r WHERE r.id < @p1) SELECT r.id FROM r", ""},
		{expr.Select(expr.ColIn(sub, Users.ID)),
			"SELECT s.id FROM (SELECT users.id AS id FROM users WHERE users.id > $1) AS s", "",
			"SELECT s.id FROM (SELECT users.id AS id FROM users WHERE users.id > :1) s"},
		// Without the casts the prices would be texts, and "10" less than "9".
		{expr.Select(prices.C("item")).Where(prices.C("price").Gt(9)),
			"SELECT prices.item FROM (VALUES ($1::VARCHAR, $2::BIGINT), ($3, $4)) AS prices (item, price) WHERE prices.price > $5", "", ""},
	} {
		for dialect, want := range map[string]string{"pg": tt.pg, "mssql": tt.mssql, "oracle": tt.oracl} {
			var got string
			var err error
			switch dialect {
			case "pg":
				got, _, err = postgres.Dialect.SQL(tt.stmt)
			case "mssql":
				got, _, err = mssql.Dialect.SQL(tt.stmt)
			case "oracle":
				got, _, err = oracle.Dialect.SQL(tt.stmt)
			}
			if want != "" && (err != nil || got != want) {
				t.Errorf("%s:\ngot  %s %v\nwant %s", dialect, got, err, want)
			}
		}
	}
	if _, _, err := postgres.Dialect.SQL(expr.Select(c.C("id"), expr.Select(Users.ID).CTE("c").C("id"))); err == nil {
		t.Error("two CTEs of one name: no error")
	}
}
