package gild_test

import (
	"context"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// One statement runs in the schema of each tenant: on SQLite, a file that is attached.
func ExampleInSchemas() {
	db, err := gild.Open("sqlite://")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // what is attached belongs to the connection
	notes := schema.NewTable(schema.NewMetaData(), "notes", schema.NewColumn("text", typemap.Text()))
	query := expr.Select(notes.C("text"))

	for _, name := range []string{"ann", "bob"} {
		ctx := gild.InSchemas(context.Background(), map[string]string{"": name})
		if _, err := db.ExecContext(ctx, "ATTACH ':memory:' AS "+name); err != nil {
			fmt.Println(err)
		}
		if err := notes.Create(ctx, db); err != nil {
			fmt.Println(err)
		}
		if _, err := gild.Exec(ctx, db, expr.Insert(notes).Values(notes.C("text").Set("of "+name))); err != nil {
			fmt.Println(err)
		}
		fmt.Println(gild.All[string](ctx, db, query))
	}
	// Output:
	// [of ann] <nil>
	// [of bob] <nil>
}
