package golden

import "github.com/gildsql/gild/expr"

func init() {
	id, name, age := users.ID, users.Name, users.Age
	row := expr.Insert(users).Values(id.Set(1), name.Set("new"), age.Set(99), users.Active.Set(false))
	rows := row.Values(id.Set(5), name.Set("five"), age.SetNull(), users.Active.Set(true))
	all := expr.Select(id, name, age).OrderBy(id)
	older := age.SetExpr(age.Add(1))
	subjects["upserts"] = []entry{
		{name: "do nothing", stmt: rows.Upsert(id).DoNothing(), then: all},
		{name: "update", stmt: row.Upsert(id).DoUpdate(name.Set("there")), then: all},
		{name: "update to what was to be inserted", stmt: rows.Upsert(id).DoUpdate(name.SetExpr(expr.Excluded(name))), then: all},
		{name: "update from both rows", stmt: rows.Upsert(id).DoUpdate(older, name.SetExpr(name.Concat("/").ConcatExpr(expr.Excluded(name)))), then: all},
		{name: "update all", stmt: rows.Upsert(id).DoUpdateAll(), then: all},
		{name: "update on a condition", stmt: row.Upsert(id).Where(age.LtExpr(expr.Excluded(age))).DoUpdate(older), then: all},
		{name: "update with a subquery", stmt: row.Upsert(id).DoUpdate(age.SetExpr(expr.ScalarOf[int64](expr.Select(expr.CountAll()).From(addresses)))), then: all},
		{name: "with defaults", stmt: expr.Insert(tickets).Values(tickets.ID.Set(1), tickets.Title.Set("t")).Upsert(tickets.ID).DoUpdateAll(), then: allTickets},
		{name: "returning", stmt: rows.Upsert(id).DoUpdate(older).Returning(id)},
		{name: "rows of a query", stmt: expr.Insert(tickets).WithoutDefaults().FromSelect(expr.Select(nodes.ID, nodes.Name, nodes.Name, nodes.Name, nodes.ID), tickets.ID, tickets.Title, tickets.Status, tickets.Code, tickets.Changes).Upsert(tickets.ID).DoNothing(), then: allTickets},
		{name: "key of another column", stmt: expr.Insert(addresses).Values(addresses.ID.Set(9), addresses.UserID.Set(2), addresses.Email.Set("ed@home")).Upsert(addresses.Email).DoUpdate(addresses.UserID.SetExpr(expr.Excluded(addresses.UserID))), then: expr.Select(addresses).OrderBy(addresses.ID)},
		{name: "quoted names", stmt: expr.Insert(mixed).Values(mixed.C("Id").Set(1), mixed.C("select").Set("x"), mixed.C("50%").Set(nil)).Upsert(mixed.C("Id")).DoUpdateAll(), then: expr.Select(mixed)},
		{name: "no key", stmt: row.Upsert().DoNothing()},
		{name: "update of nothing", stmt: row.Upsert(id).DoUpdate()},
		{name: "column of another table", stmt: row.Upsert(id).DoUpdate(addresses.Email.Set("e"))},
		{name: "excluded elsewhere", stmt: expr.Select(expr.Excluded(name))},
		{name: "on conflict", stmt: row.OnConflict(id).DoUpdate(name.SetExpr(expr.Excluded(name))), then: all},
		{name: "on conflict of any key", stmt: row.OnConflict().DoNothing(), then: all},
		{name: "on conflict of a constraint", stmt: row.OnConflict().Constraint("users_pkey").DoNothing(), then: all},
		{name: "on conflict of a partial index", stmt: row.OnConflict(id).IndexWhere(id.Gt(0)).DoNothing(), then: all},
		{name: "on conflict of a partial index of either", stmt: row.OnConflict(id).IndexWhere(expr.Or(id.Gt(0), name.IsNull())).DoNothing(), then: all},
		{name: "on conflict of a partial index of both", stmt: row.OnConflict(id).IndexWhere(expr.Or(id.Gt(0), name.IsNull()), id.Lt(9)).DoNothing(), then: all},
		{name: "on conflict on either condition", stmt: row.OnConflict(id).Where(expr.Or(age.IsNull(), age.Gt(35))).DoUpdate(older), then: all},
		{name: "on conflict on both conditions", stmt: row.OnConflict(id).Where(expr.Or(age.IsNull(), age.Gt(35)), name.Ne("x")).DoUpdate(older), then: all},
		{name: "on conflict unless", stmt: row.OnConflict(id).Where(expr.Not(expr.And(age.Gt(35), name.Eq("x")))).DoUpdate(older), then: all},
		{name: "on several conflicts", stmt: row.OnConflict(id).DoNothing().OnConflict().DoUpdate(older), then: all},
		{name: "on duplicate key", stmt: rows.OnDuplicateKeyUpdate(name.SetExpr(expr.Excluded(name)), older), then: all},
	}
}
