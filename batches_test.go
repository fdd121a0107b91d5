package gild_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/live"
)

// manyUsers inserts n users, with three parameters for each.
func manyUsers(n int) *expr.InsertStmt {
	rows := make([][]expr.Assignment, n)
	for i := range rows {
		nick := fmt.Sprint(i)
		rows[i] = []expr.Assignment{Users.ID.Set(int64(i + 100)), Users.Name.Set("n"), Users.Nick.Set(nick)}
	}
	return expr.Insert(Users).Rows(rows...)
}

// TestBatchesSizes: no statement has more rows or parameters than the database takes, and together
// they have all.
func TestBatchesSizes(t *testing.T) {
	const rows = 40_000
	insert := manyUsers(rows)
	for d, want := range map[*dialect.Dialect]int{
		sqlite.Dialect: 10922, postgres.Dialect: 21845, mysql.Dialect: 21845, mariadb.Dialect: 21845, mssql.Dialect: 699,
	} {
		batches, err := gild.Batches(insert, d)
		check(t, err)
		if n := (rows + want - 1) / want; len(batches) != n {
			t.Errorf("%s: %d statements, want %d", d.Name, len(batches), n)
		}
		total := 0
		for _, b := range batches {
			_, args, err := gild.SQL(b, d)
			check(t, err)
			total += len(args)
		}
		if total != 3*rows {
			t.Errorf("%s: %d values, want %d", d.Name, total, 3*rows)
		}
	}
}

// TestBatchesOfOneColumn: SQL Server takes 1000 rows, whatever parameters they have.
func TestBatchesOfOneColumn(t *testing.T) {
	rows := make([][]expr.Assignment, 1500)
	for i := range rows {
		rows[i] = []expr.Assignment{Users.Name.Set("n")}
	}
	batches, err := gild.Batches(expr.Insert(Users).Rows(rows...), mssql.Dialect)
	check(t, err)
	if len(batches) != 2 {
		t.Errorf("%d statements, want 2", len(batches))
	}
}

// TestBatchesOfUnequalRows: rows behind the first may have more parameters than that has.
func TestBatchesOfUnequalRows(t *testing.T) {
	name := expr.Func[string]("concat", "a", "b", "c", "d", "e", "f")
	rows := make([][]expr.Assignment, 1000)
	for i := range rows {
		rows[i] = []expr.Assignment{Users.ID.Set(int64(i)), Users.Name.SetExpr(name)}
	}
	rows[0] = []expr.Assignment{Users.ID.Set(0), Users.Name.Set("a")}
	batches, err := gild.Batches(expr.Insert(Users).Rows(rows...), mssql.Dialect)
	check(t, err)
	for _, b := range batches {
		_, _, err := gild.SQL(b, mssql.Dialect)
		check(t, err)
	}
}

func TestBatchesMistakes(t *testing.T) {
	_, err := gild.Batches(nil, sqlite.Dialect)
	wantError(t, err, "nil INSERT")
	_, err = gild.Batches(manyUsers(1), nil)
	wantError(t, err, "needs a dialect")
	_, err = gild.Batches(manyUsers(2), oracle.Dialect)
	if err != nil {
		wantError(t, err, "oracle")
	}
}

// TestBatches inserts more than 100,000 values on real servers.
func TestBatches(t *testing.T) {
	const rows = 33_400
	eachWithUsers(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		batches, err := gild.Batches(manyUsers(rows), db.Dialect)
		check(t, err)
		for _, b := range batches {
			_, err := gild.Exec(ctx, db, b)
			check(t, err)
		}
		got, err := gild.One[int64](ctx, db, expr.Select(expr.CountAll()).From(Users))
		check(t, err)
		if got != rows+3 {
			t.Errorf("%d rows, want %d", got, rows+3)
		}
	})
}
