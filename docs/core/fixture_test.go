package core_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/sqlite"
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
	check(errors.Join(Staff.Err(), Orders.Err())) // they are among the tables by now
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
	_, err = gild.Exec(ctx, db, expr.Insert(Staff).Rows(
		[]expr.Assignment{Staff.Name.Set("pearl"), Staff.BossID.SetNull()},
		[]expr.Assignment{Staff.Name.Set("krabs"), Staff.BossID.Set(1)},
		[]expr.Assignment{Staff.Name.Set("squidward"), Staff.BossID.Set(2)},
		[]expr.Assignment{Staff.Name.Set("spongebob"), Staff.BossID.Set(2)},
	))
	check(err)
	return db
}()

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// show prints what a statement becomes for each dialect, or for SQLite: its text and, behind --,
// its arguments. Dialects with the same text are named together.
func show(stmt expr.Statement, dialects ...*dialect.Dialect) {
	if len(dialects) == 0 {
		fmt.Println(line(stmt, sqlite.Dialect))
		return
	}
	var texts []string
	names := map[string][]string{}
	for _, d := range dialects {
		text := line(stmt, d)
		if names[text] == nil {
			texts = append(texts, text)
		}
		names[text] = append(names[text], d.Name)
	}
	for _, text := range texts {
		fmt.Println("-- " + strings.Join(names[text], ", "))
		fmt.Println(text)
	}
}

// line is a statement for a dialect, or the mistake in it.
func line(stmt expr.Statement, d *dialect.Dialect) string {
	text, args, err := gild.SQL(stmt, d)
	if err != nil {
		return err.Error()
	}
	shown := make([]string, len(args))
	for i, arg := range args {
		shown[i] = fmt.Sprint(arg)
		if s, ok := arg.(string); ok {
			shown[i] = strconv.Quote(s)
		}
	}
	if len(shown) > 0 {
		text += " -- " + strings.Join(shown, ", ")
	}
	return text
}

// rows runs a statement and prints the rows, the values of each separated by spaces.
func rows(stmt expr.Statement, args ...any) {
	rs, err := db.QueryContext(ctx, "", append([]any{stmt}, args...)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rs.Close()
	names, err := rs.Columns()
	check(err)
	for rs.Next() {
		values, targets := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			targets[i] = &values[i]
		}
		check(rs.Scan(targets...))
		for i, v := range values {
			if v == nil {
				values[i] = "NULL"
			}
		}
		fmt.Println(values...)
	}
	check(rs.Err())
}

// TestMain is here so that the package has a test besides the examples.
func TestMain(m *testing.M) { m.Run() }
