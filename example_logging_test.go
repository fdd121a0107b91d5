package gild_test

import (
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/wrap/sqllog"
)

// steady leaves out what differs from one run to the next.
var steady = &slog.HandlerOptions{
	Level: slog.LevelDebug,
	ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Value.Kind() == slog.KindDuration {
			return slog.Attr{}
		}
		return a
	},
}

// Values are not logged: neither arguments nor those in the text.
func ExampleWithLogger() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, steady))
	db, err := gild.Open("sqlite://", gild.WithLogger(logger))
	if err != nil {
		log.Fatal(err)
	}
	defer func() { logger.Info("the end"); _ = db.Close() }()

	var n int
	_ = db.QueryRow("SELECT 1 WHERE 'secret' <> ?", "password").Scan(&n)
	// Output:
	// level=DEBUG msg="gild: connect" db.system.name=sqlite db.operation.name=CONNECT
	// level=DEBUG msg="gild: query" db.system.name=sqlite db.operation.name=SELECT db.query.summary=SELECT db.query.text="SELECT ? WHERE ? <> ?" args=[string] db.response.returned_rows=1 cached=false
	// level=INFO msg="the end"
	// level=DEBUG msg="gild: close" db.system.name=sqlite
}

// In production: errors, and statements that took a second or longer, with their arguments
// except for passwords.
func ExampleWithLogger_slow() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, nil))
	db, err := gild.Open("sqlite://", gild.WithLogger(logger,
		sqllog.WithSlowOnly(time.Second),
		sqllog.WithArgs(true),
		sqllog.WithRedact(func(name string, v any) any {
			if name == "password" {
				return "***"
			}
			return v
		}),
	))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	var n int
	fmt.Println(db.QueryRow("SELECT 1").Scan(&n), n)
	// Output: <nil> 1
}
