package gild_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/netip"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
)

// Text with names, and a list for the members of IN, runs on every database.
func Example_parameters() {
	db := openLibrary(context.Background())
	defer db.Close()

	var n int
	err := db.QueryRow("select count(*) from books where id in (:ids) and title <> :title",
		sql.Named("ids", []int{1, 2, 3}), sql.Named("title", "Emma")).Scan(&n)
	fmt.Println(n, err)
	// Output:
	// 2 <nil>
}

// What the driver refuses is sent as text or JSON.
func Example_arguments() {
	db := openLibrary(context.Background())
	defer db.Close()

	var source, payload string
	err := db.QueryRow("select ?, ?", netip.MustParseAddr("10.0.0.1"), map[string]any{"ok": true}).Scan(&source, &payload)
	fmt.Println(source, payload, err)
	// Output:
	// 10.0.0.1 {"ok":true} <nil>
}

// WithRaw reaches what only the driver's own connection can do.
func ExampleWithRaw() {
	ctx := context.Background()
	db := openLibrary(ctx) // in memory, and so always the same connection
	defer db.Close()

	err := gild.WithRaw(ctx, db, func(c *sqlite3.SQLiteConn) error {
		return c.RegisterFunc("twice", func(n int64) int64 { return 2 * n }, true)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var n int
	err = db.QueryRow("select twice(21)").Scan(&n)
	fmt.Println(n, err)
	// Output:
	// 42 <nil>
}

// A backup takes the connections of two databases.
func ExampleWithRaw_backup() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()
	copied, err := gild.Open("sqlite://")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer copied.Close()

	err = gild.WithRaw(ctx, copied, func(to *sqlite3.SQLiteConn) error {
		return gild.WithRaw(ctx, db, func(from *sqlite3.SQLiteConn) error {
			b, err := to.Backup("main", from, "main")
			if err != nil {
				return err
			}
			_, err = b.Step(-1)
			return errors.Join(err, b.Finish())
		})
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var n int
	err = copied.QueryRow("select count(*) from books").Scan(&n)
	fmt.Println(n, err)
	// Output:
	// 3 <nil>
}

// As finds the driver's connection on a *sql.Conn that the program has already.
func ExampleAs() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()

	conn, err := db.Conn(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	err = conn.Raw(func(driverConn any) error {
		c, ok := gild.As[*sqlite3.SQLiteConn](driverConn)
		fmt.Println(ok, c.AutoCommit())
		return nil
	})
	fmt.Println(err)
	// Output:
	// true true
	// <nil>
}

// With typed errors, errors.Is knows the class, and errors.As still the driver's own error.
func ExampleWithTypedErrors() {
	db, err := gild.Open("sqlite://", gild.WithTypedErrors())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()

	_, err = db.Exec("select * from nowhere")
	var own sqlite3.Error
	fmt.Println(errors.Is(err, gild.ErrUndefined), errors.As(err, &own))
	fmt.Println(own)
	// Output:
	// true true
	// no such table: nowhere
}

// counter is an interceptor.
type counter struct {
	gild.NullInterceptor
	queries int
}

func (c *counter) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	c.queries++ // in a program with goroutines: atomic
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

func ExampleWithInterceptors() {
	c := &counter{}
	db, err := gild.Open("sqlite://", gild.WithInterceptors(c))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()

	for i := range 3 {
		if err := db.QueryRow("select ?", i).Scan(new(int)); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(c.queries)
	// Output:
	// 3
}
