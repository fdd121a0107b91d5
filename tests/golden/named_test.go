package golden

import "github.com/gildsql/gild/expr"

func init() {
	grown := expr.Select(users.ID, users.Name, expr.Lower(users.Name).As("small")).Where(users.Age.Gt(30))
	sub, cte := grown.As("grown"), grown.CTE("grown")
	values := expr.Values("v", expr.ColumnOf[int64]("a"), expr.ColumnOf[string]("b")).Row(int64(1), "x").Row(int64(2), "y")
	other, called := expr.As(users, ""), expr.As(users, "users_1")
	withMail := expr.Select(addresses.Email).Where(addresses.UserID.EqExpr(users.ID)).Lateral("mails")
	subjects["subqueries"] = []entry{
		{name: "subquery", stmt: expr.Select(sub.C("id"), sub.C("small"))},
		{name: "typed column of a subquery", stmt: expr.Select(expr.ColIn(sub, users.Name)).Where(expr.ColIn(sub, users.ID).Gt(1))},
		{name: "anonymous", stmt: expr.Select(grown.Subquery())},
		{name: "anonymous alias", stmt: expr.Select(users.ID, other.C("id")).Where(users.ID.Lt(3)).From(users, other)},
		{name: "anonymous alias beside its name", stmt: expr.Select(called.C("id"), other.C("id")).Where(called.C("id").EqExpr(other.C("id")))},
		{name: "scalar", stmt: expr.Select(users.ID, expr.ScalarOf[int64](expr.Select(expr.Count(addresses.ID)).Where(addresses.UserID.EqExpr(users.ID))).As("n"))},
		{name: "in", stmt: expr.Select(users.ID).Where(users.ID.InSelect(expr.Select(addresses.UserID)))},
		{name: "cte", stmt: expr.Select(cte.C("id"), cte.C("small"))},
		{name: "cte twice", stmt: expr.Select(cte.C("id"), cte.As("again").C("name"))},
		{name: "lateral", stmt: expr.Select(users.ID, withMail.C("email")).From(users).JoinOn(withMail, expr.Text("1 = 1")), notRun: map[string]string{"sqlite": "it has no LATERAL", "mariadb": "it has no LATERAL"}},
		{name: "values", stmt: expr.Select(values.C("a"), values.C("b")), notRun: map[string]string{"mariadb": "it lists no columns behind VALUES", "sqlite": "it lists no columns behind VALUES"}},
		{name: "values in a cte", stmt: expr.Select(values.CTE("c").C("a"))},
	}
}
