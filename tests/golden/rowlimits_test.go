package golden

import "github.com/gildsql/gild/expr"

func init() {
	base := expr.Select(users.ID).OrderBy(users.ID)
	locked := expr.Select(users.ID, users.Name).Where(users.ID.Eq(1))
	joined := expr.Select(users.ID, addresses.ID).Join(addresses).OrderBy(users.ID, addresses.ID)
	subjects["rowlimits"] = []entry{
		{name: "limit", stmt: base.Limit(2)},
		{name: "limit of none", stmt: base.Limit(0)},
		{name: "limit without order", stmt: expr.Select(expr.CountAll().As("n")).From(users).Limit(1)},
		{name: "offset", stmt: base.Offset(1)},
		{name: "offset without order", stmt: expr.Select(users.Name).Where(users.ID.Eq(1)).Offset(0)},
		{name: "limit and offset", stmt: base.Limit(2).Offset(1)},
		{name: "limit and offset, distinct", stmt: expr.Select(users.Active).Distinct().OrderBy(users.Active).Limit(1).Offset(1)},
		{name: "limit of an expression", stmt: base.LimitExpr(expr.Inline(int64(1)).Add(1)), notRun: notOn("LIMIT takes a number or a parameter there", "mariadb")},
		{name: "offset of an expression", stmt: base.Limit(1).OffsetExpr(expr.Inline(int64(2)))},
		{name: "fetch", stmt: base.Fetch(2), notRun: notOn("it has no FETCH: Limit does it", "sqlite")},
		{name: "fetch and offset", stmt: base.Fetch(2).Offset(1), notRun: notOn("it has no FETCH: Limit does it", "sqlite")},
		{name: "fetch with ties", stmt: expr.Select(users.Active).OrderBy(users.Active.Desc()).Fetch(1, expr.WithTies()), notRun: notOn("it has no FETCH: Limit does it", "sqlite")},
		{name: "fetch percent", stmt: base.Fetch(50, expr.Percent()), notRun: notOn("it has no PERCENT", "sqlite", "postgresql", "mariadb")},
		{name: "limit in a subquery", stmt: expr.Select(base.Limit(2).As("q").C("id"))},
		{name: "order in a subquery", stmt: expr.Select(base.As("q").C("id"))},
		{name: "limit in IN", stmt: idsOf(users.ID.InSelect(base.Limit(2))), notRun: notOn("it has no LIMIT in IN", "mariadb")},
		{name: "limit in a scalar", stmt: expr.Select(expr.ScalarOf[int64](base.Limit(1)).As("first"))},
		{name: "limit twice", stmt: base.Limit(9).Limit(1)},
		{name: "negative limit", stmt: base.Limit(-1)},

		{name: "for update", stmt: locked.ForUpdate()},
		{name: "for share", stmt: locked.ForUpdate(expr.LockShared())},
		{name: "for key share", stmt: locked.ForUpdate(expr.LockShared(), expr.LockKeyShare())},
		{name: "for no key update", stmt: locked.ForUpdate(expr.LockKeyShare())},
		{name: "no wait", stmt: locked.ForUpdate(expr.LockNoWait())},
		{name: "skip locked", stmt: locked.ForUpdate(expr.LockSkipLocked())},
		{name: "no wait and skip locked", stmt: locked.ForUpdate(expr.LockNoWait(), expr.LockSkipLocked())},
		{name: "of a table", stmt: joined.ForUpdate(expr.LockOf(users))},
		{name: "of a column", stmt: joined.ForUpdate(expr.LockOf(users.ID))},
		{name: "lock with a limit", stmt: base.Limit(1).ForUpdate()},
		{name: "lock in a subquery", stmt: expr.Select(locked.ForUpdate().As("q").C("id"))},
		{name: "distinct on", stmt: expr.Select(users.Active, users.ID).DistinctOn(users.Active).OrderBy(users.Active, users.ID)},
		{name: "grouping sets", stmt: expr.Select(users.Active, expr.CountAll().As("n")).GroupBy(expr.GroupingSets(users.Active, expr.Tuple())), notRun: notOn("it has none", "sqlite", "mariadb")},
		{name: "rollup", stmt: expr.Select(users.Active, expr.CountAll().As("n")).GroupBy(expr.Rollup(users.Active)), notRun: notOn("it has none", "sqlite", "mariadb")},
		{name: "cube", stmt: expr.Select(users.Active, expr.CountAll().As("n")).GroupBy(expr.Cube(users.Active)), notRun: notOn("it has none", "sqlite", "mariadb")},
	}
}
