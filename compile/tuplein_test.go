package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestTupleIn: several columns are compared with rows at once; a row of another width is an
// error before the database sees it.
func TestTupleIn(t *testing.T) {
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(c) }
	const start = "SELECT authors.id FROM authors WHERE "
	pair := expr.Tuple(authors.ID, authors.Name)
	values := func(text string) each { return each{"": start + text} }
	checkSix(t, []written{
		{"rows", where(pair.In([]any{1, "a"}, []any{2, "b"})), each{"": start + "(authors.id, authors.name) IN ((?, ?), (?, ?))",
			"sqlite": start + "(authors.id, authors.name) IN (VALUES (?, ?), (?, ?))"}},
		{"one row", where(pair.In([]any{1, "a"})), each{"": start + "(authors.id, authors.name) IN ((?, ?))", "sqlite": start + "(authors.id, authors.name) IN (VALUES (?, ?))"}},
		{"not in", where(pair.NotIn([]any{1, "a"})), each{"": start + "((authors.id, authors.name) NOT IN ((?, ?)))", "sqlite": start + "((authors.id, authors.name) NOT IN (VALUES (?, ?)))"}},
		{"an expression in a row", where(pair.In([]any{authors.ID, "a"})), each{"": start + "(authors.id, authors.name) IN ((authors.id, ?))", "sqlite": start + "(authors.id, authors.name) IN (VALUES (authors.id, ?))"}},
		{"another tuple", where(pair.In(expr.Tuple(1, "a"), []any{2, "b"})), each{"": start + "(authors.id, authors.name) IN ((?, ?), (?, ?))", "sqlite": start + "(authors.id, authors.name) IN (VALUES (?, ?), (?, ?))"}},
		{"a query", where(pair.InSelect(expr.Select(books.AuthorID, books.Title))), values("(authors.id, authors.name) IN (SELECT books.author_id, books.title FROM books)")},
		{"equal", where(pair.EqExpr(expr.Tuple(1, "a"))), values("(authors.id, authors.name) = (?, ?)")},
		{"a row that is too short", where(pair.In([]any{1})), same("error:a tuple of 2 members is compared with rows, each a []any of 2")},
		{"a row that is too long, with an expression", where(pair.In([]any{1, authors.Name, 3})), same("error:a row of 3 where the tuple has 2 members")},
		{"no row at all", where(pair.In(1, 2)), same("error:a tuple of 2 members")},
		{"without members", where(expr.Tuple().EqExpr(expr.Tuple())), same("error:a tuple without members")},
	})
}
