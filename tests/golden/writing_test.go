package golden

import "github.com/gildsql/gild/expr"

// allTickets is asked behind statements about them. Keys that the database makes are others each time.
var allTickets = expr.Select(tickets.Title, tickets.Status, tickets.Code, tickets.Changes).OrderBy(tickets.Title)

func init() {
	a, b := tickets.Title.Set("a"), tickets.Title.Set("b")
	names := expr.Select(users.Name).Where(users.ID.Lt(3))
	recent := names.CTE("recent")
	added := expr.Insert(tickets).Values(a).Returning(tickets.Title, tickets.Status).CTE("added")
	subjects["inserts"] = []entry{
		{name: "row", stmt: expr.Insert(tickets).Values(a), then: allTickets},
		{name: "columns in the order of the table", stmt: expr.Insert(tickets).Values(tickets.Status.Set("old"), a), then: allTickets},
		{name: "rows", stmt: expr.Insert(tickets).Values(a).Values(b), then: allTickets},
		{name: "null and expression", stmt: expr.Insert(users).Values(users.ID.Set(9), users.Name.SetExpr(expr.Lower(expr.Val("NINE"))), users.Age.SetNull(), users.Active.Set(false)), then: expr.Select(users).Where(users.ID.Eq(9))},
		{name: "without defaults", stmt: expr.Insert(tickets).WithoutDefaults().Values(a, tickets.Status.Set("s"), tickets.Code.Set("c"), tickets.Changes.Set(1)), then: allTickets},
		{name: "subquery", stmt: expr.Insert(tickets).Values(a, tickets.Changes.SetExpr(expr.ScalarOf[int64](expr.Select(expr.CountAll()).From(users)))), then: allTickets},
		{name: "value of another column", stmt: expr.Insert(tickets).Values(a, tickets.Status.SetExpr(expr.AssignedTo(tickets.Title).Concat("!"))), then: allTickets},
		{name: "returning", stmt: expr.Insert(tickets).Values(a).Returning(tickets.Title, tickets.Changes.Add(1).As("next"))},
		{name: "returning rows", stmt: expr.Insert(tickets).Values(a).Values(b).Returning(tickets.Title)},
		{name: "generated key", stmt: expr.Insert(tickets).Values(a).ReturningKey(), then: allTickets},
		{name: "generated key of a key that is given", stmt: expr.Insert(tickets).Values(tickets.ID.Set(77), a).ReturningKey(), then: allTickets},
		{name: "from a query", stmt: expr.Insert(tickets).FromSelect(names, tickets.Title), then: allTickets},
		{name: "from a set operation", stmt: expr.Insert(tickets).WithoutDefaults().FromSelect(
			expr.UnionAll(expr.Select(users.Name, users.Name, users.Name, users.ID), expr.Select(nodes.Name, nodes.Name, nodes.Name, nodes.ID)),
			tickets.Title, tickets.Status, tickets.Code, tickets.Changes), then: allTickets, differs: "MariaDB orders capital letters among small ones"},
		{name: "from a query, returning", stmt: expr.Insert(tickets).FromSelect(names, tickets.Title).Returning(tickets.Title)},
		{name: "from a common table expression", stmt: expr.Insert(tickets).FromSelect(expr.Select(recent.C("name")), tickets.Title), then: allTickets},
		{name: "as a common table expression", stmt: expr.Select(added.C("title"), added.C("status")), notRun: notOn("its WITH has queries only", "sqlite", "mariadb")},
		{name: "values beside a common table expression", stmt: expr.Insert(tickets).AddCTE(recent).Values(a), then: allTickets},
		{name: "prefix", stmt: expr.Insert(tickets).Prefix("OR REPLACE", "sqlite").Values(a), then: allTickets},
		{name: "quoted names", stmt: expr.Insert(mixed).Values(mixed.C("Id").Set(2), mixed.C("select").Set("x")).Returning(mixed.C("select"))},
	}
	subjects["updates"] = updates()
	subjects["deletes"] = deletes()
}

