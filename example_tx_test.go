package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
)

// A transfer that either happens or does not, a note that may fail on its own, and a message that
// is sent only when all is committed.
func ExampleTx() {
	ctx := context.Background()
	db, err := gild.Open("sqlite://")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "create table accounts (id int primary key, balance int not null check (balance >= 0)); insert into accounts values (1, 100), (2, 0)")
	if err != nil {
		log.Fatal(err)
	}

	transfer := func(amount int) error {
		return gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, "update accounts set balance = balance - ? where id = 1", amount); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "update accounts set balance = balance + ? where id = 2", amount); err != nil {
				return err
			}
			// A savepoint: if it fails, only what is in it is undone.
			err := gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "insert into notes values ('transfer')")
				return err
			})
			fmt.Println("a note was left:", err == nil)
			return gild.AfterCommit(ctx, func(context.Context) { fmt.Println("sent", amount) })
		})
	}
	fmt.Println(transfer(30))
	fmt.Println("refused:", gild.Is(transfer(500), gild.ErrCheck))

	var balance int
	if err := db.QueryRowContext(ctx, "select balance from accounts where id = 2").Scan(&balance); err != nil {
		log.Fatal(err)
	}
	fmt.Println("balance", balance)
	// Output:
	// a note was left: false
	// sent 30
	// <nil>
	// refused: true
	// balance 30
}

// When the answer to a COMMIT is lost, the program looks for what it has written.
func ExampleAmbiguousCommitError() {
	var book func(ctx context.Context, db *sql.DB, key string) error
	book = func(ctx context.Context, db *sql.DB, key string) error {
		err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "insert into bookings (id) values ($1)", key)
			return err
		})
		if ambiguous := (*gild.AmbiguousCommitError)(nil); !errors.As(err, &ambiguous) {
			return err
		}
		var n int
		if lost := db.QueryRowContext(ctx, "select count(*) from bookings where id = $1", key).Scan(&n); lost != nil {
			return errors.Join(err, lost)
		}
		if n == 0 {
			return book(ctx, db, key)
		}
		return nil
	}
	_ = book
}

// Two databases commit together: both are prepared before either commits.
func ExampleBeginTwoPhase() {
	both := func(ctx context.Context, orders, stock *sql.DB, id string) error {
		var parts []*gild.TwoPhase
		for _, db := range []*sql.DB{orders, stock} {
			tp, err := gild.BeginTwoPhase(ctx, db, id)
			if err != nil {
				return err
			}
			defer tp.Rollback(context.WithoutCancel(ctx)) // does nothing after Commit
			parts = append(parts, tp)
		}
		if _, err := parts[0].ExecContext(ctx, "insert into orders (item) values ('book')"); err != nil {
			return err
		}
		if _, err := parts[1].ExecContext(ctx, "update stock set n = n - 1 where item = 'book'"); err != nil {
			return err
		}
		for _, tp := range parts {
			if err := tp.Prepare(ctx); err != nil {
				return err
			}
		}
		// The place to write down, durably, that id is to be committed.
		for _, tp := range parts {
			if err := tp.Commit(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	_ = both
}
