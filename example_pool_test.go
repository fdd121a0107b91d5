package gild_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/pooling"
)

// Settings of the session belong into the Connect event, since a pool makes connections
// when it likes.
func ExampleWithPool() {
	dir, err := os.MkdirTemp("", "gild")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	db, err := gild.Open("sqlite:///"+filepath.Join(dir, "app.db"), gild.WithPool(pooling.Config{
		MaxOpen:         1,
		CheckoutTimeout: 10 * time.Millisecond,
		Recycle:         time.Hour,
		Events: []pooling.Events{{
			Connect: func(ctx context.Context, c driver.Conn) error {
				return pooling.Exec(ctx, c, "pragma cache_size = 1234")
			},
		}},
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	var size int
	fmt.Println(db.QueryRow("pragma cache_size").Scan(&size), size)

	tx, err := db.Begin()
	if err != nil {
		fmt.Println(err)
		return
	}
	var timeout *pooling.TimeoutError
	err = db.Ping() // the only connection is the transaction's
	fmt.Println(errors.As(err, &timeout), timeout.Limit)
	fmt.Println(tx.Rollback())

	stats := gild.PoolOf(db).Stats()
	fmt.Println(stats.Made, stats.Timeouts)
	// Output:
	// <nil> 1234
	// true 1
	// <nil>
	// 1 1
}

// Holders says who keeps connections: here, a transaction that nobody ends.
func ExamplePoolOf() {
	db, err := gild.Open("sqlite://", gild.WithPool(pooling.Config{Track: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range gild.PoolOf(db).Holders() {
		fmt.Println(h.Stack != "") // h.Stack names the function that has called Begin
	}
	fmt.Println(tx.Rollback(), len(gild.PoolOf(db).Holders()))
	// Output:
	// true
	// <nil> 0
}
