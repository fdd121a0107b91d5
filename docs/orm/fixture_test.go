package orm_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"strings"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/orm"
)

var ctx = context.Background()

// open opens a database in memory with the tables of a registry, and prints what is sent from then on.
func open(r *orm.Registry) *sql.DB {
	printing := false
	db, err := gild.Open("sqlite://", gild.WithEvents(gild.Events{
		AfterExecute: func(_ context.Context, e *gild.Execution) {
			if printing {
				fmt.Println(strings.Join(strings.Fields(e.SQL), " "))
			}
		},
	}))
	check(err)
	check(r.MetaData().CreateAll(ctx, db))
	printing = true
	return db
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
