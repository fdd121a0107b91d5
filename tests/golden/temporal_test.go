package golden

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
)

func init() {
	at, later := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	never := notOn("the tables have no versions: see TestTemporalOnMariaDB", "mariadb")
	of := func(v *expr.Versions) expr.Statement { return expr.Select(v.C("id"), v.C("name")) }
	then := expr.AsOf(users, at)
	subjects["temporal"] = []entry{
		{name: "as of", stmt: of(then), notRun: never},
		{name: "as of, with an alias", stmt: of(expr.AsOf(expr.As(users, "u"), at)), notRun: never},
		{name: "as of an expression", stmt: of(expr.AsOf(users, expr.Now())), notRun: never},
		{name: "as of a system change number", stmt: of(expr.AsOfSCN(users, 12345)), notRun: never},
		{name: "from to", stmt: of(expr.SystemTimeFromTo(users, at, later)), notRun: never},
		{name: "between", stmt: of(expr.SystemTimeBetween(users, at, later)), notRun: never},
		{name: "contained in", stmt: of(expr.SystemTimeContainedIn(users, at, later)), notRun: never},
		{name: "all", stmt: of(expr.SystemTimeAll(users)), notRun: never},
		{name: "now and then", stmt: expr.Select(users.ID, then.C("name")).Where(users.ID.EqExpr(expr.Typed[int64](then.C("id")))), notRun: never},
		{name: "of a subquery", stmt: of(expr.AsOf(expr.SubqueryOf(expr.Select(users), "s"), at)), notRun: never},
		{name: "of nothing", stmt: expr.Select(expr.CountAll()).From(expr.AsOf(nil, at))},
	}
}

var prices = schema.Define[struct {
	schema.Table `gild:"prices"`
	ID           expr.Col[int64] `gild:"id,pk"`
	Amount       expr.Col[int64] `gild:"amount"`
}](schema.NewMetaData())

// TestTemporalOnMariaDB asks a table with versions of its rows for each of them.
func TestTemporalOnMariaDB(t *testing.T) {
	ctx := context.Background()
	db, err := gild.Open(servers.MySQLURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec := func(stmt expr.Statement) {
		t.Helper()
		if _, err := gild.Exec(ctx, db, stmt); err != nil {
			t.Fatal(err)
		}
	}
	now := func() time.Time {
		t.Helper()
		time.Sleep(5 * time.Millisecond)
		at, err := gild.One[time.Time](ctx, db, expr.Text("SELECT now(6) AS at").Columns(expr.ColumnOf[time.Time]("at")))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
		return at
	}
	exec(expr.Text("CREATE TABLE prices (id BIGINT PRIMARY KEY, amount BIGINT) WITH SYSTEM VERSIONING"))
	none := now()
	exec(expr.Insert(prices).Values(prices.ID.Set(1), prices.Amount.Set(10)))
	first := now()
	exec(expr.Update(prices).Set(prices.Amount.Set(20)))
	second := now()
	exec(expr.Delete(prices))
	for name, c := range map[string]struct {
		of   *expr.Versions
		want []int64
	}{
		"before":        {expr.AsOf(prices, none), nil},
		"as of":         {expr.AsOf(prices, first), []int64{10}},
		"of an alias":   {expr.AsOf(expr.As(prices, "p"), second), []int64{20}},
		"now":           {expr.AsOf(prices, expr.Raw[time.Time]("now(6)")), nil},
		"from to":       {expr.SystemTimeFromTo(prices, first, second), []int64{10, 20}},
		"between":       {expr.SystemTimeBetween(prices, second, second), []int64{20}},
		"all there are": {expr.SystemTimeAll(prices), []int64{10, 20}},
	} {
		amount := c.of.C("amount")
		got, err := gild.All[int64](ctx, db, expr.Select(amount).OrderBy(amount))
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}
