package main

import (
	"time"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

var gildBuilders = []builder{
	{"gild", "gild: built and compiled from nothing", buildFresh},
	{"gild-cached", "gild: built each time, its SQL found by structure", cached(buildStatement, nil)},
	{"gild-prebuilt", "gild: built once, run with parameters", cached(func() *expr.SelectStmt { return prebuilt }, prebuiltParams)},
	{"gild-tree", "gild: built only", func() (string, int, error) { builtTree = buildStatement(); return "", 0, nil }},
}

var builtTree *expr.SelectStmt

var shop = schema.NewMetaData()

var (
	shopItems = schema.Define[struct {
		schema.Table `gild:"item"`
		ID           expr.Col[int64]     `gild:"id,pk"`
		Name         expr.Col[string]    `gild:"name"`
		Email        expr.Col[string]    `gild:"email"`
		Active       expr.Col[bool]      `gild:"active"`
		Score        expr.Col[float64]   `gild:"score"`
		CityID       expr.Col[int64]     `gild:"city_id,fk=city.id"`
		Created      expr.Col[time.Time] `gild:"created"`
	}](shop)
	shopOrders = schema.Define[struct {
		schema.Table `gild:"orders"`
		ID           expr.Col[int64]   `gild:"id,pk"`
		ItemID       expr.Col[int64]   `gild:"item_id,fk=item.id"`
		ProductID    expr.Col[int64]   `gild:"product_id,fk=product.id"`
		Total        expr.Col[float64] `gild:"total"`
		Status       expr.Col[int64]   `gild:"status"`
	}](shop)
	shopProducts = schema.Define[struct {
		schema.Table `gild:"product"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Name         expr.Col[string] `gild:"name"`
	}](shop)
	shopCities = schema.Define[struct {
		schema.Table `gild:"city"`
		ID           expr.Col[int64]   `gild:"id,pk"`
		Country      expr.Null[string] `gild:"country"`
	}](shop)
)

func buildStatement() *expr.SelectStmt {
	i, o, p, c := shopItems, shopOrders, shopProducts, shopCities
	return expr.Select(i.ID, i.Name, i.Email, o.ID, o.Total, p.Name).
		JoinOn(o, o.ItemID.EqExpr(i.ID)).
		JoinOn(p, p.ID.EqExpr(o.ProductID)).
		LeftJoinOn(c, c.ID.EqExpr(i.CityID)).
		Where(i.Active.Eq(true), i.Score.Gt(10.5), i.Name.Like("a%"), o.Status.In(statuses...),
			expr.Or(c.Country.Eq("NL"), c.Country.IsNull())).
		OrderBy(i.Created.Desc(), i.ID).Limit(20).Offset(40)
}

var prebuilt = func() *expr.SelectStmt {
	i, o, p, c := shopItems, shopOrders, shopProducts, shopCities
	return expr.Select(i.ID, i.Name, i.Email, o.ID, o.Total, p.Name).
		JoinOn(o, o.ItemID.EqExpr(i.ID)).
		JoinOn(p, p.ID.EqExpr(o.ProductID)).
		LeftJoinOn(c, c.ID.EqExpr(i.CityID)).
		Where(i.Active.EqExpr(expr.Param[bool]("active")), i.Score.GtExpr(expr.Param[float64]("score")),
			i.Name.Like("a%"), o.Status.InParam("statuses"),
			expr.Or(c.Country.EqExpr(expr.Param[string]("country")), c.Country.IsNull())).
		OrderBy(i.Created.Desc(), i.ID).Limit(20).Offset(40)
}()

var prebuiltParams = compile.Params{
	{Name: "active", Value: true}, {Name: "score", Value: 10.5}, {Name: "statuses", Value: statuses}, {Name: "country", Value: "NL"},
}

func buildFresh() (string, int, error) {
	text, args, err := postgres.Dialect.SQL(buildStatement())
	return text, len(args), err
}

// cached compiles as a connection does.
func cached(build func() *expr.SelectStmt, params compile.Params) func() (string, int, error) {
	cache := compile.NewCache(postgres.Dialect.Rules(dialect.Version{}), 0)
	return func() (text string, n int, err error) {
		err = cache.Use(build(), func(c *compile.Compiled, binds []*expr.Bind) error {
			t, args, err := c.Bind(binds, params)
			text, n = t, len(args)
			return err
		})
		return text, n, err
	}
}
