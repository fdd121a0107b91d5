package dialect_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
)

// TestIntervals sends spans of time and reads them back, beside what the database itself says.
func TestIntervals(t *testing.T) {
	_, server, _ := strings.Cut(servers.Postgres(t), "://")
	for name, url := range map[string]string{
		"pq": "postgresql://" + server, "pgx": "postgresql+pgx://" + server, "sqlite": "sqlite:///" + servers.SQLite(t),
	} {
		t.Run(name, func(t *testing.T) {
			db, err := gild.Open(url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			typ, seconds := "INTERVAL", "CAST(EXTRACT(epoch FROM took) AS INTEGER)"
			if name == "sqlite" {
				typ, seconds = "DATETIME", "CAST(strftime('%s', took) AS INTEGER)"
			}
			if _, err := db.Exec("CREATE TABLE runs_" + name + " (id INTEGER, took " + typ + ")"); err != nil {
				t.Fatal(err)
			}
			roundTrip(t, db, "runs_"+name, seconds)
		})
	}
}

func roundTrip(t *testing.T, db *sql.DB, table, seconds string) {
	ctx := context.Background()
	id, took := expr.ColumnOf[int64]("id"), expr.ColumnOf[time.Duration]("took", typemap.Interval())
	runs := expr.TableNamed(table, id, took)
	spans := []time.Duration{0, 90 * time.Second, -time.Hour, 50*time.Hour + 250*time.Millisecond}
	for i, d := range spans {
		if _, err := gild.Exec(ctx, db, expr.Insert(runs).Values(runs.C("id").Set(int64(i)), runs.C("took").Set(d))); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range spans {
		where := runs.C("id").Eq(int64(i))
		if got, err := gild.One[time.Duration](ctx, db, expr.Select(runs.C("took")).Where(where)); err != nil || got != want {
			t.Errorf("%v: read back %v, %v", want, got, err)
		}
		got, err := gild.One[int64](ctx, db, expr.Select(expr.Raw[int64](seconds)).From(runs).Where(where))
		if err != nil || got != int64(want/time.Second) {
			t.Errorf("%v: the database has %d seconds, %v", want, got, err)
		}
		found, err := gild.One[int64](ctx, db, expr.Select(runs.C("id")).Where(runs.C("took").In(want)))
		if err != nil || found != int64(i) {
			t.Errorf("%v: found %d, %v", want, found, err)
		}
	}
}
