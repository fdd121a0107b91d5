package main

import (
	"context"
	"database/sql"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	_ "github.com/doug-martin/goqu/v9/dialect/postgres"
	jet "github.com/go-jet/jet/v2/postgres"
	"github.com/stephenafamo/bob/dialect/psql"
	"github.com/stephenafamo/bob/dialect/psql/sm"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	gormpg "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

func peerBuilders() []builder {
	return []builder{
		{"squirrel", "Masterminds/squirrel", bySquirrel},
		{"goqu", "doug-martin/goqu, prepared", byGoqu},
		{"bun", "uptrace/bun, which writes values into the text", byBun},
		{"jet", "go-jet/jet, with tables declared as its generator does", byJet},
		{"bob", "stephenafamo/bob", byBob},
		{"gorm", "gorm's DryRun", byGORM},
	}
}

func bySquirrel() (string, int, error) {
	text, args, err := sq.StatementBuilder.PlaceholderFormat(sq.Dollar).
		Select("i.id", "i.name", "i.email", "o.id", "o.total", "p.name").From("item AS i").
		Join("orders AS o ON o.item_id = i.id").Join("product AS p ON p.id = o.product_id").LeftJoin("city AS c ON c.id = i.city_id").
		Where(sq.Eq{"i.active": true}).Where(sq.Gt{"i.score": 10.5}).Where(sq.Like{"i.name": "a%"}).Where(sq.Eq{"o.status": statuses}).
		Where(sq.Or{sq.Eq{"c.country": "NL"}, sq.Eq{"c.country": nil}}).
		OrderBy("i.created DESC", "i.id").Limit(20).Offset(40).ToSql()
	return text, len(args), err
}

func byGoqu() (string, int, error) {
	i, o, p, c := goqu.T("item").As("i"), goqu.T("orders").As("o"), goqu.T("product").As("p"), goqu.T("city").As("c")
	text, args, err := goqu.Dialect("postgres").From(i).Prepared(true).
		Select(goqu.I("i.id"), goqu.I("i.name"), goqu.I("i.email"), goqu.I("o.id"), goqu.I("o.total"), goqu.I("p.name")).
		Join(o, goqu.On(goqu.I("o.item_id").Eq(goqu.I("i.id")))).
		Join(p, goqu.On(goqu.I("p.id").Eq(goqu.I("o.product_id")))).
		LeftJoin(c, goqu.On(goqu.I("c.id").Eq(goqu.I("i.city_id")))).
		Where(goqu.I("i.active").Eq(true), goqu.I("i.score").Gt(10.5), goqu.I("i.name").Like("a%"), goqu.I("o.status").In(statuses),
			goqu.Or(goqu.I("c.country").Eq("NL"), goqu.I("c.country").IsNull())).
		Order(goqu.I("i.created").Desc(), goqu.I("i.id").Asc()).Limit(20).Offset(40).ToSQL()
	return text, len(args), err
}

// bunDB never connects.
var bunDB = bun.NewDB(unconnected(), pgdialect.New())

// unconnected is a pool that is asked nothing.
func unconnected() *sql.DB {
	db, err := sql.Open("postgres", "postgres://127.0.0.1:1/none")
	if err != nil {
		panic(err) // lib/pq only notes the text
	}
	return db
}

func byBun() (string, int, error) {
	q := bunDB.NewSelect().Column("i.id", "i.name", "i.email", "o.id", "o.total", "p.name").TableExpr("item AS i").
		Join("JOIN orders AS o ON o.item_id = i.id").Join("JOIN product AS p ON p.id = o.product_id").Join("LEFT JOIN city AS c ON c.id = i.city_id").
		Where("i.active = ?", true).Where("i.score > ?", 10.5).Where("i.name LIKE ?", "a%").Where("o.status IN (?)", bun.List(statuses)).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("c.country = ?", "NL").WhereOr("c.country IS NULL")
		}).
		OrderExpr("i.created DESC, i.id").Limit(20).Offset(40)
	text, err := q.AppendQuery(bunDB.QueryGen(), nil)
	return string(text), 0, err
}

