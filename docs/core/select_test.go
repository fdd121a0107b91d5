package core_test

import (
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
)

func Example_selectColumns() {
	some := expr.Select(Users.ID, Users.Name)
	all := expr.Select(Users)

	show(some)
	show(all)
	// Output:
	// SELECT users.id, users.name FROM users
	// SELECT users.id, users.name, users.fullname, users.age FROM users
}

func Example_selectGrow() {
	stmt := expr.Select(Users.ID)
	if wanted := true; wanted {
		stmt = stmt.Columns(Users.Name)
	}

	show(stmt)
	show(stmt.OnlyColumns(expr.CountAll()).From(Users))
	// Output:
	// SELECT users.id, users.name FROM users
	// SELECT count(*) AS count_1 FROM users
}

func Example_selectLabel() {
	stmt := expr.Select(
		expr.Val("Dear ").ConcatExpr(Users.Name).As("greeting"),
		expr.Upper(Users.Name),
	).OrderBy(Users.ID).Limit(1)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT ? || users.name AS greeting, upper(users.name) AS upper_1 FROM users ORDER BY users.id LIMIT ? OFFSET ? -- "Dear ", 1, 0
	// Dear spongebob SPONGEBOB
}

func Example_selectInto() {
	type letter struct {
		Greeting string
		ID       int64
	}
	stmt := expr.Select(Users.ID, expr.Val("Dear ").ConcatExpr(Users.Name).As("greeting")).OrderBy(Users.ID)

	letters, err := gild.All[letter](ctx, db, stmt)
	fmt.Println(letters, err)
	// Output:
	// [{Dear spongebob 1} {Dear sandy 2} {Dear patrick 3}] <nil>
}

func Example_selectSameNames() {
	stmt := expr.Select(Users.ID, Addresses.ID).Join(Addresses)

	show(stmt)
	show(stmt.LabelStyle(expr.LabelTableColumn))
	// Output:
	// SELECT users.id, addresses.id AS id_1 FROM users JOIN addresses ON users.id = addresses.user_id
	// SELECT users.id AS users_id, addresses.id AS addresses_id FROM users JOIN addresses ON users.id = addresses.user_id
}

func Example_selectWithoutTable() {
	show(expr.Select(expr.Val(1).As("one")), postgres.Dialect, oracle.Dialect)
	// Output:
	// -- postgresql
	// SELECT $1::BIGINT AS one -- 1
	// -- oracle
	// SELECT :1 AS one FROM DUAL -- 1
}

func Example_selectWhere() {
	stmt := expr.Select(Users.Name).Where(Users.Age.Ge(18), Users.Name.Like("s%"))
	same := expr.Select(Users.Name).Where(Users.Age.Ge(18)).Where(Users.Name.Like("s%"))

	show(stmt)
	show(same)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users WHERE users.age >= ? AND users.name LIKE ? -- 18, "s%"
	// SELECT users.name FROM users WHERE users.age >= ? AND users.name LIKE ? -- 18, "s%"
	// spongebob
	// sandy
}

func Example_selectAndOrNot() {
	young := Users.Age.Lt(30)
	named := Users.Name.In("sandy", "patrick")

	show(expr.Select(Users.ID).Where(expr.Or(young, named)))
	show(expr.Select(Users.ID).Where(young.Or(named), Users.ID.Ne(7)))
	show(expr.Select(Users.ID).Where(expr.Not(expr.And(young, named))))
	show(expr.Select(Users.ID).Where(expr.Not(named)))
	// Output:
	// SELECT users.id FROM users WHERE users.age < ? OR users.name IN (?, ?) -- 30, "sandy", "patrick"
	// SELECT users.id FROM users WHERE (users.age < ? OR users.name IN (?, ?)) AND users.id != ? -- 30, "sandy", "patrick", 7
	// SELECT users.id FROM users WHERE NOT (users.age < ? AND users.name IN (?, ?)) -- 30, "sandy", "patrick"
	// SELECT users.id FROM users WHERE (users.name NOT IN (?, ?)) -- "sandy", "patrick"
}

func Example_selectNoConditions() {
	var wanted []expr.Expr

	show(expr.Select(Users.ID).Where(wanted...))
	show(expr.Select(Users.ID).Where(expr.And(wanted...)))
	show(expr.Select(Users.ID).Where(expr.Or(wanted...)))
	// Output:
	// SELECT users.id FROM users
	// SELECT users.id FROM users
	// SELECT users.id FROM users WHERE 0 = 1
}

func Example_selectOrder() {
	stmt := expr.Select(Users.Name, Users.Age).OrderBy(Users.Age.Desc(), Users.Name)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, users.age FROM users ORDER BY users.age DESC, users.name
	// sandy 31
	// spongebob 22
	// patrick NULL
}

func Example_selectOrderNull() {
	stmt := expr.Select(Users.Name).OrderBy(Users.Age.NullsFirst())

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users ORDER BY users.age NULLS FIRST
	// patrick
	// spongebob
	// sandy
}

func Example_selectOrderLabel() {
	length := expr.Length(Users.Name).As("length")

	show(expr.Select(Users.Name, length).OrderBy(length.Desc()))
	show(expr.Select(Users.Name, length).OrderBy(expr.ByName("length")))
	show(expr.Select(Users.Name, length).OrderBy(expr.ByName("width")))
	// Output:
	// SELECT users.name, length(users.name) AS length FROM users ORDER BY length DESC
	// SELECT users.name, length(users.name) AS length FROM users ORDER BY length
	// gild: sqlite: SELECT: no selected column is called "width": give it that label with As
}

