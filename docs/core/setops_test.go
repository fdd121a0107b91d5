package core_test

import (
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
)

func Example_setopsUnion() {
	stmt := expr.Select(Users.Name).Union(expr.Select(Staff.Name)).OrderBy(expr.ByName("name"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users UNION SELECT staff.name FROM staff ORDER BY name
	// krabs
	// patrick
	// pearl
	// sandy
	// spongebob
	// squidward
}

func Example_setopsMany() {
	young := where(Users.Age.Lt(30))
	old := where(Users.Age.Ge(30))
	unknown := where(Users.Age.IsNull())

	show(expr.UnionAll(young, old, unknown))
	show(young.UnionAll(old, unknown))
	// Output:
	// SELECT users.name FROM users WHERE users.age < ? UNION ALL SELECT users.name FROM users WHERE users.age >= ? UNION ALL SELECT users.name FROM users WHERE users.age IS NULL -- 30, 30
	// SELECT users.name FROM users WHERE users.age < ? UNION ALL SELECT users.name FROM users WHERE users.age >= ? UNION ALL SELECT users.name FROM users WHERE users.age IS NULL -- 30, 30
}

func Example_setopsOthers() {
	users, staff := expr.Select(Users.Name), expr.Select(Staff.Name)

	show(users.Intersect(staff))
	rows(users.Intersect(staff))
	show(users.Except(staff), postgres.Dialect, oracle.Dialect)
	rows(users.Except(staff).OrderBy(Users.Name))
	// Output:
	// SELECT users.name FROM users INTERSECT SELECT staff.name FROM staff
	// spongebob
	// -- postgresql
	// SELECT users.name FROM users EXCEPT SELECT staff.name FROM staff
	// -- oracle
	// SELECT users.name FROM users MINUS SELECT staff.name FROM staff
	// patrick
	// sandy
}

func Example_setopsOrder() {
	stmt := expr.Select(Users.ID, Users.Name).
		UnionAll(expr.Select(Staff.ID, Staff.Name)).
		OrderBy(Users.Name.Desc(), Users.ID).
		Limit(2)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.id, users.name FROM users UNION ALL SELECT staff.id, staff.name FROM staff ORDER BY name DESC, id LIMIT ? OFFSET ? -- 2, 0
	// 3 squidward
	// 1 spongebob
}

func Example_setopsNested() {
	users, staff := expr.Select(Users.Name), expr.Select(Staff.Name)
	stmt := users.Except(staff.Union(where(Users.Age.IsNull())))

	show(stmt, postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name FROM users EXCEPT (SELECT staff.name FROM staff UNION SELECT users.name FROM users WHERE users.age IS NULL)
}

func Example_setopsLimited() {
	first := expr.Select(Users.Name).OrderBy(Users.ID).Limit(1)
	stmt := first.UnionAll(expr.Select(Staff.Name))

	show(stmt, postgres.Dialect, mysql.Dialect)

	show(expr.Select(first.As("first")).UnionAll(expr.Select(Staff.Name)))
	rows(expr.Select(first.As("first")).UnionAll(expr.Select(Staff.Name).Where(Staff.ID.Eq(1))))
	// Output:
	// -- postgresql
	// (SELECT users.name FROM users ORDER BY users.id LIMIT $1) UNION ALL SELECT staff.name FROM staff -- 1
	// -- mysql
	// (SELECT users.name FROM users ORDER BY users.id LIMIT ?) UNION ALL SELECT staff.name FROM staff -- 1
	// SELECT first.name FROM (SELECT users.name AS name FROM users ORDER BY users.id LIMIT ? OFFSET ?) AS first UNION ALL SELECT staff.name FROM staff -- 1, 0
	// spongebob
	// pearl
}

func Example_setopsFrom() {
	everybody := expr.Select(Users.Name).UnionAll(expr.Select(Staff.Name)).As("everybody")
	stmt := expr.Select(everybody.C("name"), expr.CountAll().As("n")).
		GroupBy(everybody.C("name")).
		Having(expr.CountAll().Gt(1))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT everybody.name, count(*) AS n FROM (SELECT users.name AS name FROM users UNION ALL SELECT staff.name AS name FROM staff) AS everybody GROUP BY everybody.name HAVING count(*) > ? -- 1
	// spongebob 2
}

func Example_setopsWrong() {
	show(expr.Select(Users.ID, Users.Name).Union(expr.Select(Staff.Name)))
	// Output:
	// gild: sqlite: SELECT: the queries of a set operation have different numbers of columns: the first 2, number 2 1
}
