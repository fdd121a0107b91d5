package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestLabelReuse: ORDER BY names a label of the SELECT list where the database can; GROUP BY,
// HAVING and WHERE repeat what is labelled, since most databases know no labels there.
func TestLabelReuse(t *testing.T) {
	n := authors.Age.Add(1).As("n")
	total := expr.Count(books.ID).As("total")
	checkSix(t, []written{
		{"order", expr.Select(n).OrderBy(n), each{"": "SELECT authors.age + ? AS n FROM authors ORDER BY n", "oracle": "SELECT authors.age + ? AS n FROM authors ORDER BY authors.age + ?"}},
		{"descending", expr.Select(n).OrderBy(n.Desc()), each{"": "SELECT authors.age + ? AS n FROM authors ORDER BY n DESC", "oracle": "SELECT authors.age + ? AS n FROM authors ORDER BY authors.age + ? DESC"}},
		{"inside an expression", expr.Select(n).OrderBy(expr.Typed[int64](n).Add(2)), same("SELECT authors.age + ? AS n FROM authors ORDER BY authors.age + ? + ?")},
		{"not selected", expr.Select(authors.ID).OrderBy(n), same("SELECT authors.id FROM authors ORDER BY authors.age + ?")},
		{"another of the same name", expr.Select(n).OrderBy(authors.Age.Add(7).As("n")), same("SELECT authors.age + ? AS n FROM authors ORDER BY authors.age + ?")},
		{"group", expr.Select(n).GroupBy(n), same("SELECT authors.age + ? AS n FROM authors GROUP BY authors.age + ?")},
		{"having", expr.Select(books.AuthorID, total).GroupBy(books.AuthorID).Having(expr.Typed[int64](total).Gt(1)),
			same("SELECT books.author_id, count(books.id) AS total FROM books GROUP BY books.author_id HAVING count(books.id) > ?")},
		{"where", expr.Select(n).Where(expr.Typed[int64](n).Gt(1)), same("SELECT authors.age + ? AS n FROM authors WHERE authors.age + ? > ?")},
		{"by its name", expr.Select(n).OrderBy(expr.ByName("n")), same("SELECT authors.age + ? AS n FROM authors ORDER BY n")},
		{"by a name that is none", expr.Select(n).OrderBy(expr.ByName("m")), same(`error:"m"`)},
		{"twice", expr.Select(n, n), same("SELECT authors.age + ? AS n, authors.age + ? AS n FROM authors")},
		{"a label of a label", expr.Select(expr.Typed[int64](n).As("m")), same("SELECT authors.age + ? AS m FROM authors")},
		{"with a name that needs quotes", expr.Select(authors.ID.As("Odd Name")).OrderBy(expr.ByName("Odd Name")), each{
			"": `SELECT authors.id AS "Odd Name" FROM authors ORDER BY "Odd Name"`, "mysql": "SELECT authors.id AS `Odd Name` FROM authors ORDER BY `Odd Name`",
			"mariadb": "SELECT authors.id AS `Odd Name` FROM authors ORDER BY `Odd Name`", "mssql": `SELECT authors.id AS [Odd Name] FROM authors ORDER BY [Odd Name]`}},
	})
}
