package gild_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
)

func ExampleInspect() {
	ctx := context.Background()
	db, err := gild.Open("sqlite://")
	if err != nil {
		panic(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE teams (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)`); err != nil {
		panic(err)
	}
	insp, err := gild.Inspect(ctx, db)
	if err != nil {
		panic(err)
	}
	columns, err := insp.Columns(ctx, "teams")
	if err != nil {
		panic(err)
	}
	for _, c := range columns {
		fmt.Println(c.Name, c.Type, c.Nullable)
	}
	_, err = insp.Columns(ctx, "teems")
	fmt.Println(err, errors.Is(err, gild.ErrNoSuchTable))
	// Output:
	// id integer false
	// name string(20) false
	// gild: there is no table or view "teems": is "teams" meant? true
}

func ExampleInspector_Select() {
	ctx := context.Background()
	db, err := gild.Open("sqlite://")
	if err != nil {
		panic(err)
	}
	defer db.Close()
	for _, table := range []string{"CREATE TABLE a (x INTEGER)", "CREATE TABLE b (x INTEGER, y TEXT)", "CREATE VIEW v AS SELECT y FROM b"} {
		if _, err := db.Exec(table); err != nil {
			panic(err)
		}
	}
	insp, err := gild.Inspect(ctx, db)
	if err != nil {
		panic(err)
	}
	found, err := insp.Select(gild.TableFilter{Kinds: schema.RelationAny}).Columns(ctx) // one query for all
	if err != nil {
		panic(err)
	}
	for name, columns := range found.All() {
		fmt.Println(name, len(columns))
	}
	// Output:
	// a 1
	// b 2
	// v 1
}
