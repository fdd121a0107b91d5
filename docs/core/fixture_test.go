package core_test

import (
	"context"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// The tables of the tutorial, as the page on statements defines them.
var meta = schema.NewMetaData()

var Users = schema.Define[struct {
	schema.Table `gild:"users"`
	ID           expr.Col[int64]   `gild:"id,pk"`
	Name         expr.Col[string]  `gild:"name,size=50"`
	Fullname     expr.Null[string] `gild:"fullname,size=100"`
	Age          expr.Null[int64]  `gild:"age"`
}](meta)

var Addresses = schema.Define[struct {
	schema.Table `gild:"addresses"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	UserID       expr.Col[int64]  `gild:"user_id,fk=users.id"`
	Email        expr.Col[string] `gild:"email,size=100"`
}](meta)

var ctx = context.Background()

// db has the tables and some rows, in memory.
var db = func() gild.DB {
	db, err := gild.Open("sqlite:///:memory:")
	check(err)
	check(meta.CreateAll(ctx, db))
	_, err = gild.Exec(ctx, db, expr.Insert(Users).Rows(
		[]expr.Assignment{Users.Name.Set("spongebob"), Users.Fullname.Set("Spongebob Squarepants"), Users.Age.Set(22)},
		[]expr.Assignment{Users.Name.Set("sandy"), Users.Fullname.Set("Sandy Cheeks"), Users.Age.Set(31)},
		[]expr.Assignment{Users.Name.Set("patrick"), Users.Fullname.SetNull(), Users.Age.SetNull()},
	))
	check(err)
	_, err = gild.Exec(ctx, db, expr.Insert(Addresses).Rows(
		[]expr.Assignment{Addresses.UserID.Set(1), Addresses.Email.Set("spongebob@example.org")},
		[]expr.Assignment{Addresses.UserID.Set(2), Addresses.Email.Set("sandy@example.org")},
		[]expr.Assignment{Addresses.UserID.Set(2), Addresses.Email.Set("sandy@squirrelpower.org")},
	))
	check(err)
	return db
}()

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// TestMain is here so that the package has a test besides the examples.
func TestMain(m *testing.M) { m.Run() }
