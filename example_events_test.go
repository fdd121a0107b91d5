package gild_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/gildsql/gild"
)

// Events see each statement before and after it is run, and may change or refuse it.
func ExampleWithEvents() {
	events := gild.Events{
		BeforeExecute: func(ctx context.Context, e *gild.Execution) (context.Context, error) {
			if operation, table := e.Info.Summary(e.SQL); operation == "DROP" {
				return nil, fmt.Errorf("nobody drops %s", table)
			}
			e.SQL += " /* shop */"
			return ctx, nil
		},
		AfterExecute: func(_ context.Context, e *gild.Execution) {
			fmt.Println(e.Op, e.SQL, e.Rows)
		},
	}
	db, err := gild.Open("sqlite://", gild.WithEvents(events))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	var sum int
	_ = db.QueryRow("SELECT ? + ?", 1, 2).Scan(&sum)
	_, err = db.Exec("DROP TABLE books")
	fmt.Println(sum, err)
	// Output:
	// query SELECT ? + ? /* shop */ 1
	// 3 nobody drops books
}

// Connect is the place for the settings of each new connection.
func ExampleEvents_connect() {
	db, err := gild.Open("sqlite://", gild.WithEvents(gild.Events{
		Connect: func(ctx context.Context, conn driver.Conn) error {
			execer := conn.(interface {
				driver.Conn
				driver.ExecerContext
			})
			_, err := execer.ExecContext(ctx, "PRAGMA user_version = 7", nil)
			return err
		},
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	var version int
	err = db.QueryRow("PRAGMA user_version").Scan(&version)
	fmt.Println(version, err)
	// Output: 7 <nil>
}

var errNoSuchTable = errors.New("the database is not set up: run the migrations")

// HandleError may replace an error before the program sees it.
func ExampleEvents_handleError() {
	db, err := gild.Open("sqlite://", gild.WithEvents(gild.Events{
		HandleError: func(_ context.Context, f *gild.Failure) {
			if gild.Is(f.Err, gild.ErrUndefined) || strings.Contains(f.Err.Error(), "no such table") {
				f.Err = fmt.Errorf("%w (%w)", errNoSuchTable, f.Err)
			}
		},
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	_, err = db.Exec("DELETE FROM books")
	fmt.Println(errors.Is(err, errNoSuchTable))
	fmt.Println(err)
	// Output:
	// true
	// the database is not set up: run the migrations (no such table: books)
}

// BeforeCommit may refuse a commit, which rolls the transaction back.
func ExampleEvents_beforeCommit() {
	db, err := gild.Open("sqlite://", gild.WithEvents(gild.Events{
		BeforeCommit: func(context.Context, *gild.Transaction) error { return errors.New("closed for maintenance") },
		AfterRollback: func(_ context.Context, t *gild.Transaction) {
			fmt.Println("rolled back:", t.Err)
		},
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	tx, err := db.Begin()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tx.Commit())
	// Output:
	// rolled back: <nil>
	// closed for maintenance
}
