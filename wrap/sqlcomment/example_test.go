package sqlcomment_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/wrap/sqlcomment"
)

func Example() {
	db, err := gild.Open("sqlite://", sqlcomment.Option(sqlcomment.Tag("application", "shop")),
		gild.WithEvents(gild.Events{AfterExecute: func(_ context.Context, e *gild.Execution) { fmt.Println(e.SQL) }}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := sqlcomment.With(context.Background(), "route", "/orders")
	if err := db.QueryRowContext(ctx, "select 1").Scan(new(int)); err != nil {
		log.Fatal(err)
	}
	// Output: select 1 /*application='shop',route='%2Forders'*/
}
