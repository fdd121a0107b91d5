package dialect_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/mysql"
	_ "github.com/gildsql/gild/driver/pgx"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

var dialects = []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mariadb.Dialect}

// databases runs test on each database, opened and empty.
func databases(t *testing.T, test func(t *testing.T, db *sql.DB, d *dialect.Dialect)) {
	for _, d := range dialects {
		t.Run(d.Name, func(t *testing.T) {
			db, err := gild.Open(urlOf(t, d))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			test(t, db, d)
		})
	}
}

// urlOf returns the URL of a new database.
func urlOf(t *testing.T, d *dialect.Dialect) string {
	t.Helper()
	switch d {
	case postgres.Dialect:
		return servers.Postgres(t)
	case mariadb.Dialect:
		return servers.MySQLURL(t)
	}
	return "sqlite:///" + servers.SQLite(t)
}

// TestStatementsRun runs the statements on each database, and on PostgreSQL with pgx, too,
// which wants to know the types of parameters.
func TestStatementsRun(t *testing.T) {
	databases(t, runStatements)
	t.Run("postgresql+pgx", func(t *testing.T) {
		_, rest, _ := strings.Cut(servers.Postgres(t), "://")
		db, err := gild.Open("postgresql+pgx://" + rest)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		runStatements(t, db, postgres.Dialect)
	})
}

// runStatements runs each statement in a transaction that is rolled back.
func runStatements(t *testing.T, db *sql.DB, d *dialect.Dialect) {
	ctx := context.Background()
	fill(t, db, d)
	for _, s := range statements {
		want, ok := expected(d, s)
		if !ok {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			got, err := outcome(ctx, tx, s, want)
			if d == mariadb.Dialect && s.myErr != "" {
				if err == nil || !strings.Contains(err.Error(), s.myErr) {
					t.Errorf("got %q, %v, want an error with %q", got, err, s.myErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// expected returns the rows that a statement gives on a database, false if it is not run there.
func expected(d *dialect.Dialect, s statement) ([]string, bool) {
	want := s.rows
	switch {
	case d == postgres.Dialect && s.pgRows != nil:
		want = s.pgRows
	case d == mariadb.Dialect && strings.HasPrefix(s.sql, "UPDATE") && strings.Contains(s.sql, "RETURNING"):
		return nil, false
	case d == mariadb.Dialect && s.myRows != nil:
		want = s.myRows
	}
	return want, want != nil
}

func fill(t *testing.T, db *sql.DB, d *dialect.Dialect) {
	t.Helper()
	ctx := context.Background()
	if err := meta.CreateAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	for _, insert := range rows {
		if _, err := gild.Exec(ctx, db, insert); err != nil {
			t.Fatal(err)
		}
	}
	if d != postgres.Dialect {
		return
	}
	for _, table := range []string{"users", "addresses", "nodes", "orders", "tags"} { // rows were given their keys, and it still counts from 1
		if _, err := db.Exec("SELECT setval($1::text || '_id_seq', 1000)", table); err != nil {
			t.Fatal(err)
		}
	}
}

// outcome returns the rows, or how many were affected.
func outcome(ctx context.Context, tx *sql.Tx, s statement, want []string) ([]string, error) {
	arguments := []any{s.stmt}
	for _, p := range s.params {
		arguments = append(arguments, p)
	}
	if len(want) == 1 && strings.HasSuffix(want[0], " affected") {
		result, err := tx.ExecContext(ctx, "", arguments...)
		if err != nil {
			return nil, err
		}
		n, err := result.RowsAffected()
		if isDDL(s.stmt) {
			n = 0 // go-sqlite3 gives the count of the statement before
		}
		return []string{fmt.Sprint(n, " affected")}, err
	}
	rows, err := tx.QueryContext(ctx, "", arguments...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return texts(rows)
}

func isDDL(stmt expr.Statement) bool {
	switch stmt.(type) {
	case *schema.CreateTable, *schema.DropTable, *schema.CreateIndex:
		return true
	}
	return false
}

// texts returns the rows with their columns separated by "|".
func texts(rows *sql.Rows) ([]string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	out := []string{}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return nil, err
		}
		var texts []string
		for _, v := range values {
			texts = append(texts, textOf(*v.(*any)))
		}
		out = append(out, strings.Join(texts, "|"))
	}
	return out, rows.Err()
}

func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	}
	return fmt.Sprint(v)
}
