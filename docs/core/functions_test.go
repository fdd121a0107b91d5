package core_test

import (
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func Example_functionsKnown() {
	stmt := expr.Select(
		expr.Upper(Users.Name),
		expr.Coalesce(Users.Age, expr.Val[int64](0)),
		expr.Substring(Users.Name, 1, 3),
		expr.Round(Users.Age.Div(7), 1),
	).Where(Users.ID.Ne(2)).OrderBy(Users.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT upper(users.name) AS upper_1, coalesce(users.age, ?) AS coalesce_1, substr(users.name, ?, ?) AS substring_1, round(users.age / (? + 0.0), ?) AS round_1 FROM users WHERE users.id != ? ORDER BY users.id -- 0, 1, 3, 7, 1, 2
	// SPONGEBOB 22 spo 3.1
	// PATRICK 0 pat NULL
}

func Example_functionsDialects() {
	stmt := expr.Select(expr.Greatest(Users.ID, Users.Age), expr.Length(Users.Name), expr.Now())

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, mssql.Dialect, oracle.Dialect)
	// Output:
	// -- sqlite
	// SELECT max(users.id, users.age) AS greatest_1, length(users.name) AS length_1, CURRENT_TIMESTAMP AS now_1 FROM users
	// -- postgresql
	// SELECT greatest(users.id, users.age) AS greatest_1, length(users.name) AS length_1, now() AS now_1 FROM users
	// -- mysql
	// SELECT greatest(users.id, users.age) AS greatest_1, char_length(users.name) AS length_1, now() AS now_1 FROM users
	// -- mssql
	// SELECT greatest(users.id, users.age) AS greatest_1, LEN(users.name) AS length_1, CURRENT_TIMESTAMP AS now_1 FROM users
	// -- oracle
	// SELECT greatest(users.id, users.age) AS greatest_1, length(users.name) AS length_1, CURRENT_TIMESTAMP AS now_1 FROM users
}

func Example_functionsAny() {
	code := expr.Func[string]("printf", "%05d-%s", Users.ID, Users.Name)
	stmt := expr.Select(code.As("code")).Where(code.Like("%y")).OrderBy(Users.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT printf(?, users.id, users.name) AS code FROM users WHERE printf(?, users.id, users.name) LIKE ? ORDER BY users.id -- "%05d-%s", "%05d-%s", "%y"
	// 00002-sandy
}

func Example_functionsReturns() {
	price := expr.Func[any]("shop.price", Users.ID).Returns(typemap.Numeric(10, 2))

	show(expr.Select(price).Where(price.Gt("9.99")), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT shop.price(users.id) AS price_1 FROM users WHERE shop.price(users.id) > $1 -- "9.99"
}

func Example_functionsAggregate() {
	stmt := expr.Select(
		expr.CountAll().As("everybody"),
		expr.Count(Users.Age).As("known"),
		expr.Avg(Users.Age).As("average"),
		expr.Max(Users.Name).As("last"),
	)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT count(*) AS everybody, count(users.age) AS known, avg(users.age) AS average, max(users.name) AS last FROM users
	// 3 2 26.5 spongebob
}

func Example_functionsSumNull() {
	sum := expr.Sum(Users.Age)
	stmt := expr.Select(expr.Coalesce(sum, expr.Val[int64](0))).Where(Users.ID.Gt(99))

	total, err := gild.One[int64](ctx, db, stmt)
	fmt.Println(total, err)
	// Output:
	// 0 <nil>
}

func Example_functionsFilter() {
	stmt := expr.Select(
		expr.CountAll().Filter(Users.Age.Lt(30)).As("young"),
		expr.CountDistinct(Users.Age).As("ages"),
	).From(Users)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT count(*) FILTER (WHERE users.age < ?) AS young, count(DISTINCT users.age) AS ages FROM users -- 30
	// 1 2
}

func Example_functionsJoinTexts() {
	names := expr.StringAgg(Users.Name, ", ").OrderBy(Users.Name)
	stmt := expr.Select(names.As("names"))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, mssql.Dialect, oracle.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// SELECT group_concat(users.name, ', ' ORDER BY users.name) AS names FROM users
	// -- postgresql
	// SELECT string_agg(users.name, ', ' ORDER BY users.name) AS names FROM users
	// -- mysql
	// SELECT group_concat(users.name ORDER BY users.name SEPARATOR ', ') AS names FROM users
	// -- mssql
	// SELECT string_agg(users.name, ', ') WITHIN GROUP (ORDER BY users.name) AS names FROM users
	// -- oracle
	// SELECT LISTAGG(users.name, ', ') WITHIN GROUP (ORDER BY users.name) AS names FROM users
	// patrick, sandy, spongebob
}

func Example_functionsFilterCase() {
	young := expr.Case[int64]().When(Users.Age.Lt(30), 1)

	show(expr.Select(expr.Count(young).As("young")), mysql.Dialect)
	// Output:
	// -- mysql
	// SELECT count(CASE WHEN (users.age < ?) THEN ? END) AS young FROM users -- 30, 1
}

func Example_functionsWithinGroup() {
	median := expr.Func[float64]("percentile_cont", 0.5).WithinGroup(Users.Age)

	show(expr.Select(median), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT percentile_cont($1) WITHIN GROUP (ORDER BY users.age) AS percentile_cont_1 FROM users -- 0.5
}

func Example_functionsWindow() {
	inOrder := expr.Window().OrderBy(Staff.ID)
	stmt := expr.Select(
		Staff.Name,
		expr.RowNumber().Over(inOrder).As("number"),
		expr.Lag(Staff.Name).Over(inOrder).As("before"),
		expr.CountAll().Over(expr.Window().PartitionBy(Staff.BossID)).As("team"),
	).OrderBy(Staff.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT staff.name, row_number() OVER (ORDER BY staff.id) AS number, lag(staff.name) OVER (ORDER BY staff.id) AS "before", count(*) OVER (PARTITION BY staff.boss_id) AS team FROM staff ORDER BY staff.id
	// pearl 1 NULL 1
	// krabs 2 pearl 1
	// squidward 3 krabs 2
	// spongebob 4 squidward 2
}

func Example_functionsFrame() {
	lastTwo := expr.Window().OrderBy(Staff.ID).Rows(expr.Preceding(1), expr.CurrentRow())
	stmt := expr.Select(Staff.ID, expr.Sum(Staff.ID).Over(lastTwo).As("sum"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT staff.id, sum(staff.id) OVER (ORDER BY staff.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS sum FROM staff -- 1
	// 1 1
	// 2 3
	// 3 5
	// 4 7
}

func Example_functionsNamedWindow() {
	stmt := expr.Select(
		expr.Rank().Over(expr.WindowNamed("w")).As("place"),
		expr.Lead(Staff.Name).Over(expr.WindowNamed("w")).As("next"),
	).Window("w", expr.Window().OrderBy(Staff.BossID))

	show(stmt)
	// Output:
	// SELECT rank() OVER w AS place, lead(staff.name) OVER w AS next FROM staff WINDOW w AS (ORDER BY staff.boss_id)
}

func Example_functionsTop() {
	place := expr.RowNumber().Over(expr.Window().PartitionBy(Staff.BossID).OrderBy(Staff.Name))
	ranked := expr.Select(Staff.Name, place.As("place")).As("ranked")
	stmt := expr.Select(ranked.C("name")).Where(ranked.C("place").Eq(1))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT ranked.name FROM (SELECT staff.name AS name, row_number() OVER (PARTITION BY staff.boss_id ORDER BY staff.name) AS place FROM staff) AS ranked WHERE ranked.place = ? -- 1
	// pearl
	// krabs
	// spongebob
}

func Example_functionsTable() {
	numbers := expr.Func[int64]("generate_series", 1, 3).AsColumn("n")

	show(expr.Select(numbers.Value()), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT n FROM generate_series($1::BIGINT, $2::BIGINT) AS n -- 1, 3
}

func Example_functionsTableColumns() {
	parts := expr.Func[any]("json_each", `{"a": 1, "b": 2}`).
		AsTable(expr.ColumnOf[string]("key"), expr.ColumnOf[int64]("value")).
		As("parts")
	stmt := expr.Select(parts.C("key"), parts.C("value"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT parts."key", parts.value FROM json_each(?) AS parts -- "{\"a\": 1, \"b\": 2}"
	// a 1
	// b 2
}

func Example_functionsDerived() {
	pairs := expr.Func[any]("jsonb_to_recordset", `[{"a": 1}]`).
		AsTable(expr.ColumnOf[int64]("a"), expr.ColumnOf[string]("b")).
		WithTypes().
		As("pairs")

	show(expr.Select(pairs.C("a")).Where(pairs.C("b").IsNull()), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT pairs.a FROM jsonb_to_recordset($1) AS pairs(a BIGINT, b VARCHAR) WHERE pairs.b IS NULL -- "[{\"a\": 1}]"
}

func Example_functionsOrdinality() {
	words := expr.Func[any]("unnest", expr.Array("x", "y")).AsTable(expr.ColumnOf[string]("word")).WithOrdinality("place").RenderDerived().As("words")

	show(expr.Select(words.C("word")).OrderBy(words.C("place")), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT words.word FROM unnest(ARRAY[$1::VARCHAR, $2::VARCHAR]) WITH ORDINALITY AS words(word, place) ORDER BY words.place -- "x", "y"
}
