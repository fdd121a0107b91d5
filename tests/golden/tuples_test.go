package golden

import "github.com/gildsql/gild/expr"

func init() {
	pair := expr.Tuple(users.ID, users.Name)
	pairs := expr.Select(users.ID, users.Name).Where(users.ID.Lt(3))
	subjects["tuples"] = []entry{
		{name: "in", stmt: idsOf(users.ID.In(1, 3))},
		{name: "in one", stmt: idsOf(users.ID.In(1))},
		{name: "not in", stmt: idsOf(users.ID.NotIn(1, 3))},
		{name: "in negated", stmt: idsOf(users.ID.In(1, 3).Not(), users.ID.NotIn(2).Not().Or(users.ID.Eq(4)))},
		{name: "in nothing", stmt: idsOf(users.ID.In())},
		{name: "not in nothing", stmt: idsOf(users.ID.NotIn())},
		{name: "in nothing, negated", stmt: idsOf(users.ID.In().Not())},
		{name: "text in nothing", stmt: idsOf(users.Name.In())},
		{name: "null in nothing", stmt: idsOf(users.Age.NotIn())},
		{name: "in with null", stmt: idsOf(users.C("age").In(30, nil))},
		{name: "not in with null", stmt: idsOf(users.C("age").NotIn(30, nil))},
		{name: "in with expressions", stmt: idsOf(users.C("id").In(1, users.ID.Add(0), expr.Val(int64(9))))},
		{name: "in a query", stmt: idsOf(users.ID.InSelect(expr.Select(addresses.UserID)))},
		{name: "not in a query", stmt: idsOf(users.ID.NotInSelect(expr.Select(addresses.UserID)))},
		{name: "in a list of a parameter", stmt: idsOf(users.ID.InExpr(expr.ListParam("ids", 1, 2)))},
		{name: "in and or", stmt: idsOf(expr.Or(users.ID.In(1, 2), users.ID.NotIn(1, 2, 3)), users.ID.NotIn(7))},
		{name: "not in as a value", stmt: expr.Select(users.ID, users.ID.NotIn(1).As("other")).OrderBy(users.ID)},
		{name: "tuple in", stmt: idsOf(pair.In([]any{1, "ed"}, []any{2, "x"}))},
		{name: "tuple not in", stmt: idsOf(pair.NotIn([]any{1, "ed"}, []any{2, "x"}))},
		{name: "tuple in nothing", stmt: idsOf(pair.In())},
		{name: "tuple not in nothing", stmt: idsOf(pair.NotIn())},
		{name: "tuple in a query", stmt: idsOf(pair.InSelect(pairs))},
		{name: "tuple not in a query", stmt: idsOf(pair.NotInSelect(pairs))},
		{name: "tuple with expressions in it", stmt: idsOf(pair.In([]any{users.ID, "ed"}))},
		{name: "rows with expressions in them", stmt: idsOf(pair.In([]any{users.ID, "ed"}, []any{2, "wendy"}))},
		{name: "tuples compared", stmt: idsOf(pair.EqExpr(expr.Tuple(1, "ed")))},
		{name: "tuples ordered", stmt: idsOf(pair.GtExpr(expr.Tuple(1, "x")))},
		{name: "tuple of the wrong size", stmt: idsOf(pair.In([]any{1}))},
		{name: "empty tuple", stmt: idsOf(expr.Tuple().EqExpr(expr.Tuple()))},
		{name: "values in IN", stmt: idsOf(users.C("id").InExpr(expr.ScalarValues(expr.Values("", expr.ColumnOf[int64]("a")).Row(int64(1)).Row(int64(2)))))},
	}
}
