package libraries

import (
	"context"
	"database/sql"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
)

// TestSqlmock has gild around a mock, which then expects the SQL that gild makes.
func TestSqlmock(t *testing.T) {
	ctx := context.Background()
	plain, mock, err := sqlmock.NewWithDSN("people", sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
	check(t, err)
	defer plain.Close()
	k, err := driver.Wrap(plain.Driver(), driver.WithDialect(postgres.Dialect), driver.WithPreparedStatements(-1)).OpenConnector("people")
	check(t, err)
	db := sql.OpenDB(k)
	defer db.Close()

	mock.ExpectQuery("select name from people where id = $1").WithArgs(1).
		WillReturnRows(sqlmock.NewRows([]string{"name"}).AddRow("ann"))
	var name string
	check(t, db.QueryRowContext(ctx, "select name from people where id = $1", 1).Scan(&name))
	equal(t, name, "ann")

	mock.ExpectBegin()
	// Before its first statement of the expression language, gild asks for the version.
	mock.ExpectQuery(postgres.Dialect.VersionQuery).WillReturnRows(sqlmock.NewRows([]string{"server_version"}).AddRow("15.0"))
	mock.ExpectQuery("SELECT $1::VARCHAR AS answer").WithArgs("yes").
		WillReturnRows(sqlmock.NewRows([]string{"answer"}).AddRow("no"))
	mock.ExpectCommit()
	check(t, gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
		answer, err := gild.One[string](ctx, tx, expr.Select(expr.Val("yes").As("answer")))
		if err != nil {
			return err
		}
		equal(t, answer, "no")
		return nil
	}))
	check(t, mock.ExpectationsWereMet())
}
