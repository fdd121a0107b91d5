package generated

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

var dialects = []*dialect.Dialect{
	sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect,
}

// usual is how many statements are made without GILD_GENERATED.
const usual = 2000

func TestGenerated(t *testing.T) {
	var dbs []*sql.DB
	for _, url := range []string{"sqlite:///" + servers.SQLite(t), servers.Postgres(t)} {
		db, err := gild.Open(url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		if err := meta.CreateAll(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		dbs = append(dbs, db)
	}
	if text := os.Getenv("GILD_GENERATED_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		check(t, dbs, seed)
		return
	}
	more := forTime(t)
	made := 0
	for seed := uint64(1); more(seed) && !t.Failed(); seed++ {
		check(t, dbs, seed)
		made++
	}
	t.Logf("%d statements", made)
}

// forTime says whether to go on: for the time that is asked for, or for the usual number.
func forTime(t *testing.T) func(seed uint64) bool {
	text := os.Getenv("GILD_GENERATED")
	if text == "" {
		return func(seed uint64) bool { return seed <= usual }
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("GILD_GENERATED: %v", err)
	}
	end := time.Now().Add(d)
	return func(uint64) bool { return time.Now().Before(end) }
}

// check makes one statement, compiles it for all databases and shows it to the servers.
func check(t *testing.T, dbs []*sql.DB, seed uint64) {
	stmt := newGenerator(seed).statement()
	for _, d := range dialects {
		var refused *compile.Error
		if text, _, err := gild.SQL(stmt, d); err != nil && !errors.As(err, &refused) {
			t.Errorf("seed %d, %s: %v\n%s", seed, d.Name, err, text)
		}
	}
	for _, db := range dbs {
		if err := run(db, stmt); err != nil {
			t.Errorf("seed %d: %v\n%v", seed, err, stmt)
		}
	}
}

// run runs a statement in a transaction that is rolled back.
func run(db *sql.DB, stmt expr.Statement) error {
	ctx := context.Background()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "", stmt)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}
