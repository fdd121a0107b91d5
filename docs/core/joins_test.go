package core_test

import (
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// Staff are people who have a boss each, but for the first one.
var Staff = schema.Define[struct {
	schema.Table `gild:"staff"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Name         expr.Col[string] `gild:"name,size=50"`
	BossID       expr.Null[int64] `gild:"boss_id,fk=staff.id"`
}](meta)

func Example_joinsKey() {
	stmt := expr.Select(Users.Name, Addresses.Email).Join(Addresses).OrderBy(Addresses.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, addresses.email FROM users JOIN addresses ON users.id = addresses.user_id ORDER BY addresses.id
	// spongebob spongebob@example.org
	// sandy sandy@example.org
	// sandy sandy@squirrelpower.org
}

func Example_joinsProduct() {
	stmt := expr.Select(Users.Name, Addresses.Email).Where(Users.ID.EqExpr(Addresses.UserID))

	show(stmt)
	// Output:
	// SELECT users.name, addresses.email FROM users, addresses WHERE users.id = addresses.user_id
}

func Example_joinsOn() {
	stmt := expr.Select(Users.Name, Addresses.Email).
		JoinOn(Addresses, expr.And(Addresses.UserID.EqExpr(Users.ID), Addresses.Email.EndsWith(".org")))

	show(stmt)
	// Output:
	// SELECT users.name, addresses.email FROM users JOIN addresses ON addresses.user_id = users.id AND (addresses.email LIKE '%' || ? ESCAPE '/') -- ".org"
}

func Example_joinsNoKey() {
	show(expr.Select(Addresses.Email, Staff.Name).Join(Staff))
	// Output:
	// gild: sqlite: SELECT: no foreign key between "addresses" and "staff": give the condition with JoinOn
}

func Example_joinsOuter() {
	stmt := expr.Select(Users.Name, Addresses.Email).LeftJoin(Addresses).OrderBy(Users.ID, Addresses.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, addresses.email FROM users LEFT OUTER JOIN addresses ON users.id = addresses.user_id ORDER BY users.id, addresses.id
	// spongebob spongebob@example.org
	// sandy sandy@example.org
	// sandy sandy@squirrelpower.org
	// patrick NULL
}

func Example_joinsWithout() {
	stmt := expr.Select(Users.Name).LeftJoin(Addresses).Where(Addresses.ID.IsNull())

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users LEFT OUTER JOIN addresses ON users.id = addresses.user_id WHERE addresses.id IS NULL
	// patrick
}

func Example_joinsFull() {
	stmt := expr.Select(Users.Name, Addresses.Email).FullJoin(Addresses)

	show(stmt, postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name, addresses.email FROM users FULL OUTER JOIN addresses ON users.id = addresses.user_id
}

func Example_joinsFrom() {
	n := expr.CountAll().As("n")
	stmt := expr.Select(n).From(Addresses).Join(Users).Where(Users.Name.Eq("sandy"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT count(*) AS n FROM addresses JOIN users ON users.id = addresses.user_id WHERE users.name = ? -- "sandy"
	// 2
}

func Example_joinsAlias() {
	boss := schema.As(Staff, "boss")
	stmt := expr.Select(Staff.Name, boss.Name.As("boss")).
		LeftJoinOn(boss, boss.ID.EqExpr(Staff.BossID)).
		OrderBy(Staff.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT staff.name, boss.name AS boss FROM staff LEFT OUTER JOIN staff AS boss ON boss.id = staff.boss_id ORDER BY staff.id
	// pearl NULL
	// krabs pearl
	// squidward krabs
	// spongebob krabs
}

func Example_joinsAliasTwice() {
	home, work := schema.As(Addresses, "home"), schema.As(Addresses, "work")
	stmt := expr.Select(Users.Name, home.Email, work.Email).
		Join(home).
		Join(work).
		Where(home.Email.Like("%@example.org"), work.Email.Like("%@squirrelpower.org"))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, home.email, work.email AS email_1 FROM users JOIN addresses AS home ON users.id = home.user_id JOIN addresses AS work ON users.id = work.user_id WHERE home.email LIKE ? AND work.email LIKE ? -- "%@example.org", "%@squirrelpower.org"
	// sandy sandy@example.org sandy@squirrelpower.org
}

func Example_joinsAnonymous() {
	other := schema.As(Staff, "")
	stmt := expr.Select(Staff.Name, other.Name).JoinOn(other, other.BossID.EqExpr(Staff.ID))

	show(stmt)
	// Output:
	// SELECT staff.name, staff_1.name AS name_1 FROM staff JOIN staff AS staff_1 ON staff_1.boss_id = staff.id
}

func Example_joinsNested() {
	mail := expr.Joined(expr.InnerJoin, Users, Addresses)
	stmt := expr.Select(Staff.Name, Addresses.Email).LeftJoinOn(mail, Users.Name.EqExpr(Staff.Name))

	show(stmt)
	// Output:
	// SELECT staff.name, addresses.email FROM staff LEFT OUTER JOIN (users JOIN addresses ON users.id = addresses.user_id) ON users.name = staff.name
}

func Example_joinsLateral() {
	newest := expr.Select(Addresses.Email).
		Where(Addresses.UserID.EqExpr(Users.ID)).
		OrderBy(Addresses.ID.Desc()).
		Limit(1).
		Lateral("newest")
	stmt := expr.Select(Users.Name, newest.C("email")).JoinOn(newest, expr.True())

	show(stmt, postgres.Dialect, mysql.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name, newest.email FROM users JOIN LATERAL (SELECT addresses.email AS email FROM addresses WHERE addresses.user_id = users.id ORDER BY addresses.id DESC LIMIT $1) AS newest ON true -- 1
	// -- mysql
	// SELECT users.name, newest.email FROM users INNER JOIN LATERAL (SELECT addresses.email AS email FROM addresses WHERE addresses.user_id = users.id ORDER BY addresses.id DESC LIMIT ?) AS newest ON true = 1 -- 1
}
