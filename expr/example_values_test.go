package expr_test

import (
	"database/sql/driver"
	"fmt"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// showOn prints what a statement becomes on another database than SQLite.
func showOn(d *dialect.Dialect, stmt expr.Statement) {
	text, args, err := d.SQL(stmt)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text, args)
}

func ExampleParamDefault() {
	stmt := expr.Select(Users.ID).Where(Users.Age.GeExpr(expr.ParamDefault[int64]("least", 18)))
	show(stmt)
	show(stmt, driver.NamedValue{Name: "least", Value: 30})
	// Output:
	// SELECT users.id FROM users WHERE users.age >= ? [18]
	// SELECT users.id FROM users WHERE users.age >= ? [30]
}

func ExampleListParam() {
	stmt := expr.Select(Users.ID).Where(Users.Name.InExpr(expr.ListParam("names", "ed", "wendy")))
	show(stmt)
	show(stmt, driver.NamedValue{Name: "names", Value: []string{"mary"}})
	// Output:
	// SELECT users.id FROM users WHERE users.name IN (?, ?) [ed wendy]
	// SELECT users.id FROM users WHERE users.name IN (?) [mary]
}

func ExampleTypedVal() {
	showOn(postgres.Dialect, expr.Select(expr.TypedVal("2024-02-29", typemap.Date()).As("day")))
	// Output:
	// SELECT $1::DATE AS day [2024-02-29]
}

func ExampleInline() {
	show(expr.Select(Users.ID).Where(Users.Name.EqExpr(expr.Inline("it's"))))
	// Output:
	// SELECT users.id FROM users WHERE users.name = 'it''s' []
}

func ExampleTryCast() {
	stmt := expr.Select(expr.TryCast[int64](Users.Name, typemap.Integer()).As("n"))
	showOn(mssql.Dialect, stmt)
	showOn(postgres.Dialect, stmt)
	// Output:
	// SELECT TRY_CAST (users.name AS INTEGER) AS n FROM users []
	// gild: postgresql: TRY_CAST: the database has no TRY_CAST: use Cast, which fails for what cannot be converted
}

func ExampleNextValue() {
	numbers := expr.NewSequence("order_numbers").In("shop").StartWith(1000)
	showOn(postgres.Dialect, expr.Select(expr.NextValue(numbers)))
	showOn(oracle.Dialect, expr.Select(expr.NextValue(numbers)))
	show(expr.Select(expr.NextValue(numbers)))
	// Output:
	// SELECT nextval('shop.order_numbers') AS next_value_1 []
	// SELECT shop.order_numbers.nextval AS next_value_1 FROM DUAL []
	// gild: sqlite: next value of order_numbers: the database has no sequences: use an integer primary key, which numbers itself
}

func ExampleArrayTyped() {
	showOn(postgres.Dialect, expr.Select(expr.ArrayTyped[any](typemap.BigInt()).As("none")))
	// Output:
	// SELECT ARRAY[]::BIGINT[] AS none []
}

func ExampleWildcards() {
	show(expr.Select(Users.ID).Where(Users.Name.StartsWith("a_c")))
	show(expr.Select(Users.ID).Where(Users.Name.StartsWith("a_c", expr.Wildcards())))
	// Output:
	// SELECT users.id FROM users WHERE (users.name LIKE ? || '%' ESCAPE '/') [a/_c]
	// SELECT users.id FROM users WHERE (users.name LIKE ? || '%') [a_c]
}

func ExampleRegConfig() {
	showOn(postgres.Dialect, expr.Select(Users.ID).Where(Users.Name.Match("running", expr.RegConfig("english"))))
	// Output:
	// SELECT users.id FROM users WHERE users.name @@ plainto_tsquery('english', $1) [running]
}

func ExampleLockOf() {
	stmt := expr.Select(Users.ID, Addresses.ID).Join(Addresses).ForUpdate(expr.LockOf(Users), expr.LockShared(), expr.LockNoWait())
	showOn(postgres.Dialect, stmt)
	showOn(mysql.Dialect, stmt)
	// Output:
	// SELECT users.id, addresses.id AS id_1 FROM users JOIN addresses ON users.id = addresses.user_id FOR SHARE OF users NOWAIT []
	// SELECT users.id, addresses.id AS id_1 FROM users INNER JOIN addresses ON users.id = addresses.user_id FOR SHARE OF users NOWAIT []
}
