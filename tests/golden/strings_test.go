package golden

import "github.com/gildsql/gild/expr"

func init() {
	name, full := users.Name, users.Fullname
	capitals := "LIKE does not tell small letters from capital ones on SQLite and MariaDB"
	subjects["strings"] = []entry{
		{name: "like", stmt: idsOf(name.Like("%e%"), name.NotLike("x%"))},
		{name: "like negated", stmt: idsOf(name.Like("%e%").Not())},
		{name: "like with capitals", stmt: idsOf(name.Like("f%")), differs: capitals},
		{name: "like with escape", stmt: idsOf(full.Like("%!_100!%", expr.Escape('!')))},
		{name: "like with backslash", stmt: idsOf(full.Like(`%\_100\%`, expr.Escape('\\')))},
		{name: "like expression", stmt: idsOf(full.LikeExpr(name.Concat("%"))), differs: capitals},
		{name: "ilike", stmt: idsOf(name.ILike("F%"), name.NotILike("%Y"))},
		{name: "ilike with escape", stmt: idsOf(full.ILike("wendy!_%", expr.Escape('!')))},
		{name: "starts with", stmt: idsOf(full.StartsWith("Ed"))},
		{name: "starts with wildcards in it", stmt: idsOf(full.StartsWith("Wendy_1"), full.StartsWith("W%").Not())},
		{name: "starts with wildcards meant", stmt: idsOf(full.StartsWith("W%1", expr.Wildcards()))},
		{name: "ends with", stmt: idsOf(full.EndsWith("0%"))},
		{name: "contains", stmt: idsOf(full.Contains("_100%"))},
		{name: "contains an escape character", stmt: idsOf(full.Contains("/"))},
		{name: "contains with another escape", stmt: idsOf(full.Contains("_100%", expr.Escape('#')))},
		{name: "starts with, any case", stmt: idsOf(name.IStartsWith("FR"))},
		{name: "ends with, any case", stmt: idsOf(name.IEndsWith("ED"))},
		{name: "contains, any case", stmt: idsOf(name.IContains("RE"))},
		{name: "starts with in a dynamic column", stmt: idsOf(users.C("fullname").StartsWith(name)), differs: capitals},
		{name: "regexp", stmt: idsOf(name.Regexp("^[em]"))},
		{name: "not regexp", stmt: idsOf(name.NotRegexp("^[em]"), name.Regexp("y$").Not())},
		{name: "regexp with flags", stmt: idsOf(name.Regexp("^f", "i"))},
		{name: "regexp replace", stmt: expr.Select(name.RegexpReplace("e.", "<x>")).OrderBy(users.ID)},
		{name: "match", stmt: idsOf(name.Match("ed")), notRun: notOn("there is no full text index", "sqlite", "mariadb")},
		{name: "collate", stmt: expr.Select(users.ID).OrderBy(name.Collate("C").Desc()), notRun: notOn("C is PostgreSQL's", "sqlite", "mariadb")},
		{name: "collate in a comparison", stmt: idsOf(name.Collate("NOCASE").Eq("ED")), notRun: notOn("NOCASE is SQLite's", "postgresql", "mariadb")},
		{name: "collate of a sum of texts", stmt: expr.Select(name.Concat("x").Collate("utf8mb4_bin").As("x")), notRun: notOn("utf8mb4_bin is MySQL's", "sqlite", "postgresql")},
		{name: "concat", stmt: expr.Select(name.Concat("!").ConcatExpr(name)).OrderBy(users.ID)},
		{name: "concat of null", stmt: expr.Select(full.Concat("!")).OrderBy(users.ID)},
		{name: "concat in a comparison", stmt: idsOf(name.Concat("x").Eq("edx"), name.Concat("x").Like("%dx"))},
		{name: "concat of a concat", stmt: expr.Select(name.ConcatExpr(expr.Val("a").ConcatExpr(name).Concat("b"))).OrderBy(users.ID)},
		{name: "concat function", stmt: expr.Select(expr.Concat(name, expr.Val("-"), name)).OrderBy(users.ID)},
		{name: "text functions in conditions", stmt: idsOf(expr.Lower(name).Eq("fred"), expr.Length(name).Gt(3))},
	}
}
