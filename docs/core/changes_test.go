package core_test

import (
	"context"
	"fmt"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3" // for SQLite
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

func Example_changes() {
	ctx := context.Background()
	db, err := gild.Open("sqlite://")
	check(err)
	defer db.Close()
	_, err = db.Exec("CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL)")
	check(err)

	live := schema.NewMetaData()
	err = gild.Reflect(ctx, db, live, gild.ReflectOptions{})
	people := live.Table("people")
	check(err)
	fmt.Println(people.Column("name").Type())

	wanted := schema.NewMetaData()
	schema.NewTable(wanted, "people",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.String(20), schema.Indexed()),
		schema.NewColumn("nick", typemap.String(10), schema.Nullable()),
	)
	diff, err := gild.Diff(ctx, db, wanted, gild.ReflectOptions{})
	fmt.Print(diff)
	check(err)

	err = diff.Apply(ctx, db)
	again, err := gild.Diff(ctx, db, wanted, gild.ReflectOptions{})
	fmt.Println(again.Empty())
	check(err)

	back, err := diff.Reverse()
	err = back.Apply(ctx, db)
	fmt.Println(err)
	// Output:
	// string(20)
	// create column "nick" of table "people"
	// create index "ix_people_name" of table "people"
	// true
	// gild: nothing is changed, as it would lose the values of column "people.nick": say so with schema.AllowLoss
}
