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
func open(r *orm.Registry) *sql.DB { return opened(r, func(*sql.DB) {}) }

func opened(r *orm.Registry, fill func(*sql.DB)) *sql.DB {
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
	fill(db)
	printing = true
	return db
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// quiet is open with objects that are stored before anything is printed.
func quiet(r *orm.Registry, fill func(s *orm.Session)) *sql.DB {
	return opened(r, func(db *sql.DB) {
		check(r.InTx(ctx, db, func(s *orm.Session) error { fill(s); return nil }))
	})
}
