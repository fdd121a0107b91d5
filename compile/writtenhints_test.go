package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestHintsOfWrites: a hint stands behind the table that is written to wherever the statement names it
// in full, and on Oracle in a comment behind the statement's first word.
func TestHintsOfWrites(t *testing.T) {
	a := expr.As(authors, "a")
	id := expr.Typed[int64](a.C("id"))
	of := func(mssql, oracle, others string) each {
		return each{"": others, "mssql": mssql, "oracle": oracle}
	}
	const hint = "WITH (PAGLOCK)"
	checkSix(t, []written{
		{"DELETE", expr.Delete(authors).Hint(hint, "mssql").Where(authors.ID.Eq(1)),
			of("DELETE FROM authors WITH (PAGLOCK) WHERE authors.id = ?", "DELETE FROM authors WHERE authors.id = ?", "DELETE FROM authors WHERE authors.id = ?")},
		{"UPDATE FROM", expr.Update(authors).Set(authors.Name.Set("x")).Hint(hint, "mssql").Where(authors.ID.EqExpr(books.AuthorID)), each{
			"":        "UPDATE authors SET name=? FROM books WHERE authors.id = books.author_id",
			"mysql":   "UPDATE authors, books SET authors.name=? WHERE authors.id = books.author_id",
			"mariadb": "UPDATE authors, books SET authors.name=? WHERE authors.id = books.author_id",
			"mssql":   "UPDATE authors WITH (PAGLOCK) SET name=? FROM authors WITH (PAGLOCK), books WHERE authors.id = books.author_id",
			"oracle":  "error:no such UPDATE",
		}},
		{"DELETE of an alias", expr.Delete(a).Hint(hint, "mssql").Where(id.Eq(1)), each{
			"":      "DELETE FROM authors AS a WHERE a.id = ?",
			"mssql": "DELETE FROM a FROM authors AS a WITH (PAGLOCK) WHERE a.id = ?", "oracle": "DELETE FROM authors a WHERE a.id = ?"}},
		{"on Oracle", expr.Delete(authors).Hint("FULL(%(name)s)", "oracle").Where(authors.ID.Eq(1)),
			of("DELETE FROM authors WHERE authors.id = ?", "DELETE /*+ FULL(authors) */ FROM authors WHERE authors.id = ?", "DELETE FROM authors WHERE authors.id = ?")},
		{"for all by a star", expr.Delete(authors).Prefix("/* p */", "*"), same("DELETE /* p */ FROM authors")},
	})
}
