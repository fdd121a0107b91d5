package driver_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

// TestBehindPooler counts what the server keeps of statements that are run again.
func TestBehindPooler(t *testing.T) {
	for _, test := range []struct {
		driver, pooler string
		want           bool
	}{
		{"pq", "transaction", false}, {"pq", "session", true}, {"pq", "", true},
		{"pgx", "transaction", false}, {"pgx", "session", true},
	} {
		url := postgresURL(test.driver)(t)
		if test.pooler != "" {
			url += "&pooler=" + test.pooler
		}
		db, err := gild.Open(url)
		db = opened(t, db, err)
		db.SetMaxOpenConns(1)
		for range 4 {
			var n int64
			check(t, db.QueryRow("select 1 + $1::bigint", 2).Scan(&n))
			one, err := gild.One[int64](t.Context(), db, expr.Select(expr.Val(int64(7))))
			check(t, err)
			if n != 3 || one != 7 {
				t.Errorf("%v: got %d and %d", test, n, one)
			}
		}
		var kept int
		check(t, db.QueryRow("select count(*) from pg_prepared_statements where statement like 'select 1 +%' or statement like 'SELECT $1%'").Scan(&kept))
		if got := kept > 0; got != test.want {
			t.Errorf("%v: the server keeps %d statements", test, kept)
		}
	}
	for url, want := range map[string]string{
		"sqlite:///" + servers.SQLite(t) + "?pooler=transaction": "no poolers for sqlite",
		"postgresql://localhost/x?pooler=statement":              `"statement"`,
	} {
		if _, err := gild.Open(url); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", url, err)
		}
	}
}

// TestDSNThatPreparesNothing opens by names that tell the driver itself what to prepare.
func TestDSNThatPreparesNothing(t *testing.T) {
	for _, byURL := range []bool{false, true} {
		dsn, name := servers.Postgres(t)+"&binary_parameters=yes", "postgres+gild"
		db, err := sql.Open(name, dsn)
		if byURL {
			db, err = gild.Open(dsn)
		}
		db = opened(t, db, err)
		db.SetMaxOpenConns(1)
		for range 4 {
			check(t, db.QueryRow("select 1 + $1::bigint", 2).Scan(new(int)))
		}
		var kept int
		check(t, db.QueryRow("select count(*) from pg_prepared_statements").Scan(&kept))
		if kept != 0 {
			t.Errorf("by URL %v: the server keeps %d statements", byURL, kept)
		}
	}
}
