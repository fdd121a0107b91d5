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

func ExampleAbs() {
	// Numbers: Abs, Ceil, Floor, Pow, Round, Random. Choice: Coalesce, Greatest, Least, NullIf.
	show(expr.Select(expr.Abs(Users.ID.Sub(10)), expr.Floor(Users.Age), expr.NullIf(Users.ID, 3), expr.Least(Users.ID, expr.Val[int64](2))))
	// Output:
	// SELECT abs(users.id - ?) AS abs_1, floor(users.age) AS floor_1, nullif(users.id, ?) AS nullif_1, min(users.id, ?) AS least_1 FROM users [10 3 2]
}

func ExampleReplace() {
	// Texts: Concat, Length, Lower, Replace, Substring, Trim, Upper.
	show(expr.Select(expr.Replace(expr.Lower(expr.Trim(Users.Name)), " ", "-").As("slug")))
	// Output:
	// SELECT replace(lower(trim(users.name)), ?, ?) AS slug FROM users [  -]
}

func ExampleNTile() {
	byAge := expr.Window().OrderBy(Users.Age)
	show(expr.Select(expr.NTile(4).Over(byAge).As("quarter"), expr.CumeDist().Over(byAge).As("part"), expr.NthValue(Users.Name, 2).Over(byAge).As("second")))
	// Output:
	// SELECT ntile(?) OVER (ORDER BY users.age) AS quarter, cume_dist() OVER (ORDER BY users.age) AS part, nth_value(users.name, ?) OVER (ORDER BY users.age) AS second FROM users [4 2]
}

func ExampleWindowSpec_Range() {
	near := expr.Window().OrderBy(Users.Age).Range(expr.Preceding(5), expr.Following(5)).Exclude(expr.ExcludeCurrentRow)
	show(expr.Select(Users.Name, expr.CountAll().Over(near).As("of_that_age")))
	// Output:
	// SELECT users.name, count(*) OVER (ORDER BY users.age RANGE BETWEEN ? PRECEDING AND ? FOLLOWING EXCLUDE CURRENT ROW) AS of_that_age FROM users [5 5]
}

func ExampleFnOf() {
	median := expr.Func[float64]("percentile_cont", 0.5).WithinGroup(Users.Age)
	show(expr.Select(expr.FnOf[float64](median).Filter(Users.Age.Gt(17)).As("median")))
	// Output:
	// SELECT percentile_cont(?) WITHIN GROUP (ORDER BY users.age) FILTER (WHERE users.age > ?) AS median FROM users [0.5 17]
}
