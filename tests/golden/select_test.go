package golden

import "github.com/gildsql/gild/expr"

func init() {
	n := expr.Count(addresses.ID).As("n")
	subjects["select"] = []entry{
		{name: "columns", stmt: expr.Select(users.ID, users.Name)},
		{name: "table", stmt: expr.Select(users)},
		{name: "where", stmt: expr.Select(users.ID).Where(users.Name.Eq("a"), users.Age.Gt(3))},
		{name: "distinct", stmt: expr.Select(users.Name).Distinct()},
		{name: "group", stmt: expr.Select(users.Name, n).Join(addresses).GroupBy(users.Name).Having(expr.Count(addresses.ID).Gt(1)).OrderBy(n.Desc())},
		{name: "join", stmt: expr.Select(users.Name, addresses.Email).Join(addresses)},
		{name: "left join", stmt: expr.Select(users.Name, addresses.Email).LeftJoin(addresses)},
		{name: "limit", stmt: expr.Select(users.ID).OrderBy(users.ID).Limit(3)},
		{name: "limit and offset", stmt: expr.Select(users.ID).OrderBy(users.ID).Limit(3).Offset(2)},
		{name: "offset", stmt: expr.Select(users.ID).OrderBy(users.ID).Offset(2)},
		{name: "exists", stmt: expr.Select(users.ID).Where(expr.Exists(expr.Select(addresses.ID).Where(addresses.UserID.EqExpr(users.ID))))},
	}
}