func updates() []entry {
	all := expr.Select(users.ID, users.Name, users.Age).OrderBy(users.ID)
	u := expr.As(users, "u")
	mine := expr.Select(addresses.ID).Where(addresses.UserID.EqExpr(users.ID))
	set := expr.Update(users).Set(users.Name.Set("x"))
	return []entry{
		{name: "all rows", stmt: set, then: all},
		{name: "where", stmt: set.Where(users.ID.Eq(2)), then: all},
		{name: "columns in the order of the table", stmt: expr.Update(users).Set(users.Age.SetExpr(users.Age.Add(1)), users.Name.Set("y")).Where(users.ID.In(1, 2)), then: all},
		{name: "columns in the given order", stmt: expr.Update(users).SetOrdered(users.Age.SetExpr(users.Age.Add(1)), users.Name.Set("y")).Where(users.ID.Eq(1)), then: all},
		{name: "default of another column", stmt: expr.Update(tickets).Set(tickets.Title.Set("t")), then: allTickets},
		{name: "value of another column", stmt: expr.Update(users).Set(users.Name.SetExpr(expr.AssignedTo(users.Fullname).Concat("?")), users.Fullname.Set("f")).Where(users.ID.Eq(1)), then: all},
		{name: "subquery", stmt: expr.Update(users).Set(users.Age.SetExpr(expr.ScalarOf[int64](expr.Select(expr.CountAll()).From(addresses).Where(addresses.UserID.EqExpr(users.ID))))), then: all},
		{name: "exists", stmt: set.Where(expr.Exists(mine)), then: all},
		{name: "from another table", stmt: expr.Update(users).Set(users.Name.SetExpr(addresses.Email)).Where(addresses.UserID.EqExpr(users.ID), addresses.ID.Eq(3)), then: all},
		{name: "from a table that is named", stmt: set.From(addresses).Where(addresses.UserID.EqExpr(users.ID), addresses.ID.Eq(3)), then: all},
		{name: "from a join", stmt: set.From(expr.JoinedOn(expr.InnerJoin, addresses, nodes, nodes.ID.EqExpr(addresses.ID))).Where(addresses.UserID.EqExpr(users.ID), nodes.Name.Eq("right")), then: all},
		{name: "from itself by an alias", stmt: expr.Update(users).Set(users.Name.SetExpr(expr.Typed[string](u.C("name")))).Where(u.C("id").Eq(4), users.ID.Eq(1)), then: all},
		{name: "alias", stmt: expr.Update(u).Set(u.C("name").Set("z")).Where(u.C("id").Eq(2)), then: all},
		{name: "returning", stmt: set.Where(users.ID.Eq(2)).Returning(users.ID, users.Name)},
		{name: "limit", stmt: set.OrderBy(users.ID.Desc()).Limit(2), then: all},
		{name: "hint", stmt: set.Hint("WITH (ROWLOCK)", "mssql"), then: all},
		{name: "nothing", stmt: expr.Update(users)},
		{name: "column of another table", stmt: set.Set(addresses.Email.Set("e"))},
		{name: "returning another table", stmt: set.Returning(addresses.ID)},
	}
}

func deletes() []entry {
	all := expr.Select(addresses.ID, addresses.Email).OrderBy(addresses.ID)
	a := expr.As(addresses, "a")
	del := expr.Delete(addresses)
	return []entry{
		{name: "all rows", stmt: del, then: all},
		{name: "where", stmt: del.Where(addresses.Email.EndsWith("home")), then: all},
		{name: "in a query", stmt: del.Where(addresses.UserID.InSelect(expr.Select(users.ID).Where(users.Name.Eq("ed")))), then: all},
		{name: "exists", stmt: del.Where(expr.Exists(expr.Select(users.ID).Where(users.ID.EqExpr(addresses.UserID), users.Active))), then: all},
		{name: "by another table", stmt: del.Where(addresses.UserID.EqExpr(users.ID), users.Name.Eq("ed")), then: all},
		{name: "using a table that is named", stmt: del.Using(users).Where(addresses.UserID.EqExpr(users.ID), addresses.ID.Eq(1)), then: all},
		{name: "alias", stmt: expr.Delete(a).Where(a.C("id").Eq(1)), then: all},
		{name: "alias with a limit", stmt: expr.Delete(a).Where(a.C("id").Gt(0)).OrderBy(a.C("id")).Limit(1), then: all},
		{name: "alias by another table", stmt: expr.Delete(a).Where(a.C("user_id").EqExpr(users.C("id")), users.ID.Eq(1)), then: all},
		{name: "returning", stmt: del.Where(addresses.ID.Eq(2)).Returning(addresses.ID, addresses.Email)},
		{name: "limit", stmt: del.OrderBy(addresses.ID.Desc()).Limit(1), then: all},
	}
}
