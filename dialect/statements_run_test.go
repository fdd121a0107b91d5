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
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

var dialects = []*dialect.Dialect{sqlite.Dialect, postgres.Dialect}

// databases runs test on each database, opened and empty.
func databases(t *testing.T, test func(t *testing.T, db *sql.DB, d *dialect.Dialect)) {
	for _, d := range dialects {
		t.Run(d.Name, func(t *testing.T) {
			url := "sqlite:///" + servers.SQLite(t)
			if d == postgres.Dialect {
				url = servers.Postgres(t)
			}
			db, err := gild.Open(url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			test(t, db, d)
		})
	}
}

// TestStatementsRun runs the statements, each in a transaction that is rolled back.
func TestStatementsRun(t *testing.T) {
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		ctx := context.Background()
		fill(t, db, d)
		for _, s := range statements {
			want := s.rows
			if d == postgres.Dialect && s.pgRows != nil {
				want = s.pgRows
			}
			if want == nil {
				continue
			}
			t.Run(s.name, func(t *testing.T) {
				tx, err := db.BeginTx(ctx, nil)
				if err != nil {
					t.Fatal(err)
				}
				defer tx.Rollback()
				got, err := outcome(ctx, tx, s, want)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	})
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
