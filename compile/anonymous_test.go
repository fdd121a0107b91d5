package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestAnonymousNames: aliases, subqueries and CTEs without a name have one that is made, counted
// by what it comes from, in the order in which they are written, and never one that is given.
func TestAnonymousNames(t *testing.T) {
	a, b := expr.As(authors, ""), expr.As(authors, "")
	sub := expr.Select(books.ID).Subquery()
	cte := expr.Select(books.ID).CTE("")
	given := expr.As(authors, "authors_1")
	inner := expr.As(sub, "")
	checkSix(t, []written{
		{"an alias", expr.Select(a.C("id")), each{"": "SELECT authors_1.id FROM authors AS authors_1", "oracle": "SELECT authors_1.id FROM authors authors_1"}},
		{"two", expr.Select(a.C("id"), b.C("id")), each{
			"":       "SELECT authors_1.id, authors_2.id AS id_1 FROM authors AS authors_1, authors AS authors_2",
			"oracle": "SELECT authors_1.id, authors_2.id AS id_1 FROM authors authors_1, authors authors_2"}},
		{"in the order of writing", expr.Select(b.C("id"), a.C("id")), each{
			"":       "SELECT authors_1.id, authors_2.id AS id_1 FROM authors AS authors_1, authors AS authors_2",
			"oracle": "SELECT authors_1.id, authors_2.id AS id_1 FROM authors authors_1, authors authors_2"}},
		{"beside one that is given", expr.Select(given.C("id"), a.C("id")), each{
			"":       "SELECT authors_1.id, authors_2.id AS id_1 FROM authors AS authors_1, authors AS authors_2",
			"oracle": "SELECT authors_1.id, authors_2.id AS id_1 FROM authors authors_1, authors authors_2"}},
		{"a subquery", expr.Select(sub.C("id")), each{
			"":       "SELECT anon_1.id FROM (SELECT books.id AS id FROM books) AS anon_1",
			"oracle": "SELECT anon_1.id FROM (SELECT books.id AS id FROM books) anon_1"}},
		{"a subquery beside an expression", expr.Select(sub.C("id"), authors.Age.Add(1)), each{
			"":       "SELECT anon_1.id, authors.age + ? AS anon_2 FROM (SELECT books.id AS id FROM books) AS anon_1, authors",
			"oracle": "SELECT anon_1.id, authors.age + ? AS anon_2 FROM (SELECT books.id AS id FROM books) anon_1, authors"}},
		{"an alias of a subquery", expr.Select(inner.C("id")), each{
			"":       "SELECT anon_1.id FROM (SELECT books.id AS id FROM books) AS anon_1",
			"oracle": "SELECT anon_1.id FROM (SELECT books.id AS id FROM books) anon_1"}},
		{"a CTE", expr.Select(cte.C("id")), same("WITH anon_1 AS (SELECT books.id AS id FROM books) SELECT anon_1.id FROM anon_1")},
		{"one in two places", expr.Select(a.C("id")).Where(a.C("name").Eq("x")), each{
			"":       "SELECT authors_1.id FROM authors AS authors_1 WHERE authors_1.name = ?",
			"oracle": "SELECT authors_1.id FROM authors authors_1 WHERE authors_1.name = ?"}},
		{"correlated", expr.Select(a.C("id")).Where(expr.Exists(expr.Select(b.C("id")).Where(b.C("age").EqExpr(a.C("age"))))), each{
			"":       "SELECT authors_1.id FROM authors AS authors_1 WHERE EXISTS (SELECT authors_2.id FROM authors AS authors_2 WHERE authors_2.age = authors_1.age)",
			"oracle": "SELECT authors_1.id FROM authors authors_1 WHERE EXISTS (SELECT authors_2.id FROM authors authors_2 WHERE authors_2.age = authors_1.age)"}},
		{"a join", expr.Select(a.C("id")).From(a).Join(expr.As(books, "")), each{
			"":       "SELECT authors_1.id FROM authors AS authors_1 JOIN books AS books_1 ON authors_1.id = books_1.author_id",
			"oracle": "SELECT authors_1.id FROM authors authors_1 JOIN books books_1 ON authors_1.id = books_1.author_id"}},
	})
}
