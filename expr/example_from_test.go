package expr_test

import (
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
)

func ExampleTableSample() {
	part := expr.TableSample(Users, "part", expr.Func[any]("bernoulli", 10)).Seed(7)
	showOn(postgres.Dialect, expr.Select(part.C("name")))
	// Output:
	// SELECT part.name FROM users AS part TABLESAMPLE bernoulli($1) REPEATABLE ($2) [10 7]
}

func ExampleRowOf() {
	showOn(postgres.Dialect, expr.Select(expr.Func[string]("row_to_json", expr.RowOf(Users)).As("row")).From(Users))
	// Output:
	// SELECT row_to_json(users) AS row FROM users []
}

func ExampleFieldOf() {
	showOn(postgres.Dialect, expr.Select(expr.FieldOf[int64](expr.Func[any]("geo.locate", Users.Name), "street")))
	// Output:
	// SELECT (geo.locate(users.name)).street FROM users []
}

func ExampleScalarValues() {
	pairs := expr.Values("", expr.ColumnOf[int64]("id")).Row(1).Row(2)
	show(expr.Select(Users.Name).Where(Users.ID.InExpr(expr.ScalarValues(pairs))))
	// Output:
	// SELECT users.name FROM users WHERE users.id IN (VALUES (?), (?)) [1 2]
}

func ExampleFromText() {
	show(expr.Select(expr.ColumnOf[string]("name")).From(expr.FromText(expr.Text("pragma_table_info(:table)").Bind("table", "users"))))
	// Output:
	// SELECT name FROM pragma_table_info(?) [users]
}

func ExampleNest() {
	old := expr.Select(Users.ID, Users.Name).Where(Users.Age.Gt(65)).CTE("old")
	inner := expr.Select(old.C("name")).AddCTE(expr.Nest(old)).As("inner")
	show(expr.Select(inner.C("name")))
	// Output:
	// SELECT "inner".name FROM (WITH old AS (SELECT users.id AS id, users.name AS name FROM users WHERE users.age > ?) SELECT old.name AS name FROM old) AS "inner" [65]
}

func ExampleRecursiveCTEOf() {
	one := expr.Select(expr.Inline[int64](1).As("n"))
	numbers := expr.RecursiveCTEOf(one, "numbers", func(self *expr.CTE) expr.Query {
		return one.UnionAll(expr.Select(self.C("n").Add(1)).Where(self.C("n").Lt(5)))
	})
	show(expr.Select(numbers.C("n")))
	// Output:
	// WITH RECURSIVE numbers(n) AS (SELECT 1 AS n UNION ALL SELECT numbers.n + ? AS anon_1 FROM numbers WHERE numbers.n < ?) SELECT numbers.n FROM numbers [1 5]
}

func ExampleColIn() {
	adults := expr.Select(Users.ID, Users.Name).Where(Users.Age.Ge(18)).As("adults")
	name := expr.ColIn(adults, Users.Name) // a Col[string], as Users.Name is
	show(expr.Select(name).Where(name.Like("e%")))
	// Output:
	// SELECT adults.name FROM (SELECT users.id AS id, users.name AS name FROM users WHERE users.age >= ?) AS adults WHERE adults.name LIKE ? [18 e%]
}

func ExampleGroupingSets() {
	stmt := expr.Select(Users.Age, Users.Name, expr.CountAll().As("n"))
	showOn(postgres.Dialect, stmt.GroupBy(expr.GroupingSets(Users.Age, expr.Tuple(Users.Age, Users.Name), expr.Tuple())))
	showOn(postgres.Dialect, stmt.GroupBy(expr.Cube(Users.Age, Users.Name)))
	showOn(mysql.Dialect, stmt.GroupBy(expr.Rollup(Users.Age, Users.Name)))
	// Output:
	// SELECT users.age, users.name, count(*) AS n FROM users GROUP BY GROUPING SETS(users.age, (users.age, users.name), ()) []
	// SELECT users.age, users.name, count(*) AS n FROM users GROUP BY CUBE(users.age, users.name) []
	// SELECT users.age, users.name, count(*) AS n FROM users GROUP BY users.age, users.name WITH ROLLUP []
}

func ExampleSelectStmt_Hint() {
	stmt := expr.Select(Users.ID).
		Hint(Users, "USE INDEX (by_name)", "mysql").
		Hint(Users, "INDEX(%(name)s by_name)", "oracle").
		Prefix("SQL_NO_CACHE", "mysql")
	show(stmt)
	showOn(mysql.Dialect, stmt)
	showOn(oracle.Dialect, stmt)
	// Output:
	// SELECT users.id FROM users []
	// SELECT SQL_NO_CACHE users.id FROM users USE INDEX (by_name) []
	// SELECT /*+ INDEX(users by_name) */ users.id FROM users []
}
