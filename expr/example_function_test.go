package expr_test

import "github.com/gildsql/gild/expr"

func ExampleFunc() {
	// A function by its name; values become parameters, nil is NULL.
	show(expr.Select(expr.Func[string]("printf", "%d-%s", Users.ID, Users.Name).As("code")))
	// The everyday ones have helpers, which know how each database writes them.
	show(expr.Select(expr.Greatest(Users.ID, expr.Val[int64](10)), expr.StringAgg(Users.Name, ", ")))
	// Output:
	// SELECT printf(?, users.id, users.name) AS code FROM users [%d-%s]
	// SELECT max(users.id, ?) AS greatest_1, group_concat(users.name, ', ') AS aggregate_strings_1 FROM users [10]
}

func ExampleFn_Filter() {
	show(expr.Select(
		expr.CountAll().As("everybody"),
		expr.CountAll().Filter(Users.Age.Lt(18)).As("minors"),
		expr.CountDistinct(Users.Age).As("ages"),
	).From(Users))
	// Output: SELECT count(*) AS everybody, count(*) FILTER (WHERE users.age < ?) AS minors, count(DISTINCT users.age) AS ages FROM users [18]
}

func ExampleWindow() {
	byAge := expr.Window().PartitionBy(Users.Age).OrderBy(Users.Name)
	show(expr.Select(Users.Name, expr.Rank().Over(byAge).As("place"), expr.Lag(Users.Name).Over(byAge).As("previous")))
	lastThree := expr.Window().OrderBy(Users.ID).Rows(expr.Preceding(2), expr.CurrentRow())
	show(expr.Select(Users.ID, expr.Avg(Users.Age).Over(lastThree).As("smoothed")))
	// Output:
	// SELECT users.name, rank() OVER (PARTITION BY users.age ORDER BY users.name) AS place, lag(users.name) OVER (PARTITION BY users.age ORDER BY users.name) AS previous FROM users []
	// SELECT users.id, avg(users.age) OVER (ORDER BY users.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS smoothed FROM users [2]
}

func ExampleSelectStmt_Window() {
	show(expr.Select(expr.RowNumber().Over(expr.WindowNamed("w")).As("n"), expr.DenseRank().Over(expr.WindowNamed("w")).As("place")).
		From(Users).Window("w", expr.Window().OrderBy(Users.Age.Desc())))
	// Output: SELECT row_number() OVER w AS n, dense_rank() OVER w AS place FROM users WINDOW w AS (ORDER BY users.age DESC) []
}
