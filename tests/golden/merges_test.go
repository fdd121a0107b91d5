package golden

import "github.com/gildsql/gild/expr"

func init() {
	id, name, age := users.ID, users.Name, users.Age
	all := expr.Select(id, name, age).OrderBy(id)
	one := notOn("PostgreSQL has it from 17 on", "postgresql")
	into := expr.Merge(users).Using(nodes, nodes.ID.Add(2).EqExpr(id))
	row := []expr.Assignment{name.SetExpr(nodes.Name), id.SetExpr(nodes.ID.Add(100)), users.Active.Set(true)}
	rename := name.SetExpr(nodes.Name)
	u := expr.As(users, "u")
	sums := expr.SubqueryOf(expr.Select(addresses.UserID, expr.CountAll().As("n")).GroupBy(addresses.UserID), "sums")
	recent := expr.Select(nodes.ID, nodes.Name).Where(nodes.ID.Lt(3)).CTE("recent")
	roots := expr.Select(nodes.ID).Where(nodes.ID.Eq(1))
	down := roots.RecursiveCTE("down", func(self *expr.CTE) expr.Query {
		return expr.UnionAll(roots, expr.Select(nodes.ID).Where(nodes.ParentID.EqExpr(expr.Typed[int64](self.C("id")))))
	})
	nested := expr.SubqueryOf(expr.Select(down.Nesting().C("id")), "nested")
	intoTickets := expr.Merge(tickets).Using(nodes, nodes.ID.EqExpr(tickets.ID))
	subjects["merges"] = []entry{
		{name: "update and insert", stmt: into.WhenMatched().DoUpdate(rename).WhenNotMatched().DoInsert(row...), then: all},
		{name: "insert alone", stmt: into.WhenNotMatched(nodes.Name.Ne("leaf")).DoInsert(row...), then: all},
		{name: "update on a condition", stmt: into.WhenMatched(age.Gt(10), nodes.Name.Ne("x")).DoUpdate(rename, age.SetExpr(age.Add(1))), then: all},
		{name: "condition of either", stmt: into.WhenMatched(expr.Or(age.IsNull(), age.Gt(35))).DoUpdate(rename), then: all},
		{name: "delete some, update others", stmt: into.WhenMatched(nodes.Name.Eq("root")).DoDelete().WhenMatched().DoUpdate(rename), then: all},
		{name: "delete some, update some", stmt: into.WhenMatched(nodes.Name.Eq("root")).DoDelete().WhenMatched(age.Gt(1)).DoUpdate(rename), then: all},
		{name: "delete by what is updated", stmt: into.WhenMatched(name.Eq("mary")).DoDelete().WhenMatched().DoUpdate(rename), then: all},
		{name: "delete", stmt: into.WhenMatched(age.Gt(30)).DoDelete(), then: all},
		{name: "several updates", stmt: into.WhenMatched(age.Gt(30)).DoUpdate(rename).WhenMatched().DoUpdate(name.Set("x")), then: all},
		{name: "nothing at the end", stmt: into.WhenMatched(age.Gt(30)).DoUpdate(rename).WhenMatched().DoNothing().WhenNotMatched().DoNothing(), then: all},
		{name: "nothing in front", stmt: into.WhenMatched(age.Gt(30)).DoNothing().WhenMatched().DoUpdate(rename), then: all},
		{name: "rows of the table alone", stmt: into.WhenNotMatchedBySource().DoDelete(), then: all, notRun: one},
		{name: "rows of the table alone, updated", stmt: into.WhenNotMatchedBySource(age.Gt(25)).DoUpdate(name.Set("left")).WhenNotMatched().DoInsert(row...), then: all, notRun: one},
		{name: "defaults", stmt: intoTickets.WhenNotMatched().DoInsert(tickets.ID.SetExpr(nodes.ID), tickets.Title.SetExpr(nodes.Name)), then: allTickets},
		{name: "defaults of an update", stmt: intoTickets.WhenMatched().DoUpdate(tickets.Title.SetExpr(nodes.Name)), then: allTickets},
		{name: "without defaults", stmt: intoTickets.WithoutDefaults().WhenMatched().DoUpdate(tickets.Title.SetExpr(nodes.Name)), then: allTickets},
		{name: "value of another column", stmt: into.WhenMatched().DoUpdate(rename, users.Fullname.SetExpr(expr.AssignedTo(name).Concat("!"))), then: all},
		{name: "alias", stmt: expr.Merge(u).Using(nodes, nodes.ID.EqExpr(expr.Typed[int64](u.C("id")))).WhenMatched().DoUpdate(expr.Assign(u.C("name"), nodes.Name)), then: all},
		{name: "alias with a hint", stmt: expr.Merge(u).Using(nodes, nodes.ID.EqExpr(expr.Typed[int64](u.C("id")))).Hint("WITH (HOLDLOCK)", "mssql").WhenMatched().DoUpdate(expr.Assign(u.C("name"), nodes.Name)), then: all},
		{name: "subquery", stmt: expr.Merge(users).Using(sums, id.EqExpr(expr.Typed[int64](sums.C("user_id")))).WhenMatched().DoUpdate(age.SetExpr(expr.Typed[int64](sums.C("n")))), then: all},
		{name: "common table expression", stmt: expr.Merge(users).Using(recent, id.EqExpr(expr.Typed[int64](recent.C("id")))).WhenMatched().DoUpdate(name.SetExpr(expr.Typed[string](recent.C("name")))), then: all},
		{name: "recursive common table expression", stmt: expr.Merge(users).Using(down, id.EqExpr(expr.Typed[int64](down.C("id")))).WhenMatched().DoUpdate(name.Set("down")), then: all},
		{name: "recursive one of a subquery", stmt: expr.Merge(users).Using(nested, id.EqExpr(expr.Typed[int64](nested.C("id")))).WhenMatched().DoUpdate(name.Set("down")), then: all},
		{name: "subquery in a value", stmt: into.WhenMatched().DoUpdate(age.SetExpr(expr.ScalarOf[int64](expr.Select(expr.CountAll()).Where(addresses.UserID.EqExpr(id))))), then: all},
		{name: "returning", stmt: into.WhenMatched().DoUpdate(rename).WhenNotMatched().DoInsert(row...).Returning(expr.MergeAction().As("did"), id, nodes.Name), notRun: one},
		{name: "no source", stmt: expr.Merge(users).WhenMatched().DoDelete()},
		{name: "no condition", stmt: expr.Merge(users).Using(nodes).WhenMatched().DoDelete()},
		{name: "no branch", stmt: into},
		{name: "never reached", stmt: into.WhenMatched().DoDelete().WhenMatched(age.Gt(1)).DoUpdate(rename)},
		{name: "condition about a third table", stmt: into.WhenMatched(addresses.ID.Eq(1)).DoDelete()},
		{name: "insert of what is not there", stmt: into.WhenNotMatched().DoInsert(name.SetExpr(users.Name))},
		{name: "join as source", stmt: expr.Merge(users).Using(expr.JoinedOn(expr.InnerJoin, addresses, nodes, nodes.ID.EqExpr(addresses.ID)), nodes.ID.EqExpr(id)).WhenMatched().DoDelete()},
		{name: "key that is set", stmt: into.WhenMatched(nodes.ID.Eq(1)).DoUpdate(id.Set(77)), then: all},
	}
}
