package golden

import "github.com/gildsql/gild/expr"

// idsOf selects the users for which conditions hold.
func idsOf(conds ...expr.Expr) *expr.SelectStmt {
	return expr.Select(users.ID).Where(conds...).OrderBy(users.ID)
}

func init() {
	id, age, name, count, flags := users.ID, users.Age, users.Name, items.Count, items.Flags
	dynamic := users.C("id")
	subjects["operators"] = []entry{
		{name: "comparisons", stmt: idsOf(age.Ne(1), age.Lt(100), age.Le(40), age.Gt(1), age.Ge(30))},
		{name: "negated comparisons", stmt: idsOf(age.Eq(9).Not(), age.Ne(30).Not(), age.Lt(0).Not(), age.Le(0).Not(), age.Gt(99).Not(), age.Ge(99).Not())},
		{name: "between", stmt: idsOf(age.Between(25, 30), age.NotBetween(1, 2), age.BetweenExpr(expr.Val(int64(1)), id.Add(50)))},
		{name: "negated between", stmt: idsOf(age.Between(25, 30).Not())},
		{name: "between symmetric", stmt: idsOf(age.BetweenSymmetric(30, 25), age.NotBetweenSymmetric(2, 1)), notRun: notOn("it has no SYMMETRIC", "sqlite", "mariadb")},
		{name: "is null", stmt: idsOf(age.IsNull().Or(users.Fullname.IsNull()))},
		{name: "is not null", stmt: idsOf(age.IsNotNull(), age.IsNull().Not())},
		{name: "eq nil", stmt: idsOf(users.C("age").Eq(nil), users.C("id").Ne(nil))},
		{name: "is distinct from", stmt: idsOf(age.IsDistinctFrom(30))},
		{name: "is not distinct from", stmt: idsOf(age.IsNotDistinctFromExpr(expr.Typed[int64](expr.NullValue())))},
		{name: "is distinct negated", stmt: idsOf(age.IsDistinctFrom(30).Not())},
		{name: "is true", stmt: idsOf(users.Active.Is(expr.True()))},
		{name: "is not true", stmt: idsOf(users.Active.IsNot(expr.True()))},
		{name: "eq true and false", stmt: idsOf(users.Active.Eq(true), users.Active.Ne(false))},
		{name: "truth value", stmt: idsOf(users.Active)},
		{name: "not a truth value", stmt: idsOf(expr.Not(users.Active))},
		{name: "truth values in and, or", stmt: idsOf(expr.Or(users.Active, age.Gt(20)), expr.And(users.Active, id.Gt(1)))},
		{name: "true", stmt: idsOf(expr.True())},
		{name: "false", stmt: idsOf(expr.False())},
		{name: "constants as values", stmt: expr.Select(expr.True(), expr.False())},
		{name: "and with true, or with false", stmt: idsOf(expr.And(expr.True(), id.Gt(1)), expr.Or(expr.False(), id.Lt(3)))},
		{name: "and with false, or with true", stmt: idsOf(expr.Or(expr.True(), id.Gt(1)), expr.And(expr.False(), id.Lt(3)))},
		{name: "not of and", stmt: idsOf(expr.Not(expr.And(id.Gt(1), id.Lt(4))))},
		{name: "not of or", stmt: idsOf(expr.Or(id.Eq(1), id.Eq(4)).Not())},
		{name: "not of not", stmt: idsOf(expr.Not(expr.Not(expr.And(id.Gt(1), id.Lt(4)))))},
		{name: "or in and", stmt: idsOf(expr.Or(id.Eq(1), id.Eq(2)), name.Eq("ed"))},
		{name: "and in or", stmt: idsOf(expr.Or(expr.And(id.Eq(1), name.Eq("ed")), id.Eq(2)))},
		{name: "not exists", stmt: idsOf(expr.Not(expr.Exists(expr.Select(addresses.ID).Where(addresses.UserID.EqExpr(id)))))},
		{name: "any of a query", stmt: idsOf(dynamic.EqExpr(expr.Any(expr.ScalarOf[any](expr.Select(addresses.UserID))))), notRun: notOn("it has no ANY", "sqlite")},
		{name: "all of a query", stmt: idsOf(dynamic.GtExpr(expr.All(expr.ScalarOf[any](expr.Select(addresses.UserID))))), notRun: notOn("it has no ALL", "sqlite")},

		{name: "arithmetic", stmt: expr.Select(count.Add(1), count.Sub(1), count.Mul(2), count.Neg()).OrderBy(items.ID)},
		{name: "true division", stmt: expr.Select(count.Div(2), items.Weight.Div(2)).OrderBy(items.ID),
			differs: "MariaDB writes four digits behind the point"},
		{name: "floor division", stmt: expr.Select(count.FloorDiv(2)).Where(count.Gt(0))},
		{name: "floor division below zero", stmt: expr.Select(count.FloorDiv(2)).Where(count.Lt(0)), differs: "SQLite and PostgreSQL cut the fraction off"},
		{name: "modulo", stmt: expr.Select(count.Mod(4)).OrderBy(items.ID)},
		{name: "parentheses", stmt: expr.Select(count.Add(1).Mul(2), count.Mul(2).Add(1), count.SubExpr(count.Sub(1)), count.Sub(1).SubExpr(count), count.MulExpr(count.Mul(3))).OrderBy(items.ID)},
		{name: "division in division", stmt: expr.Select(items.Weight.DivExpr(items.Weight.Div(2)), items.Weight.DivExpr(items.Weight).Div(2)).OrderBy(items.ID)},
		{name: "negation of a sum", stmt: expr.Select(count.Add(1).Neg(), count.Neg().Neg(), count.SubExpr(count.Neg())).OrderBy(items.ID)},
		{name: "bits", stmt: expr.Select(flags.BitAnd(3), flags.BitOr(1), flags.BitXor(3)).OrderBy(items.ID)},
		{name: "shifts", stmt: expr.Select(flags.ShiftLeft(2), flags.ShiftRight(1)).OrderBy(items.ID)},
		{name: "bit not", stmt: expr.Select(flags.BitNot()).Where(flags.IsNotNull())},
		{name: "bits in comparisons", stmt: expr.Select(items.ID).Where(flags.BitAnd(2).Eq(2), flags.BitOr(1).Add(1).Eq(8))},
		{name: "custom operator", stmt: expr.Select(items.ID).Where(expr.Typed[bool](count.Op("<>", 7, expr.AsComparison())))},
		{name: "comparison as a value", stmt: expr.Select(age.Gt(26).As("older")).OrderBy(id)},
		{name: "comparison of comparisons", stmt: idsOf(age.Gt(26).EqExpr(id.Lt(3)))},
		{name: "order", stmt: expr.Select(id).Where(id.Lt(4)).OrderBy(name.Desc(), id.Asc())},
		{name: "nulls first", stmt: expr.Select(id).OrderBy(age.NullsFirst(), id), notRun: notOn("it has no NULLS FIRST", "mariadb")},
		{name: "nulls last", stmt: expr.Select(id).OrderBy(age.Desc().NullsLast(), id), notRun: notOn("it has no NULLS LAST", "mariadb")},
	}
}
