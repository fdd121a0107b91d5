package core_test

import (
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Docs are documents with tags, on PostgreSQL.
var Docs = schema.NewTable(schema.NewMetaData(), "docs",
	schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
	schema.NewColumn("data", typemap.Spelled(typemap.KindJSON, "JSONB")),
	schema.NewColumn("tags", typemap.ArrayOf(typemap.Text())),
)

// Orders have a document with what was ordered.
var Orders = schema.Define[struct {
	schema.Table `gild:"orders"`
	ID           expr.Col[int64]          `gild:"id,pk"`
	Data         expr.Col[map[string]any] `gild:"data,type=json"`
}](meta)

func Example_jsonWrite() {
	order := map[string]any{"customer": "sandy", "items": []any{map[string]any{"name": "patty", "price": 3}}}

	_, err := gild.Exec(ctx, db, expr.Insert(Orders).Values(Orders.Data.Set(order)))
	fmt.Println(err)

	found, err := gild.One[map[string]any](ctx, db, expr.Select(Orders.Data).Where(Orders.Data.JSON("customer").AsString().Eq("sandy")))
	fmt.Println(found["customer"], err)
	// Output:
	// <nil>
	// sandy <nil>
}

func Example_jsonKey() {
	customer := Orders.Data.JSON("customer").AsString()
	stmt := expr.Select(customer.As("customer")).Where(customer.Eq("sandy"))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, oracle.Dialect)
	// Output:
	// -- sqlite
	// SELECT CAST(JSON_EXTRACT(orders.data, ?) AS VARCHAR) AS customer FROM orders WHERE CAST(JSON_EXTRACT(orders.data, ?) AS VARCHAR) = ? -- "$.\"customer\"", "$.\"customer\"", "sandy"
	// -- postgresql
	// SELECT CAST(orders.data ->> $1 AS VARCHAR) AS customer FROM orders WHERE CAST((orders.data ->> $1) AS VARCHAR) = $2 -- "customer", "sandy"
	// -- mysql
	// SELECT CASE JSON_EXTRACT(orders.data, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(orders.data, ?)) END AS customer FROM orders WHERE CASE JSON_EXTRACT(orders.data, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(orders.data, ?)) END = ? -- "$.\"customer\"", "$.\"customer\"", "$.\"customer\"", "$.\"customer\"", "sandy"
	// -- oracle
	// SELECT JSON_VALUE(orders.data, '$."customer"' RETURNING VARCHAR2(4000) ERROR ON ERROR) AS customer FROM orders WHERE JSON_VALUE(orders.data, '$."customer"' RETURNING VARCHAR2(4000) ERROR ON ERROR) = :1 -- "sandy"
}

func Example_jsonGroup() {
	customer := Orders.Data.JSON("customer").AsString()
	stmt := expr.Select(customer.As("customer"), expr.CountAll().As("n")).GroupBy(customer)

	show(stmt, postgres.Dialect)
	rows(stmt)
	// Output:
	// -- postgresql
	// SELECT CAST(orders.data ->> $1 AS VARCHAR) AS customer, count(*) AS n FROM orders GROUP BY CAST(orders.data ->> $1 AS VARCHAR) -- "customer"
	// sandy 1
}

func Example_jsonPath() {
	price := Orders.Data.JSONPath("items", 0, "price").AsInteger()
	stmt := expr.Select(Orders.ID).Where(price.Between(2, 5))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect)
	// Output:
	// -- sqlite
	// SELECT orders.id FROM orders WHERE CAST(JSON_EXTRACT(orders.data, ?) AS INTEGER) BETWEEN ? AND ? -- "$.\"items\"[0].\"price\"", 2, 5
	// -- postgresql
	// SELECT orders.id FROM orders WHERE CAST((orders.data #>> $1) AS INTEGER) BETWEEN $2 AND $3 -- "{\"items\",0,\"price\"}", 2, 5
	// -- mysql
	// SELECT orders.id FROM orders WHERE CASE JSON_EXTRACT(orders.data, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(orders.data, ?) AS SIGNED INTEGER) END BETWEEN ? AND ? -- "$.\"items\"[0].\"price\"", "$.\"items\"[0].\"price\"", 2, 5
}

func Example_jsonDocument() {
	stmt := expr.Select(Orders.Data.JSON("items").JSON(0).JSON("name"))

	show(stmt, sqlite.Dialect, postgres.Dialect)
	// Output:
	// -- sqlite
	// SELECT JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(orders.data, ?)), ?)), ?)) AS anon_1 FROM orders -- "$.\"items\"", "$[0]", "$.\"name\""
	// -- postgresql
	// SELECT ((orders.data -> $1) -> $2::INTEGER) -> $3 AS anon_1 FROM orders -- "items", 0, "name"
}

func Example_jsonKeyIsNoPath() {
	stmt := expr.Select(Orders.Data.JSON(`a.b[0]"`).AsString())

	show(stmt)
	// Output:
	// SELECT CAST(JSON_EXTRACT(orders.data, ?) AS VARCHAR) AS anon_1 FROM orders -- "$.\"a.b[0]\\\"\""
}

func Example_jsonContains() {
	data := Docs.C("data")

	show(expr.Select(Docs.C("id")).Where(data.HasKey("customer")), postgres.Dialect)
	show(expr.Select(Docs.C("id")).Where(data.ContainsAll(map[string]any{"paid": true})), postgres.Dialect, sqlite.Dialect)
	// Output:
	// -- postgresql
	// SELECT docs.id FROM docs WHERE docs.data ? $1 -- "customer"
	// -- postgresql
	// SELECT docs.id FROM docs WHERE docs.data @> $1::JSONB -- "{\"paid\":true}"
	// -- sqlite
	// gild: sqlite: operator @>: the database has no such operator: it is PostgreSQL's
}

func Example_jsonArray() {
	tags := Docs.C("tags")

	show(expr.Select(tags.Index(1)).Where(tags.ContainsAll([]string{"new"}), tags.Overlaps([]string{"red", "blue"})), postgres.Dialect)
	show(expr.Select(Docs.C("id")).Where(expr.Val[any]("new").Eq(expr.Any(tags))), postgres.Dialect)
	show(expr.Select(tags.Slice(1, 2)), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT docs.tags[$1] AS anon_1 FROM docs WHERE docs.tags @> $2::TEXT[] AND docs.tags && $3::TEXT[] -- 1, "{\"new\"}", "{\"red\",\"blue\"}"
	// -- postgresql
	// SELECT docs.id FROM docs WHERE $1 = ANY (docs.tags) -- "new"
	// -- postgresql
	// SELECT docs.tags[$1:$2] AS anon_1 FROM docs -- 1, 2
}

func Example_jsonArrayMade() {
	show(expr.Select(expr.Array("a", "b").As("letters"), expr.ArrayAgg(Users.Name).OrderBy(Users.Name).As("names")), postgres.Dialect)
	show(expr.Select(expr.Array("a", "b")), sqlite.Dialect)
	// Output:
	// -- postgresql
	// SELECT ARRAY[$1::VARCHAR, $2::VARCHAR] AS letters, array_agg(users.name ORDER BY users.name) AS names FROM users -- "a", "b"
	// -- sqlite
	// gild: sqlite: ARRAY: the database has no arrays
}
