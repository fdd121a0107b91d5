package golden

import "github.com/gildsql/gild/expr"

func init() {
	parent, child := expr.As(nodes, "parent"), expr.As(nodes, "child")
	mails := expr.Select(addresses.UserID, expr.Count(addresses.ID).As("n")).GroupBy(addresses.UserID).As("mails")
	inner := expr.Joined(expr.InnerJoin, users, addresses)
	subjects["joins"] = []entry{
		{name: "by foreign key", stmt: expr.Select(users.Name, addresses.Email).Join(addresses)},
		{name: "by foreign key, the other way", stmt: expr.Select(addresses.Email, users.Name).From(addresses).Join(users)},
		{name: "left", stmt: expr.Select(users.Name, addresses.Email).LeftJoin(addresses)},
		{name: "on a condition", stmt: expr.Select(users.Name, addresses.Email).JoinOn(addresses, expr.And(addresses.UserID.EqExpr(users.ID), addresses.Email.Like("%home")))},
		{name: "left on a condition", stmt: expr.Select(users.Name, addresses.Email).LeftJoinOn(addresses, expr.And(addresses.UserID.EqExpr(users.ID), addresses.Email.Like("%work")))},
		{name: "full", stmt: expr.Select(users.Name, addresses.Email).FullJoin(addresses), notRun: notOn("it has no FULL JOIN", "mariadb")},
		{name: "chain", stmt: expr.Select(users.ID, addresses.Email, mails.C("n")).Join(addresses).JoinOn(mails, mails.C("user_id").EqExpr(users.C("id")))},
		{name: "aliases of one table", stmt: expr.Select(parent.C("name"), child.C("name")).JoinOn(child, child.C("parent_id").EqExpr(parent.C("id")))},
		{name: "subquery", stmt: expr.Select(users.Name, mails.C("n")).LeftJoinOn(mails, mails.C("user_id").EqExpr(users.C("id")))},
		{name: "join as an element", stmt: expr.Select(inner.C("users_name"), inner.C("addresses_email")).From(inner)},
		{name: "join of a join", stmt: expr.Select(parent.C("id")).From(expr.JoinedOn(expr.LeftJoin, parent, expr.JoinedOn(expr.InnerJoin, child, users, child.C("id").EqExpr(users.C("id"))), child.C("parent_id").EqExpr(parent.C("id"))))},
		{name: "table beside a join", stmt: expr.Select(users.ID, nodes.ID).From(inner, nodes).Where(nodes.ID.EqExpr(addresses.ID))},
		{name: "cartesian", stmt: expr.Select(expr.CountAll().As("n")).From(users, addresses)},
		{name: "no foreign key", stmt: expr.Select(users.ID).Join(nodes)},
		{name: "one foreign key of a table to itself", stmt: expr.Select(parent.C("id")).From(parent).Join(child)},
		{name: "quoted names", stmt: expr.Select(mixed.C("50%"), users.Name).JoinOn(mixed, mixed.C("Id").EqExpr(users.C("id")))},
		{name: "hint", stmt: expr.Select(users.ID).Hint(users, "WITH (NOLOCK)", "mssql")},
		{name: "prefix and suffix", stmt: expr.Select(users.ID).Prefix("STRAIGHT_JOIN", "mariadb").Prefix("/*+ FIRST_ROWS */", "oracle").Suffix("-- end", "sqlite")},
		{name: "table sample", stmt: expr.Select(expr.TableSample(users, "s", expr.Func[any]("bernoulli", 100)).C("id")), notRun: notOn("it has no samples", "sqlite", "mariadb")},
		{name: "table function", stmt: expr.Select(expr.Func[int64]("generate_series", expr.Inline(1), expr.Inline(3)).AsTable(expr.ColumnOf[int64]("value")).RenderDerived().As("g").C("value")), notRun: notOn("it has no generate_series", "mariadb", "sqlite")},
	}
}