func Example_selectLimit() {
	stmt := expr.Select(Users.Name).OrderBy(Users.Name).Limit(2).Offset(1)

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, mssql.Dialect, oracle.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// SELECT users.name FROM users ORDER BY users.name LIMIT ? OFFSET ? -- 2, 1
	// -- postgresql
	// SELECT users.name FROM users ORDER BY users.name LIMIT $1 OFFSET $2 -- 2, 1
	// -- mysql
	// SELECT users.name FROM users ORDER BY users.name LIMIT ?, ? -- 1, 2
	// -- mssql
	// SELECT users.name FROM users ORDER BY users.name OFFSET @p1 ROWS FETCH FIRST @p2 ROWS ONLY -- 1, 2
	// -- oracle
	// SELECT users.name FROM users ORDER BY users.name OFFSET 1 ROWS FETCH FIRST 2 ROWS ONLY
	// sandy
	// spongebob
}

func Example_selectFetch() {
	stmt := expr.Select(Users.Name).OrderBy(Users.Age).Fetch(3, expr.WithTies())

	show(stmt, postgres.Dialect, sqlite.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name FROM users ORDER BY users.age FETCH FIRST ($1) ROWS WITH TIES -- 3
	// -- sqlite
	// SELECT users.name FROM users ORDER BY users.age FETCH FIRST ? ROWS WITH TIES -- 3
}

func Example_selectDistinct() {
	show(expr.Select(Users.Age).Distinct())
	show(expr.Select(Users.Age, Users.Name).DistinctOn(Users.Age).OrderBy(Users.Age, Users.ID), postgres.Dialect, sqlite.Dialect)
	// Output:
	// SELECT DISTINCT users.age FROM users
	// -- postgresql
	// SELECT DISTINCT ON (users.age) users.age, users.name FROM users ORDER BY users.age, users.id
	// -- sqlite
	// gild: sqlite: SELECT: there is no DISTINCT ON here, only on PostgreSQL: use Distinct or GroupBy
}

func Example_selectGroup() {
	n := expr.Count(Addresses.ID).As("n")
	stmt := expr.Select(Users.Name, n).Join(Addresses).GroupBy(Users.Name).Having(expr.Count(Addresses.ID).Gt(1))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, count(addresses.id) AS n FROM users JOIN addresses ON users.id = addresses.user_id GROUP BY users.name HAVING count(addresses.id) > ? -- 1
	// sandy 2
}

func Example_selectGroupSets() {
	stmt := expr.Select(Users.Age, Users.Name, expr.CountAll().As("n")).GroupBy(expr.Rollup(Users.Age, Users.Name))

	show(stmt, postgres.Dialect, mysql.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.age, users.name, count(*) AS n FROM users GROUP BY ROLLUP(users.age, users.name)
	// -- mysql
	// SELECT users.age, users.name, count(*) AS n FROM users GROUP BY users.age, users.name WITH ROLLUP
}

func Example_selectLock() {
	stmt := expr.Select(Users.ID).Where(Users.Name.Eq("sandy")).ForUpdate(expr.LockSkipLocked())

	show(stmt, postgres.Dialect, mysql.Dialect, sqlite.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.id FROM users WHERE users.name = $1 FOR UPDATE SKIP LOCKED -- "sandy"
	// -- mysql
	// SELECT users.id FROM users WHERE users.name = ? FOR UPDATE SKIP LOCKED -- "sandy"
	// -- sqlite
	// SELECT users.id FROM users WHERE users.name = ? -- "sandy"
}

func Example_selectConstants() {
	show(expr.Select(expr.True(), expr.NullValue(), expr.Inline("it's"), expr.Val("it's")).From(Users), postgres.Dialect, sqlite.Dialect)
	// Output:
	// -- postgresql
	// SELECT true AS anon_1, NULL AS anon_2, 'it''s' AS anon_3, $1::VARCHAR AS anon_4 FROM users -- "it's"
	// -- sqlite
	// SELECT 1 AS anon_1, NULL AS anon_2, 'it''s' AS anon_3, ? AS anon_4 FROM users -- "it's"
}

func Example_selectRaw() {
	stmt := expr.Select(Users.Name, expr.Raw[int64]("rowid * 2").As("double")).
		Where(expr.Text("length(name) > :least").Bind("least", 6)).
		OrderBy(expr.Text("name COLLATE NOCASE"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, rowid * 2 AS double FROM users WHERE length(name) > ? ORDER BY name COLLATE NOCASE -- 6
	// patrick 6
	// spongebob 2
}

func Example_selectText() {
	stmt := expr.Text("SELECT id, name FROM users WHERE name = :name").Bind("name", "sandy")
	rows(stmt)

	known := stmt.Columns(Users.ID, Users.Name).As("found")
	show(expr.Select(known.C("id")).Where(known.C("name").Ne("patrick")))
	// Output:
	// 2 sandy
	// SELECT found.id FROM (SELECT id, name FROM users WHERE name = ?) AS found WHERE found.name != ? -- "sandy", "patrick"
}
