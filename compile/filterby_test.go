package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestFilterBy finds columns by name in what is selected from.
func TestFilterBy(t *testing.T) {
	joined := expr.Select(books.Title).Join(authors)
	const start = "SELECT books.title FROM books JOIN authors ON authors.id = books.author_id"
	checkSix(t, []written{
		{"of the list", expr.Select(books.Title).FilterBy("author_id", 5), same("SELECT books.title FROM books WHERE books.author_id = ?")},
		{"of a join", joined.FilterBy("name", "Ann").FilterBy("age", nil), same(start + " WHERE authors.name = ? AND authors.age IS NULL")},
		{"of an alias", expr.Select(expr.As(authors, "a").C("id").As("x")).FilterBy("name", "Ann"), each{
			"": "SELECT a.id AS x FROM authors AS a WHERE a.name = ?", "oracle": "SELECT a.id AS x FROM authors a WHERE a.name = ?"}},
		{"in several", joined.FilterBy("id", 1), same(`error:SELECT: FilterBy: column "id" is in each of "books", "authors": take that of one, with C`)},
		{"in none", joined.FilterBy("nope", 1), same(`error:SELECT: FilterBy: there is no column "nope" in what is selected from so far ("books", "authors")`)},
	})
}
