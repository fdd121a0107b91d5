package golden

import "github.com/gildsql/gild/expr"

func init() {
	three := expr.Insert(tickets).Values(tickets.Title.Set("c")).Values(tickets.Title.Set("a")).Values(tickets.Title.Set("b"))
	people := expr.Insert(users).
		Values(users.ID.Set(9), users.Name.Set("nine"), users.Active.Set(true)).
		Values(users.ID.Set(5), users.Name.Set("five"), users.Active.Set(false))
	some := people.Values(users.ID.Set(1), users.Name.Set("one"), users.Active.Set(true))
	mails := expr.Insert(addresses).
		Values(addresses.ID.Set(9), addresses.UserID.Set(2), addresses.Email.Set("new@home")).
		Values(addresses.ID.Set(8), addresses.UserID.Set(2), addresses.Email.Set("ed@home"))
	subjects["inorder"] = []entry{
		{name: "number that the database makes", stmt: three.Returning(tickets.Title, tickets.Status).InOrder()},
		{name: "key among the results", stmt: three.Returning(tickets.ID, tickets.Title).InOrder(), varies: true},
		{name: "key that is given", stmt: people.Returning(users.Name).InOrder()},
		{name: "column that is named", stmt: three.Returning(tickets.Changes, tickets.Title).InOrder(tickets.Title)},
		{name: "number that is named", stmt: three.Returning(tickets.Title).InOrder(tickets.ID)},
		{name: "null and expression", stmt: expr.Insert(tickets).
			Values(tickets.Title.SetExpr(expr.Lower(expr.Val("B"))), tickets.Changes.Set(1)).
			Values(tickets.Title.Set("a"), tickets.Changes.SetExpr(expr.Val(int64(1)).Add(1))).Returning(tickets.Title, tickets.Changes).InOrder()},
		{name: "one row", stmt: expr.Insert(tickets).Values(tickets.Title.Set("c")).Returning(tickets.Title).InOrder()},
		{name: "upsert", stmt: some.Upsert(users.ID).DoUpdate(users.Age.Set(7)).Returning(users.ID, users.Age).InOrder()},
		{name: "upsert that does nothing", stmt: some.Upsert(users.ID).DoNothing().Returning(users.ID).InOrder(), differs: "MariaDB gives back rows that are left alone as well"},
		{name: "upsert by a unique column", stmt: mails.Upsert(addresses.Email).DoUpdate(addresses.UserID.SetExpr(expr.Excluded(addresses.UserID))).Returning(addresses.Email, addresses.UserID).InOrder()},
		{name: "nothing to tell rows apart by", stmt: expr.Insert(nodes).Values(nodes.ID.SetExpr(expr.Val(int64(70)).Add(1)), nodes.Name.Set("x")).Values(nodes.ID.Set(72), nodes.Name.Set("y")).Returning(nodes.ID).InOrder()},
		{name: "upsert of a number that the database makes", stmt: three.Upsert(tickets.ID).DoNothing().Returning(tickets.Title).InOrder()},
		{name: "without returning", stmt: three.InOrder()},
		{name: "from a query", stmt: expr.Insert(tickets).FromSelect(expr.Select(users.Name), tickets.Title).Returning(tickets.ID).InOrder()},
		{name: "in a common table expression", stmt: expr.Select(expr.CountAll()).From(three.Returning(tickets.ID).InOrder().CTE("added"))},
	}
}
