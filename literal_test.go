package gild_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
)

func ExampleLiteralSQL() {
	stmt := expr.Select(Books.Title).Where(Books.Title.Ne(`It's a \`), Books.Year.GtExpr(expr.Param[int]("year")))
	text, err := gild.LiteralSQL(stmt, mysql.Dialect, sql.Named("year", 1900))
	fmt.Println(text, err)
	fmt.Println(stmt)
	// Output:
	// SELECT books.title FROM books WHERE books.title != 'It''s a \\' AND books.year > 1900 <nil>
	// SELECT books.title FROM books WHERE books.title != :title_1 AND books.year > :year
}

func TestLiteralSQLErrors(t *testing.T) {
	stmt := expr.Select(expr.Param[int64]("n").As("n"))
	if text, err := gild.LiteralSQL(stmt, nil); err == nil {
		t.Errorf("without a dialect: %q", text)
	}
	if text, err := gild.LiteralSQL(stmt, postgres.Dialect); err == nil || !strings.Contains(err.Error(), `"n" has no value`) {
		t.Errorf("without a parameter's value: %q, %v", text, err)
	}
	if text, err := gild.LiteralSQL(stmt, postgres.Dialect, sql.Named("m", 1)); err == nil || !strings.Contains(err.Error(), `no parameter "m"`) {
		t.Errorf("with another parameter: %q, %v", text, err)
	}
	if text, err := gild.LiteralSQL(stmt, postgres.Dialect, sql.Named("n", struct{}{})); err == nil || !strings.Contains(err.Error(), "cannot send Go type struct {}") {
		t.Errorf("with a value that cannot be sent: %q, %v", text, err)
	}
}
