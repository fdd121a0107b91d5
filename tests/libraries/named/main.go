// Named is a program in which gild itself is the driver "postgres", around pgx: libraries
// that know a driver by its name then need nothing.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
)

func init() {
	driver.Register("postgres", stdlib.GetDefaultDriver(),
		driver.WithDialect(postgres.Dialect), driver.WithPreparedStatements(-1))
}

func main() {
	if err := run(os.Getenv("DSN")); err != nil {
		log.Fatal(err)
	}
}

func run(dsn string) error {
	if slices.Contains(sql.Drivers(), "postgres+gild") {
		return fmt.Errorf("lib/pq is linked in: %v", sql.Drivers())
	}
	db, err := sqlx.Connect("postgres", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	var sum int
	if err := db.Get(&sum, db.Rebind("select ?::int + ?::int"), 1, 2); err != nil || sum != 3 {
		return fmt.Errorf("got %d, %w", sum, err)
	}
	answer, err := gild.One[string](context.Background(), db, expr.Select(expr.Val("yes").As("answer")))
	if err != nil || answer != "yes" {
		return fmt.Errorf("got %q, %w", answer, err)
	}
	return nil
}
