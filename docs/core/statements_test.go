package core_test

import (
	"database/sql"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

func Example_statement() {
	stmt := expr.Select(Users.ID, Users.Name).Where(Users.Name.Eq("sandy"))

	fmt.Println(stmt)
	// Output:
	// SELECT users.id, users.name FROM users WHERE users.name = :name_1
}

func Example_sql() {
	stmt := expr.Select(Users.ID).Where(Users.Name.Concat("!").Eq("sandy!"))

	text, args, err := gild.SQL(stmt, postgres.Dialect)
	fmt.Println(text, args, err)
	text, args, err = gild.SQL(stmt, mysql.Dialect)
	fmt.Println(text, args, err)
	// Output:
	// SELECT users.id FROM users WHERE (users.name || $1) = $2 [! sandy!] <nil>
	// SELECT users.id FROM users WHERE (concat(users.name, ?)) = ? [! sandy!] <nil>
}

func Example_run() {
	type user struct {
		ID       int64
		Name     string
		Fullname *string
	}
	stmt := expr.Select(Users.ID, Users.Name, Users.Fullname).OrderBy(Users.ID)

	users, err := gild.All[user](ctx, db, stmt)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range users {
		fmt.Println(u.ID, u.Name, u.Fullname != nil)
	}
	// Output:
	// 1 spongebob true
	// 2 sandy true
	// 3 patrick false
}

func Example_one() {
	name, err := gild.One[string](ctx, db, expr.Select(Users.Name).Where(Users.ID.Eq(2)))
	fmt.Println(name, err)

	_, err = gild.One[string](ctx, db, expr.Select(Users.Name).Where(Users.ID.Eq(99)))
	fmt.Println(err == sql.ErrNoRows)
	// Output:
	// sandy <nil>
	// true
}

func Example_derive() {
	base := expr.Select(Users.Name)
	grown := base.Where(Users.Age.Gt(30))

	fmt.Println(base)
	fmt.Println(grown)
	// Output:
	// SELECT users.name FROM users
	// SELECT users.name FROM users WHERE users.age > :age_1
}

func Example_param() {
	stmt := expr.Select(Users.Name).Where(Users.Age.GeExpr(expr.Param[int64]("least")))

	names, err := gild.All[string](ctx, db, stmt, sql.Named("least", 30))
	fmt.Println(names, err)

	_, err = gild.All[string](ctx, db, stmt)
	fmt.Println(err)
	// Output:
	// [sandy] <nil>
	// gild: sqlite: parameter "least" has no value: give it as sql.Named("least", value)
}

func Example_dynamic() {
	users := schema.NewTable(schema.NewMetaData(), "users",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.String(50)),
	)
	column, value := "name", any("sandy") // as they come from a request

	stmt := expr.Select(users.C("id")).Where(users.C(column).Eq(value))
	id, err := gild.One[int64](ctx, db, stmt)
	fmt.Println(id, err)
	// Output:
	// 2 <nil>
}

func Example_unknownColumn() {
	users := schema.NewTable(schema.NewMetaData(), "users",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
	)
	_, err := gild.All[int64](ctx, db, expr.Select(users.C("id; drop table users")))
	fmt.Println(err)
	// Output:
	// gild: sqlite: SELECT: no column "id; drop table users" in "users"
}
