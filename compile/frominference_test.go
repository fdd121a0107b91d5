package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestFromInference: FROM has the tables of the columns that are mentioned, each once, in the
// order in which they come, unless a join or a subquery has them.
func TestFromInference(t *testing.T) {
	other := expr.As(authors, "other")
	sub := expr.Select(books.AuthorID).As("q")
	cte := expr.Select(books.AuthorID).CTE("c")
	checkSix(t, []written{
		{"columns", expr.Select(authors.ID), same("SELECT authors.id FROM authors")},
		{"each once", expr.Select(authors.ID, authors.Name, authors.ID.Add(1).As("n")), same("SELECT authors.id, authors.name, authors.id + ? AS n FROM authors")},
		{"in order of mention", expr.Select(books.ID, authors.ID), same("SELECT books.id, authors.id AS id_1 FROM books, authors")},
		{"inside functions", expr.Select(expr.Coalesce[string](authors.Name, books.Title).As("n")), same("SELECT coalesce(authors.name, books.title) AS n FROM authors, books")},
		{"in WHERE alone", expr.Select(authors.ID).Where(books.AuthorID.EqExpr(authors.ID)), same("SELECT authors.id FROM authors, books WHERE books.author_id = authors.id")},
		{"not in ORDER BY", expr.Select(authors.ID).OrderBy(books.ID), same("SELECT authors.id FROM authors ORDER BY books.id")},
		{"not in GROUP BY", expr.Select(authors.ID).GroupBy(books.ID), same("SELECT authors.id FROM authors GROUP BY books.id")},
		{"not in HAVING", expr.Select(expr.Count(authors.ID).As("n")).Having(expr.Count(books.ID).Gt(1)), same("SELECT count(authors.id) AS n FROM authors HAVING count(books.id) > ?")},
		{"named", expr.Select(expr.CountAll().As("n")).From(authors), same("SELECT count(*) AS n FROM authors")},
		{"named and mentioned", expr.Select(books.ID).From(authors), same("SELECT books.id FROM authors, books")},
		{"named twice", expr.Select(authors.ID).From(authors, authors), same("SELECT authors.id FROM authors")},
		{"nothing", expr.Select(expr.Inline(1).As("n")), each{"": "SELECT 1 AS n", "oracle": "SELECT 1 AS n FROM DUAL"}},
		{"an alias beside its table", expr.Select(authors.ID, other.C("id")), each{"": "SELECT authors.id, other.id AS id_1 FROM authors, authors AS other", "oracle": "SELECT authors.id, other.id AS id_1 FROM authors, authors other"}},
		{"an alias alone", expr.Select(other.C("id")), each{"": "SELECT other.id FROM authors AS other", "oracle": "SELECT other.id FROM authors other"}},
		{"a join has its tables", expr.Select(authors.ID, books.ID).Join(books), same("SELECT authors.id, books.id AS id_1 FROM authors JOIN books ON authors.id = books.author_id")},
		{"a join beside a table", expr.Select(authors.ID, books.ID, places.ID).Join(books),
			same("SELECT authors.id, books.id AS id_1, places.id AS id_2 FROM authors JOIN books ON authors.id = books.author_id, places")},
		{"a join as an element", expr.Select(books.ID).From(expr.Joined(expr.InnerJoin, authors, books)), same("SELECT books.id FROM authors JOIN books ON authors.id = books.author_id")},
		{"a table of the condition of a join", expr.Select(authors.ID).JoinOn(books, books.ID.EqExpr(reviews.BookID)),
			same("SELECT authors.id FROM authors JOIN books ON books.id = reviews.book_id")},
		{"a subquery", expr.Select(authors.ID, sub.C("author_id")), each{
			"":       "SELECT authors.id, q.author_id FROM authors, (SELECT books.author_id AS author_id FROM books) AS q",
			"oracle": "SELECT authors.id, q.author_id FROM authors, (SELECT books.author_id AS author_id FROM books) q"}},
		{"a CTE", expr.Select(authors.ID).Where(cte.C("author_id").EqExpr(authors.C("id"))),
			same("WITH c AS (SELECT books.author_id AS author_id FROM books) SELECT authors.id FROM authors, c WHERE c.author_id = authors.id")},
		{"not of a scalar", expr.Select(authors.ID, expr.ScalarOf[int64](expr.Select(expr.Max(books.ID))).As("m")),
			same("SELECT authors.id, (SELECT max(books.id) AS max_1 FROM books) AS m FROM authors")},
		{"not of a set of IN", expr.Select(authors.ID).Where(authors.ID.InSelect(expr.Select(books.AuthorID))),
			same("SELECT authors.id FROM authors WHERE authors.id IN (SELECT books.author_id FROM books)")},
	})
}
