package golden

import "github.com/gildsql/gild/expr"

func init() {
	grown := expr.Select(users.ID, users.Name).Where(users.Age.Gt(26))
	active := expr.Select(users.ID, users.Name).Where(users.Active)
	mailed := expr.Select(users.ID, users.Name).Where(users.ID.InSelect(expr.Select(addresses.UserID)))
	limited := active.OrderBy(users.ID).Limit(1)
	sub := expr.Union(grown, mailed).As("u")
	noParens := notOn("it takes no parentheses around a query of a set operation", "sqlite")
	subjects["setops"] = []entry{
		{name: "union", stmt: expr.Union(grown, mailed)},
		{name: "union all", stmt: expr.UnionAll(grown, mailed, active)},
		{name: "intersect", stmt: expr.Intersect(grown, mailed)},
		{name: "intersect all", stmt: expr.IntersectAll(grown, mailed), notRun: notOn("it has no INTERSECT ALL", "sqlite")},
		{name: "except", stmt: expr.Except(active, mailed)},
		{name: "except all", stmt: expr.ExceptAll(active, mailed), notRun: notOn("it has no EXCEPT ALL", "sqlite")},
		{name: "method", stmt: grown.Union(mailed).OrderBy(expr.ByName("id"))},
		{name: "order and limit", stmt: expr.Union(grown, mailed).OrderBy(expr.ByName("id").Desc()).Limit(2)},
		{name: "order, limit and offset", stmt: expr.Union(grown, mailed).OrderBy(expr.ByName("id")).Limit(1).Offset(1)},
		{name: "order by a column", stmt: expr.Union(grown, mailed).OrderBy(users.ID.Desc())},
		{name: "limits inside", stmt: expr.UnionAll(limited, active.OrderBy(users.ID.Desc()).Limit(1)), notRun: noParens},
		{name: "limits inside, by subqueries", stmt: expr.UnionAll(expr.Select(limited.As("a")), expr.Select(grown.OrderBy(users.ID).Limit(1).As("b")))},
		{name: "nested", stmt: expr.Except(expr.Union(grown, mailed), active), notRun: noParens},
		{name: "in a subquery", stmt: expr.Select(sub.C("name")).OrderBy(sub.C("id"))},
		{name: "in a cte", stmt: expr.Select(expr.UnionAll(grown, mailed).CTE("c").C("id"))},
		{name: "as a scalar", stmt: idsOf(users.ID.InSelect(expr.Union(expr.Select(addresses.UserID), expr.Select(addresses.ID))))},
		{name: "in exists", stmt: idsOf(expr.Exists(expr.Union(expr.Select(addresses.ID).Where(addresses.UserID.EqExpr(users.ID)), expr.Select(addresses.ID).Where(addresses.ID.Eq(99)))))},
		{name: "with a cte inside", stmt: expr.Union(expr.Select(grown.CTE("g").C("id")), expr.Select(mailed.CTE("m").C("id")))},
		{name: "labels differ", stmt: expr.Union(expr.Select(users.ID.As("a")), expr.Select(addresses.ID.As("b"))).OrderBy(expr.ByName("a"))},
		{name: "values", stmt: expr.Union(expr.Select(expr.Val(int64(1)).As("n")), expr.Select(expr.Val(int64(2))))},
		{name: "for update", stmt: expr.Union(grown, mailed).ForUpdate(), notRun: notOn("not allowed with UNION", "postgresql")},
	}
}
