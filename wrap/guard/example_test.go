package guard_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/wrap/guard"
)

func Example() {
	g := guard.New(guard.Config{Repeats: 2, Report: func(_ context.Context, f guard.Finding) {
		fmt.Println(f.Guard, f.SQL)
	}})
	db, err := gild.Open("sqlite://", gild.WithEvents(g.Events()))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	ctx := guard.Scope(context.Background()) // of a request
	for id := range 5 {
		if err := db.QueryRowContext(ctx, "select ?", id).Scan(new(int)); err != nil {
			log.Fatal(err)
		}
	}
	// Output: n+1 select ?
}
