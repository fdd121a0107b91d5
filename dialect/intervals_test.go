package dialect_test

import (
	"context"
	"database/sql"
	"slices"
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

// TestFramesOfTime counts what is at most an hour older, on PostgreSQL.
func TestFramesOfTime(t *testing.T) {
	_, server, _ := strings.Cut(servers.Postgres(t), "://")
	for _, url := range []string{"postgresql://" + server, "postgresql+pgx://" + server} {
		db, err := gild.Open(url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
		times := expr.Values("times", expr.ColumnOf[time.Time]("at", typemap.DateTime())).
			Row(noon).Row(noon.Add(40 * time.Minute)).Row(noon.Add(90 * time.Minute)).Row(noon.Add(9 * time.Hour))
		window := expr.Window().OrderBy(times.C("at")).Range(expr.Preceding(time.Hour), expr.CurrentRow())
		got, err := gild.All[int64](context.Background(), db, expr.Select(expr.CountAll().Over(window).As("n")).From(times).OrderBy(times.C("at")))
		if want := []int64{1, 2, 2, 1}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v, want %v", got, err, want)
		}
	}
}
