// Quickstart builds a database of Go's own standard library, its packages, files and
// imports as "go list" tells them, and asks it questions in the three ways that gild
// offers: plain database/sql, the expression language, and the ORM. Its tables std_packages,
// std_files and std_imports stay in the database for a look: with SQLite, the file std.db is
// left in the working directory.
//
//	go run ./examples/quickstart                                        # SQLite, in std.db
//	go run ./examples/quickstart -url postgresql://me@localhost/test    # the same on PostgreSQL
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pq"      // postgresql:// URLs
	_ "github.com/gildsql/gild/driver/sqlite3" // sqlite:// URLs
)

func main() {
	url := flag.String("url", "sqlite:///std.db", "database `URL`: its tables std_packages, std_files and std_imports are dropped and made anew")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *url); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, url string) error {
	sent := &sentSQL{out: out} // an interceptor: it shows what reaches the database
	db, err := gild.Open(url, gild.WithInterceptors(sent))
	if err != nil {
		return err
	}
	defer db.Close()

	start := time.Now()
	if err := build(ctx, db); err != nil {
		return err
	}
	fmt.Fprintf(out, "built in %v: %s\n", time.Since(start).Round(10*time.Millisecond), sent.count())

	for _, ask := range []func(context.Context, *sql.DB, *sentSQL) error{
		largestPackages, mostImported, importersOf, unloved, filesOfEncodings, changeAndFlush,
	} {
		if err := ask(ctx, db, sent); err != nil {
			return err
		}
	}
	return nil
}
