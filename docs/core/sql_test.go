package core_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
)

func Example_sqlString() {
	stmt := expr.Select(Users.Name).Where(Users.Name.Eq("sandy"), Users.Age.In(22, 31))

	fmt.Println(stmt)
	fmt.Printf("running %v\n", stmt)
	// Output:
	// SELECT users.name FROM users WHERE users.name = :name_1 AND users.age IN (:age_1_1, :age_1_2)
	// running SELECT users.name FROM users WHERE users.name = :name_1 AND users.age IN (:age_1_1, :age_1_2)
}

func Example_sqlArgs() {
	stmt := expr.Select(Users.Name).Where(Users.Name.Eq("sandy"), Users.Age.In(22, 31))

	text, args, err := gild.SQL(stmt, postgres.Dialect)
	fmt.Println(text)
	fmt.Println(args, err)
	// Output:
	// SELECT users.name FROM users WHERE users.name = $1 AND users.age IN ($2, $3)
	// [sandy 22 31] <nil>
}

func Example_sqlVersion() {
	stmt := expr.Insert(Users).Values(Users.Name.Set("gary")).Returning(Users.ID)

	old := sqlite.Dialect.At(dialect.Version{Major: 3, Minor: 30})
	_, _, err := gild.SQL(stmt, old)
	fmt.Println(err)
	// Output:
	// gild: sqlite: INSERT: the database has no RETURNING: select the rows in a statement of their own
}

func Example_sqlLiteral() {
	stmt := expr.Select(Users.Name).
		Where(Users.Name.Eq("it's"), expr.Func[time.Time]("created", Users.ID).Lt(time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)))

	for _, d := range []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mysql.Dialect} {
		text, err := gild.LiteralSQL(stmt, d)
		fmt.Println(text, err)
	}
	// Output:
	// SELECT users.name FROM users WHERE users.name = 'it''s' AND created(users.id) < '2025-01-02 03:04:05+00:00' <nil>
	// SELECT users.name FROM users WHERE users.name = 'it''s' AND created(users.id) < '2025-01-02 03:04:05+00:00' <nil>
	// SELECT users.name FROM users WHERE users.name = 'it''s' AND created(users.id) < '2025-01-02 03:04:05' <nil>
}

func Example_sqlErrors() {
	stmt := expr.Select(Users.Name).Join(Staff)

	_, _, err := gild.SQL(stmt, sqlite.Dialect)
	fmt.Println(err)

	var failed *compile.Error
	var join *compile.JoinError
	fmt.Println(errors.As(err, &failed), errors.As(err, &join))
	fmt.Println(failed.Dialect, failed.Construct)
	// Output:
	// gild: sqlite: SELECT: no foreign key between "users" and "staff": give the condition with JoinOn
	// true true
	// sqlite SELECT
}

func Example_sqlMistakes() {
	show(expr.Select(Users.ID).Limit(-1))
	show(expr.Update(Users).Set(Users.C("nmae").Set("x")))
	show(expr.Insert(Users).Values(Users.Name.Set("ed"), Users.Name.Set("wendy")))
	// Output:
	// gild: sqlite: SELECT: Limit(-1): a number of rows is not negative; without LIMIT there is none
	// gild: sqlite: UPDATE: no column "nmae" in "users"
	// gild: sqlite: INSERT: column "name" is assigned twice
}

func Example_sqlLint() {
	product := expr.Select(Users.Name, Addresses.Email)
	linked := product.Where(Users.ID.EqExpr(Addresses.UserID))

	fmt.Println(gild.Lint(product, sqlite.Dialect))
	fmt.Println(gild.Lint(linked, sqlite.Dialect))
	// Output:
	// gild: sqlite: SELECT: cartesian product: nothing links "addresses" to "users": give a condition for each
	// <nil>
}

func Example_sqlNotGild() {
	_, err := expr.Select(Users.ID).Value() // what a driver asks that gild does not wrap
	fmt.Println(errors.Is(err, expr.ErrNotGild))
	// Output:
	// true
}
