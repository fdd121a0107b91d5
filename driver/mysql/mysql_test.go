package mysql_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap"
)

// A URL has defaults that it can take back; a data source name has the bare driver's.
func TestDefaults(t *testing.T) {
	url, dsn := servers.MySQLURL(t), servers.MySQL(t)
	for _, tt := range []struct {
		what         string
		open         func() (*sql.DB, error)
		times, found bool
	}{
		{"URL", func() (*sql.DB, error) { return gild.Open(url) }, true, true},
		{"URL with options", func() (*sql.DB, error) { return gild.Open(url + "?parseTime=false&clientFoundRows=false") }, false, false},
		{"data source name", func() (*sql.DB, error) { return sql.Open("mysql+gild", dsn) }, false, false},
		{"bare driver", func() (*sql.DB, error) { return sql.Open("mysql", dsn) }, false, false},
	} {
		t.Run(tt.what, func(t *testing.T) {
			db, err := tt.open()
			check(t, err)
			defer db.Close()
			var at any
			check(t, db.QueryRow("select cast('2024-02-29 12:30:00' as datetime)").Scan(&at))
			if got, ok := at.(time.Time); ok != tt.times || ok && !got.Equal(time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)) {
				t.Errorf("the time is %#v", at)
			}
			_, err = db.Exec("create or replace table t (x int)")
			check(t, err)
			_, err = db.Exec("insert into t values (1)")
			check(t, err)
			result, err := db.Exec("update t set x = 1")
			check(t, err)
			if n, err := result.RowsAffected(); (n == 1) != tt.found || err != nil {
				t.Errorf("%d rows affected, %v", n, err)
			}
			if _, err := db.Exec("select 1; select 2"); err == nil {
				t.Error("two statements in one")
			}
		})
	}
}

// The name in a URL, or in a data source name's driver, does not decide what the server is.
func TestDialects(t *testing.T) {
	url := servers.MySQLURL(t)
	ctx := context.Background()
	for prefix, want := range map[string]string{"mysql": "mysql", "mariadb": "mariadb", "mysql+mysql": "mysql", "mariadb+mysql": "mariadb"} {
		db, err := gild.Open(prefix + url[len("mariadb"):])
		check(t, err)
		defer db.Close()
		conn, err := db.Conn(ctx)
		check(t, err)
		defer conn.Close()
		check(t, conn.Raw(func(c any) error {
			if got := c.(wrap.Conn).Dialect().Name; got != want {
				t.Errorf("%s: the dialect is %s", prefix, got)
			}
			return nil
		}))
		// RETURNING is MariaDB's: by a URL of MySQL, too, the server's version decides.
		check(t, meta.CreateAll(ctx, db))
		if _, err := gild.All[int64](ctx, db, expr.Delete(table).Returning(table.C("id"))); err != nil {
			t.Errorf("%s: %v", prefix, err)
		}
	}
}

var (
	meta  = schema.NewMetaData()
	table = schema.NewTable(meta, "things", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()))
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
