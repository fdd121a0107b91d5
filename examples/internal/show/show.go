// Package show is what the examples have in common: a flag that names the database, tables that are
// made anew, and the SQL on the screen. What an example has to say stands at the beginning of the
// line, the statements that are sent meanwhile are indented.
package show

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/mysql"   // mysql:// and mariadb:// URLs
	_ "github.com/gildsql/gild/driver/pq"      // postgresql:// URLs
	_ "github.com/gildsql/gild/driver/sqlite3" // sqlite:// URLs
	"github.com/gildsql/gild/schema"
)

// Run is an example: it tells its story to out.
type Run func(ctx context.Context, out io.Writer, url string) error

// Main runs an example on the database that the flag -url names, SQLite in memory by default.
func Main(run Run) {
	url := flag.String("url", "sqlite://", "database `URL`: the example's tables are dropped there, and made anew")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Open opens a database, makes the tables anew, and writes to out what is sent from then on.
func Open(ctx context.Context, out io.Writer, url string, tables *schema.MetaData, options ...gild.Option) (*sql.DB, error) {
	db, err := gild.Open(url, append(options, gild.WithEvents(Statements(out)))...)
	if err != nil {
		return nil, err
	}
	if err := remake(Quietly(ctx), db, tables); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

func remake(ctx context.Context, db *sql.DB, tables *schema.MetaData) error {
	if err := tables.DropAll(ctx, db); err != nil {
		return err
	}
	return tables.CreateAll(ctx, db)
}

type quiet struct{}

// Quietly is a context whose statements are not shown.
func Quietly(ctx context.Context) context.Context { return context.WithValue(ctx, quiet{}, true) }

// Statements are events that write each statement to out when it is sent.
func Statements(out io.Writer) gild.Events {
	var one sync.Mutex // statement at a time
	return gild.Events{BeforeExecute: func(ctx context.Context, e *gild.Execution) (context.Context, error) {
		if ctx.Value(quiet{}) != nil {
			return ctx, nil
		}
		one.Lock()
		defer one.Unlock()
		_, err := io.WriteString(out, indented(e.SQL))
		return ctx, err
	}}
}

const width = 100

// indented breaks a statement into lines.
func indented(text string) string {
	var b strings.Builder
	line := "   "
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line = "     "
		}
		line += " " + word
	}
	return b.String() + line + "\n"
}
