package golden

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func init() {
	sequences := map[string]string{
		"postgresql": "there is no sequence", "mariadb": "there is no sequence", "sqlite": "it has none",
	}
	subjects["functions"] = []entry{
		{name: "count", stmt: expr.Select(expr.CountAll(), expr.Count(users.Age), expr.CountDistinct(users.Age)).From(users)},
		{name: "sum min max avg", stmt: expr.Select(expr.Sum(users.ID), expr.Min(users.Name), expr.Max(users.Name), expr.Avg(users.ID)).Where(users.ID.Lt(4))},
		{name: "text", stmt: expr.Select(expr.Lower(users.Name), expr.Upper(users.Name), expr.Length(users.Name), expr.Trim(users.Name), expr.Substring(users.Name, 1, 2), expr.Replace(users.Name, "a", "b"))},
		{name: "numbers", stmt: expr.Select(expr.Abs(users.ID), expr.Floor(users.ID), expr.Ceil(users.ID), expr.Random()).From(users), varies: true},
		{name: "coalesce and nullif", stmt: expr.Select(expr.Coalesce(users.Fullname, users.Name), expr.NullIf(users.Name, "x"))},
		{name: "greatest and least", stmt: expr.Select(expr.Greatest(users.ID, expr.Val(int64(3))), expr.Least(users.ID, expr.Val(int64(3))))},
		{name: "times", stmt: expr.Select(expr.Now(), expr.CurrentDate(), expr.CurrentTime(), expr.CurrentTimestamp()), varies: true},
		{name: "string aggregate", stmt: expr.Select(expr.StringAgg(users.Name, ", "))},
		{name: "filter", stmt: expr.Select(expr.Count(users.ID).Filter(users.Age.Gt(30))), notRun: map[string]string{"mariadb": "it has no FILTER"}},
		{name: "any function", stmt: expr.Select(expr.Func[string]("lower", "ABC"))},
		{name: "package function", stmt: expr.Select(expr.Func[string]("pkg.Do It", 1)), notRun: map[string]string{"sqlite": "there is none", "postgresql": "there is none", "mariadb": "there is none"}},
		{name: "next value", stmt: expr.Select(expr.NextValue(expr.NewSequence("tickets"))), notRun: sequences},
	}
	running := expr.Window().PartitionBy(users.Active).OrderBy(users.ID)
	subjects["windows"] = []entry{
		{name: "row number", stmt: expr.Select(users.ID, expr.RowNumber().Over(expr.Window().OrderBy(users.ID)))},
		{name: "partition", stmt: expr.Select(expr.Sum(users.ID).Over(running))},
		{name: "rows", stmt: expr.Select(expr.Sum(users.ID).Over(running.Rows(expr.Preceding(1), expr.CurrentRow())))},
		{name: "range", stmt: expr.Select(expr.Sum(users.ID).Over(running.Range(expr.Unbounded(), expr.CurrentRow())))},
		{name: "groups and exclude", stmt: expr.Select(expr.Sum(users.ID).Over(running.Groups(expr.Preceding(1), expr.Following(1)).Exclude(expr.ExcludeTies))), notRun: map[string]string{"mariadb": "it has no GROUPS"}},
		{name: "named", stmt: expr.Select(expr.Sum(users.ID).Over(expr.WindowNamed("w")), expr.Max(users.Name).Over(expr.WindowNamed("w"))).Window("w", running)},
		{name: "lag and lead", stmt: expr.Select(expr.Lag(users.Name).Over(running), expr.Lead(users.Name).Over(running), expr.FirstValue(users.Name).Over(running))},
		{name: "rank", stmt: expr.Select(expr.Rank().Over(running), expr.DenseRank().Over(running), expr.NTile(4).Over(running), expr.PercentRank().Over(running), expr.CumeDist().Over(running)), differs: "MariaDB gives ten digits"},
	}
	subjects["elements"] = []entry{
		{name: "searched case", stmt: expr.Select(expr.Case[string]().When(users.Age.Gt(30), "old").Else("young"))},
		{name: "simple case", stmt: expr.Select(expr.CaseOf[string](users.ID).When(1, "one").When(2, "two"))},
		{name: "cast", stmt: expr.Select(expr.Cast[string](users.ID, typemap.String(20)), expr.Cast[int64](users.Name, typemap.Integer())), notRun: map[string]string{"postgresql": "no name is a number"}},
		{name: "cast to numeric", stmt: expr.Select(expr.Cast[any](users.ID, typemap.Numeric(10, 2))), differs: "numbers have no scale on SQLite"},
		{name: "try cast", stmt: expr.Select(expr.TryCast[int64](users.Name, typemap.Integer()))},
		{name: "extract", stmt: expr.Select(expr.Extract[int64]("year", expr.CurrentTimestamp())), varies: true},
		{name: "text", stmt: expr.Select(users.ID).Where(expr.Text("users.name = :n").Bind("n", "a"))},
		{name: "raw", stmt: expr.Select(expr.Raw[int64]("1 + 1"))},
		{name: "value", stmt: expr.Select(expr.Val("a"), expr.Val(int64(1)), expr.Val(true), expr.Val(1.5))},
		{name: "null", stmt: expr.Select(expr.NullValue())},
		{name: "inline", stmt: expr.Select(expr.Inline("it's"), expr.Inline(int64(3)))},
	}
}
