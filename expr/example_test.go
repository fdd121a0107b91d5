package expr_test

import (
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

var (
	meta  = schema.NewMetaData()
	Users = schema.Define[struct {
		schema.Table `gild:"users"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Name         expr.Col[string] `gild:"name,size=50"`
		Age          expr.Null[int64]
	}](meta)
	Addresses = schema.Define[struct {
		schema.Table `gild:"addresses"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		UserID       expr.Col[int64]  `gild:"user_id,fk=users.id"`
		Email        expr.Col[string] `gild:"email,size=100"`
	}](meta)
)

// show prints what a statement becomes on SQLite, with its arguments.
func show(stmt expr.Statement, params ...driver.NamedValue) {
	text, args, err := sqlite.Dialect.SQL(stmt, params...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text, args)
}

func ExampleSelect() {
	n := expr.Count(Addresses.ID).As("n")
	q := expr.Select(Users.Name, n).
		Join(Addresses). // ON from the foreign key
		Where(Users.Name.Like("e%")).
		GroupBy(Users.Name).
		OrderBy(n.Desc())
	text, args, err := postgres.Dialect.SQL(q)
	fmt.Println(text, args, err)
	// Output:
	// SELECT users.name, count(addresses.id) AS n FROM users JOIN addresses ON users.id = addresses.user_id WHERE users.name LIKE $1 GROUP BY users.name ORDER BY n DESC [e%] <nil>
}

// Statements are never changed: what is derived from one leaves it as it was.
func ExampleSelectStmt_Where() {
	all := expr.Select(Users.ID)
	adults := all.Where(Users.Age.Ge(18))
	show(adults.Where(Users.Name.In("ed", "wendy")))
	show(adults)
	show(all)
	// Output:
	// SELECT users.id FROM users WHERE users.age >= ? AND users.name IN (?, ?) [18 ed wendy]
	// SELECT users.id FROM users WHERE users.age >= ? [18]
	// SELECT users.id FROM users []
}

func ExampleSelectStmt_LeftJoinOn() {
	show(expr.Select(Users.Name, Addresses.Email).
		LeftJoinOn(Addresses, expr.And(Addresses.UserID.EqExpr(Users.ID), Addresses.Email.Like("%@work"))))
	// Output:
	// SELECT users.name, addresses.email FROM users LEFT OUTER JOIN addresses ON addresses.user_id = users.id AND addresses.email LIKE ? [%@work]
}

// A SELECT inside another leaves out of its FROM what the outer one brings.
func ExampleExists() {
	mail := expr.Select(Addresses.ID).Where(Addresses.UserID.EqExpr(Users.ID))
	show(expr.Select(Users.Name).Where(expr.Not(expr.Exists(mail))))
	// Output:
	// SELECT users.name FROM users WHERE NOT (EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id)) []
}

func ExampleAs() {
	older := schema.As(Users, "older")
	show(expr.Select(Users.Name, older.Name).Where(Users.Age.LtExpr(older.Age)))
	// Output:
	// SELECT users.name, older.name AS name_1 FROM users, users AS older WHERE users.age < older.age []
}

// A statement with parameters is built once and executed with different values.
func ExampleParam() {
	byName := expr.Select(Users.ID).Where(Users.Name.EqExpr(expr.Param[string]("name")))
	for _, name := range []string{"ed", "wendy"} {
		arg := sql.Named("name", name) // to be passed to db.QueryContext(ctx, "", byName, arg)
		show(byName, driver.NamedValue{Name: arg.Name, Value: arg.Value})
	}
	// Output:
	// SELECT users.id FROM users WHERE users.name = ? [ed]
	// SELECT users.id FROM users WHERE users.name = ? [wendy]
}

func ExampleInsert() {
	show(expr.Insert(Users).
		Values(Users.Name.Set("ed"), Users.Age.Set(30)).
		Values(Users.Name.Set("wendy"), Users.Age.SetNull()).
		Returning(Users.ID))
	// Output:
	// INSERT INTO users (name, age) VALUES (?, ?), (?, ?) RETURNING id [ed 30 wendy <nil>]
}

func ExampleUpdate() {
	show(expr.Update(Users).Set(Users.Age.SetExpr(Users.Age.Add(1))).Where(Users.ID.Eq(7)))
	// Output:
	// UPDATE users SET age=(users.age + ?) WHERE users.id = ? [1 7]
}

func ExampleDelete() {
	show(expr.Delete(Addresses).Where(Addresses.UserID.InSelect(expr.Select(Users.ID).Where(Users.Age.IsNull()))))
	// Output:
	// DELETE FROM addresses WHERE addresses.user_id IN (SELECT users.id FROM users WHERE users.age IS NULL) []
}

func ExampleText() {
	show(expr.Text("SELECT ':x', name FROM users WHERE id = :id").Bind("id", 7))
	// Output:
	// SELECT ':x', name FROM users WHERE id = ? [7]
}

// Mistakes are found when a statement is compiled.
func ExampleInvalid() {
	show(expr.Select(Users.C("nmae")))
	show(expr.Insert(Users).Values(Users.Name.Set("ed"), Users.Name.Set("wendy")))
	// Output:
	// gild: sqlite: SELECT: no column "nmae" in "users"
	// gild: sqlite: INSERT: column "name" is assigned twice
}