// Tables of jet, declared as its generator declares them.
var (
	jetItemID, jetItemCity   = jet.IntegerColumn("id"), jet.IntegerColumn("city_id")
	jetItemName, jetItemMail = jet.StringColumn("name"), jet.StringColumn("email")
	jetItemActive            = jet.BoolColumn("active")
	jetItemScore             = jet.FloatColumn("score")
	jetItemCreated           = jet.TimestampzColumn("created")
	jetItem                  = jet.NewTable("public", "item", "i", jetItemID, jetItemCity, jetItemName, jetItemMail, jetItemActive, jetItemScore, jetItemCreated)

	jetOrderID, jetOrderItem, jetOrderProduct = jet.IntegerColumn("id"), jet.IntegerColumn("item_id"), jet.IntegerColumn("product_id")
	jetOrderTotal                             = jet.FloatColumn("total")
	jetOrderStatus                            = jet.IntegerColumn("status")
	jetOrder                                  = jet.NewTable("public", "orders", "o", jetOrderID, jetOrderItem, jetOrderProduct, jetOrderTotal, jetOrderStatus)

	jetProductID   = jet.IntegerColumn("id")
	jetProductName = jet.StringColumn("name")
	jetProduct     = jet.NewTable("public", "product", "p", jetProductID, jetProductName)

	jetCityID      = jet.IntegerColumn("id")
	jetCityCountry = jet.StringColumn("country")
	jetCity        = jet.NewTable("public", "city", "c", jetCityID, jetCityCountry)
)

func byJet() (string, int, error) {
	in := make([]jet.Expression, len(statuses))
	for i, s := range statuses {
		in[i] = jet.Int(s)
	}
	text, args := jet.SELECT(jetItemID, jetItemName, jetItemMail, jetOrderID, jetOrderTotal, jetProductName).
		FROM(jetItem.
			INNER_JOIN(jetOrder, jetOrderItem.EQ(jetItemID)).
			INNER_JOIN(jetProduct, jetProductID.EQ(jetOrderProduct)).
			LEFT_JOIN(jetCity, jetCityID.EQ(jetItemCity))).
		WHERE(jet.AND(jetItemActive.EQ(jet.Bool(true)), jetItemScore.GT(jet.Float(10.5)), jetItemName.LIKE(jet.String("a%")), jetOrderStatus.IN(in...),
			jetCityCountry.EQ(jet.String("NL")).OR(jetCityCountry.IS_NULL()))).
		ORDER_BY(jetItemCreated.DESC(), jetItemID).LIMIT(20).OFFSET(40).Sql()
	return text, len(args), nil
}

func byBob() (string, int, error) {
	in := make([]any, len(statuses))
	for i, s := range statuses {
		in[i] = s
	}
	text, args, err := psql.Select(
		sm.Columns(psql.Quote("i", "id"), psql.Quote("i", "name"), psql.Quote("i", "email"), psql.Quote("o", "id"), psql.Quote("o", "total"), psql.Quote("p", "name")),
		sm.From("item").As("i"),
		sm.InnerJoin("orders").As("o").On(psql.Quote("o", "item_id").EQ(psql.Quote("i", "id"))),
		sm.InnerJoin("product").As("p").On(psql.Quote("p", "id").EQ(psql.Quote("o", "product_id"))),
		sm.LeftJoin("city").As("c").On(psql.Quote("c", "id").EQ(psql.Quote("i", "city_id"))),
		sm.Where(psql.Quote("i", "active").EQ(psql.Arg(true))), sm.Where(psql.Quote("i", "score").GT(psql.Arg(10.5))),
		sm.Where(psql.Quote("i", "name").Like(psql.Arg("a%"))), sm.Where(psql.Quote("o", "status").In(psql.Arg(in...))),
		sm.Where(psql.Or(psql.Quote("c", "country").EQ(psql.Arg("NL")), psql.Quote("c", "country").IsNull())),
		sm.OrderBy(psql.Quote("i", "created")).Desc(), sm.OrderBy(psql.Quote("i", "id")), sm.Limit(20), sm.Offset(40),
	).Build(context.Background())
	return text, len(args), err
}

// gormDB never connects.
var gormDB = func() *gorm.DB {
	db, err := gorm.Open(gormpg.New(gormpg.Config{Conn: unconnected()}),
		&gorm.Config{Logger: logger.Discard, DryRun: true, SkipDefaultTransaction: true, DisableAutomaticPing: true})
	if err != nil {
		panic(err) // it does nothing that could fail
	}
	return db
}()

func byGORM() (string, int, error) {
	var rows []map[string]any
	stmt := gormDB.Table("item AS i").Select("i.id, i.name, i.email, o.id, o.total, p.name").
		Joins("JOIN orders AS o ON o.item_id = i.id").Joins("JOIN product AS p ON p.id = o.product_id").Joins("LEFT JOIN city AS c ON c.id = i.city_id").
		Where("i.active = ?", true).Where("i.score > ?", 10.5).Where("i.name LIKE ?", "a%").Where("o.status IN ?", statuses).
		Where(gormDB.Where("c.country = ?", "NL").Or("c.country IS NULL")).
		Order("i.created DESC, i.id").Limit(20).Offset(40).Find(&rows).Statement
	return stmt.SQL.String(), len(stmt.Vars), stmt.Error
}
