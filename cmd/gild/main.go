// Command gild has tools for databases that programs use through gild.
//
//	gild generate -url URL -out DIR
//
// generates Go from a database: see docs/generate.md. gild needs no generated code; this is a
// convenience for databases that are there already.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	_ "github.com/gildsql/gild/driver/mysql"   // for MySQL and MariaDB
	_ "github.com/gildsql/gild/driver/pq"      // for PostgreSQL
	_ "github.com/gildsql/gild/driver/sqlite3" // for SQLite
)

const usage = `Tools for databases that programs use through gild.

	gild generate -url URL -out DIR   generates Go from a database

gild generate -h tells more.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs a command and returns what the process exits with: 2 for a command line that is not
// understood.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(errs, usage)
		return 2
	}
	switch args[0] {
	case "generate":
		return runGenerate(ctx, args[1:], out, errs)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(out, usage)
		return 0
	}
	fmt.Fprintf(errs, "gild: unknown command %q\n\n%s", args[0], usage)
	return 2
}
