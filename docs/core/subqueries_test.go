package core_test

import (
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
)

func Example_subqueriesFrom() {
	counts := expr.Select(Addresses.UserID, expr.CountAll().As("n")).GroupBy(Addresses.UserID).As("counts")
	stmt := expr.Select(Users.Name, counts.C("n")).Join(counts)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, counts.n FROM users JOIN (SELECT addresses.user_id AS user_id, count(*) AS n FROM addresses GROUP BY addresses.user_id) AS counts ON users.id = counts.user_id
	// spongebob 1
	// sandy 2
}

func Example_subqueriesTyped() {
	old := expr.Select(Users.ID, Users.Name).Where(Users.Age.Ge(30)).As("old")
	name := expr.ColIn(old, Users.Name)
	stmt := expr.Select(name).Where(name.StartsWith("s"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT old.name FROM (SELECT users.id AS id, users.name AS name FROM users WHERE users.age >= ?) AS old WHERE (old.name LIKE ? || '%' ESCAPE '/') -- 30, "s"
	// sandy
}

func Example_subqueriesAnonymous() {
	inner := expr.Select(Users.Age).Limit(10).Subquery()

	show(expr.Select(expr.Avg(inner.C("age"))))
	show(expr.Select(inner.C("agee")))
	// Output:
	// SELECT avg(anon_1.age) AS avg_1 FROM (SELECT users.age AS age FROM users LIMIT ? OFFSET ?) AS anon_1 -- 10, 0
	// gild: sqlite: SELECT: no column "agee" in a part of FROM without a name
}

func Example_subqueriesScalar() {
	average := expr.ScalarOf[int64](expr.Select(expr.Avg(Users.Age)))
	stmt := expr.Select(Users.Name).Where(Users.Age.GtExpr(average))

	show(stmt)
	// Output:
	// SELECT users.name FROM users WHERE users.age > (SELECT avg(users.age) AS avg_1 FROM users)
}

func Example_subqueriesCorrelated() {
	n := expr.ScalarOf[int64](expr.Select(expr.CountAll()).Where(Addresses.UserID.EqExpr(Users.ID)))
	stmt := expr.Select(Users.Name, n.As("n")).OrderBy(Users.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, (SELECT count(*) AS count_1 FROM addresses WHERE addresses.user_id = users.id) AS n FROM users ORDER BY users.id
	// spongebob 1
	// sandy 2
	// patrick 0
}

func Example_subqueriesCorrelate() {
	oldest := expr.Select(expr.Max(Users.Age))
	writers := expr.Select(Addresses.UserID).Where(Users.Age.Gt(30))

	show(where(Users.Age.EqExpr(expr.ScalarOf[int64](oldest))))
	show(where(Users.ID.InSelect(writers)))
	show(where(Users.ID.InSelect(writers.CorrelateNone())))
	// Output:
	// SELECT users.name FROM users WHERE users.age = (SELECT max(users.age) AS max_1 FROM users)
	// SELECT users.name FROM users WHERE users.id IN (SELECT addresses.user_id FROM addresses WHERE users.age > ?) -- 30
	// SELECT users.name FROM users WHERE users.id IN (SELECT addresses.user_id FROM addresses, users WHERE users.age > ?) -- 30
}

func Example_subqueriesExists() {
	mail := expr.Select(Addresses.ID).Where(Addresses.UserID.EqExpr(Users.ID))
	stmt := expr.Select(Users.Name).Where(expr.Not(expr.Exists(mail)))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users WHERE NOT (EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id))
	// patrick
}

func Example_subqueriesIn() {
	writers := expr.Select(Addresses.UserID).Where(Addresses.Email.EndsWith(".org"))
	stmt := expr.Select(Users.Name).Where(Users.ID.InSelect(writers)).OrderBy(Users.Name)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users WHERE users.id IN (SELECT addresses.user_id FROM addresses WHERE (addresses.email LIKE '%' || ? ESCAPE '/')) ORDER BY users.name -- ".org"
	// sandy
	// spongebob
}

func Example_subqueriesCTE() {
	counts := expr.Select(Addresses.UserID, expr.CountAll().As("n")).GroupBy(Addresses.UserID).CTE("counts")
	most := expr.ScalarOf[any](expr.Select(expr.Max(counts.C("n"))))
	stmt := expr.Select(Users.Name, counts.C("n")).Join(counts).Where(counts.C("n").Eq(most))

	show(stmt)
	rows(stmt)
	// Output:
	// WITH counts AS (SELECT addresses.user_id AS user_id, count(*) AS n FROM addresses GROUP BY addresses.user_id) SELECT users.name, counts.n FROM users JOIN counts ON users.id = counts.user_id WHERE counts.n = (SELECT max(counts.n) AS max_1 FROM counts)
	// sandy 2
}

func Example_subqueriesRecursive() {
	first := expr.Select(Staff.ID, Staff.Name, expr.Inline[int64](1).As("level")).Where(Staff.BossID.IsNull())
	tree := first.RecursiveCTE("tree", func(self *expr.CTE) expr.Query {
		next := expr.Select(Staff.ID, Staff.Name, self.C("level").Add(1)).JoinOn(self, Staff.C("boss_id").Eq(self.C("id")))
		return first.UnionAll(next)
	})
	stmt := expr.Select(tree.C("level"), tree.C("name")).OrderBy(tree.C("level"), tree.C("name"))

	show(stmt, sqlite.Dialect, mssql.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// WITH RECURSIVE tree(id, name, level) AS (SELECT staff.id AS id, staff.name AS name, 1 AS level FROM staff WHERE staff.boss_id IS NULL UNION ALL SELECT staff.id AS id, staff.name AS name, tree.level + ? AS anon_1 FROM staff JOIN tree ON staff.boss_id = tree.id) SELECT tree.level, tree.name FROM tree ORDER BY tree.level, tree.name -- 1
	// -- mssql
	// WITH tree(id, name, level) AS (SELECT staff.id AS id, staff.name AS name, 1 AS level FROM staff WHERE staff.boss_id IS NULL UNION ALL SELECT staff.id AS id, staff.name AS name, tree.level + @p1 AS anon_1 FROM staff JOIN tree ON staff.boss_id = tree.id) SELECT tree.level, tree.name FROM tree ORDER BY tree.level, tree.name -- 1
	// 1 pearl
	// 2 krabs
	// 3 spongebob
	// 3 squidward
}

func Example_subqueriesMaterialized() {
	names := expr.Select(Users.Name).CTE("names").Prefix("MATERIALIZED", "postgresql")

	show(expr.Select(names.C("name")), postgres.Dialect, mysql.Dialect)
	// Output:
	// -- postgresql
	// WITH names AS MATERIALIZED (SELECT users.name AS name FROM users) SELECT names.name FROM names
	// -- mysql
	// WITH names AS (SELECT users.name AS name FROM users) SELECT names.name FROM names
}

func Example_subqueriesValues() {
	prices := expr.Values("prices", expr.ColumnOf[string]("item"), expr.ColumnOf[int64]("price")).
		Row("patty", 3).
		Row("shake", 2)
	stmt := expr.Select(prices.C("item")).Where(prices.C("price").Gt(2))

	show(stmt, postgres.Dialect, oracle.Dialect)
	// Output:
	// -- postgresql
	// SELECT prices.item FROM (VALUES ($1::VARCHAR, $2::BIGINT), ($3, $4)) AS prices (item, price) WHERE prices.price > $5 -- "patty", 3, "shake", 2, 2
	// -- oracle
	// SELECT prices.item FROM (VALUES (:1, :2), (:3, :4)) prices (item, price) WHERE prices.price > :5 -- "patty", 3, "shake", 2, 2
}

func Example_subqueriesValuesCTE() {
	prices := expr.Values("prices", expr.ColumnOf[string]("item"), expr.ColumnOf[int64]("price")).
		Row("patty", 3).
		Row("shake", 2).
		CTE("prices")
	stmt := expr.Select(prices.C("item")).Where(prices.C("price").Gt(2))

	show(stmt)
	rows(stmt)
	// Output:
	// WITH prices(item, price) AS (VALUES (?, ?), (?, ?)) SELECT prices.item FROM prices WHERE prices.price > ? -- "patty", 3, "shake", 2, 2
	// patty
}
