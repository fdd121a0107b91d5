package golden

import "github.com/gildsql/gild/expr"

func init() {
	grown := expr.Select(users.ID, users.Name).Where(users.Age.Gt(26)).CTE("grown")
	mails := expr.Select(addresses.UserID, expr.Count(addresses.ID).As("n")).GroupBy(addresses.UserID).CTE("mails")
	of := expr.Select(grown.C("id"), grown.C("name")).Where(grown.C("id").Gt(1)).CTE("of")
	numbers := expr.Select(expr.Inline(int64(1)).As("n")).RecursiveCTE("numbers", func(self *expr.CTE) expr.Query {
		n := self.C("n")
		return expr.UnionAll(expr.Select(expr.Inline(int64(1)).As("n")), expr.Select(n.Add(expr.Inline(int64(1)))).Where(n.Lt(5)))
	})
	tree := expr.Select(nodes.ID, nodes.Name).Where(nodes.ParentID.IsNull()).RecursiveCTE("tree", func(self *expr.CTE) expr.Query {
		return expr.Select(nodes.ID, nodes.Name).Where(nodes.ParentID.IsNull()).
			UnionAll(expr.Select(nodes.ID, nodes.Name).JoinOn(self, nodes.C("parent_id").EqExpr(self.C("id"))))
	})
	nested := expr.Select(users.ID).Where(users.Active).CTE("inside").Nesting()
	subjects["ctes"] = []entry{
		{name: "join", stmt: expr.Select(grown.C("name"), mails.C("n")).JoinOn(mails, mails.C("user_id").EqExpr(grown.C("id")))},
		{name: "one from another", stmt: expr.Select(of.C("name"))},
		{name: "beside its base", stmt: expr.Select(of.C("name"), grown.C("name")).Where(of.C("id").EqExpr(grown.C("id")))},
		{name: "in exists", stmt: idsOf(expr.Exists(expr.Select(grown.C("id")).Where(grown.C("id").EqExpr(users.C("id")))))},
		{name: "in a scalar", stmt: expr.Select(users.ID, expr.ScalarOf[int64](expr.Select(mails.C("n")).Where(mails.C("user_id").EqExpr(users.C("id")))).As("n")).OrderBy(users.ID)},
		{name: "in IN", stmt: idsOf(users.ID.InSelect(expr.Select(mails.C("user_id"))))},
		{name: "recursive numbers", stmt: expr.Select(numbers.C("n")).OrderBy(numbers.C("n"))},
		{name: "recursive tree", stmt: expr.Select(tree.C("id"), tree.C("name")).OrderBy(tree.C("id"))},
		{name: "recursive alias", stmt: expr.Select(tree.As("t").C("id"))},
		{name: "nesting", stmt: expr.Select(expr.Select(nested.C("id")).As("q").C("id"))},
		{name: "added", stmt: expr.Select(users.ID).AddCTE(grown)},
		{name: "without a name", stmt: expr.Select(expr.Select(users.ID).CTE("").C("id"))},
		{name: "materialized", stmt: expr.Select(expr.Select(users.ID).CTE("m").Prefix("MATERIALIZED", "postgresql").C("id"))},
		{name: "two of one name", stmt: expr.Select(grown.C("id"), expr.Select(users.ID).CTE("grown").C("id"))},
		{name: "with quotes", stmt: expr.Select(expr.Select(mixed.C("Id"), mixed.C("50%")).CTE("Odd Name").C("50%"))},
		{name: "set operation", stmt: expr.Select(expr.Union(expr.Select(users.ID), expr.Select(addresses.ID)).CTE("both").C("id"))},
	}
}
