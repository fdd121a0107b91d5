package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestReturningInNested: what a write in a nested WITH gives back has the names by which the query around
// it knows the columns.
func TestReturningInNested(t *testing.T) {
	moved := expr.Delete(books).Where(books.ID.Gt(5)).Returning(books.ID, books.AuthorID.Add(1), expr.Upper(books.Title).As("shout")).CTE("moved")
	outer := expr.Select(moved).Where(moved.C("shout").Eq("X")).AddCTE(expr.Nest(moved)).CTE("kept")
	of := func(deleted string) string {
		return "WITH kept AS (WITH moved AS (DELETE FROM books " + deleted + ") " +
			"SELECT moved.id AS id, moved.anon_1 AS anon_1, moved.shout AS shout FROM moved WHERE moved.shout = ?) SELECT kept.id, kept.anon_1, kept.shout FROM kept"
	}
	checkSix(t, []written{{"nested", expr.Select(outer), each{
		"":       of("WHERE books.id > ? RETURNING books.id, books.author_id + ? AS anon_1, upper(books.title) AS shout"),
		"sqlite": of("WHERE books.id > ? RETURNING id, author_id + ? AS anon_1, upper(title) AS shout"),
		"mssql":  of("OUTPUT deleted.id, deleted.author_id + ? AS anon_1, upper(deleted.title) AS shout WHERE books.id > ?"),
		"oracle": of("WHERE books.id > ? RETURNING books.id, books.author_id + ?, upper(books.title) INTO ?, ?, ?"),
		"mysql":  "error:the database has no RETURNING",
	}}})
}

// TestAnyOfInvalid: ANY and ALL of a query that is none say what is wrong with it.
func TestAnyOfInvalid(t *testing.T) {
	var none *expr.SelectStmt
	where := func(e expr.X[any]) expr.Statement {
		return expr.Select(authors.ID).Where(authors.ID.EqExpr(expr.Typed[int64](e)))
	}
	checkSix(t, []written{
		{"nil query", where(expr.Any(expr.RowSelect(none))), same("error:a nil SELECT")},
		{"method of nil", where(expr.All(expr.RowSelect(none.Where(authors.ID.Gt(1))))), same("error:a method of a nil *expr.SelectStmt")},
		{"nil", where(expr.Any(nil)), same("error:a nil expression")},
		{"unknown column", where(expr.Any(expr.RowSelect(expr.Select(authors.C("nope"))))), same(`error:no column "nope" in "authors"`)},
		{"nil condition", where(expr.All(expr.RowSelect(expr.Select(authors.ID).Where(nil)))), same("error:Where of a nil expression")},
	})
}
