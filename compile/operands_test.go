package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestNamesOfOperands: the columns of a query that is an operand are not given names, since nobody asks
// for them, but where an ORDER BY does.
func TestNamesOfOperands(t *testing.T) {
	both := expr.Select(authors.ID, books.ID).From(authors, books).LabelStyle(expr.LabelTableColumn)
	one := expr.Select(authors.ID).LabelStyle(expr.LabelTableColumn)
	pair := expr.Tuple(loans.LenderID, loans.BorrowerID)
	query := expr.Select(loans.ID)
	const start = "SELECT loans.id FROM loans WHERE "
	const union = "SELECT authors.id AS authors_id FROM authors UNION SELECT authors.id AS authors_id FROM authors"
	checkSix(t, []written{
		{"EXISTS", query.Where(expr.Exists(both)), same(start + "EXISTS (SELECT authors.id, books.id FROM authors, books)")},
		{"IN", query.Where(pair.InSelect(both)), same(start + "(loans.lender_id, loans.borrower_id) IN (SELECT authors.id, books.id FROM authors, books)")},
		{"NOT IN", query.Where(loans.ID.NotInSelect(one)), same(start + "(loans.id NOT IN (SELECT authors.id FROM authors))")},
		{"a value", query.Where(loans.ID.EqExpr(expr.ScalarOf[int64](one))), same(start + "loans.id = (SELECT authors.id FROM authors)")},
		{"a label of one's own stays", query.Where(loans.ID.InSelect(expr.Select(authors.ID.As("x")))), same(start + "loans.id IN (SELECT authors.id AS x FROM authors)")},
		{"the first of a set operation", query.Where(loans.ID.InSelect(expr.Union(one, one))),
			same(start + "loans.id IN (SELECT authors.id FROM authors UNION SELECT authors.id AS authors_id FROM authors)")},
		{"ordered by its name", query.Where(loans.ID.InSelect(expr.Union(one, one).OrderBy(expr.ByName("authors_id")).Limit(1))),
			each{"": start + "loans.id IN (" + union + " ORDER BY authors_id LIMIT ?)",
				"sqlite": start + "loans.id IN (" + union + " ORDER BY authors_id LIMIT ? OFFSET ?)",
				"mssql":  start + "loans.id IN (" + union + " ORDER BY authors_id OFFSET 0 ROWS FETCH FIRST ? ROWS ONLY)",
				"oracle": start + "loans.id IN (" + union + " ORDER BY authors_id FETCH FIRST 1 ROWS ONLY)"}},
		{"in FROM they have names", expr.Select(expr.SubqueryOf(both, "q").C("authors_id")), each{"": "SELECT q.authors_id FROM (SELECT authors.id AS authors_id, books.id AS books_id FROM authors, books) AS q",
			"oracle": "SELECT q.authors_id FROM (SELECT authors.id AS authors_id, books.id AS books_id FROM authors, books) q"}},
	})
}

// TestNamesBehindOperators: what is negated has the name of a label that it was given, in a subquery, too.
func TestNamesBehindOperators(t *testing.T) {
	minus := expr.Typed[int64](expr.Typed[int64](authors.Age.Add(1).As("n")).Neg())
	q := expr.SubqueryOf(expr.Select(minus), "q")
	checkSix(t, []written{
		{"in the result", expr.Select(minus), same("SELECT -(authors.age + ?) AS n FROM authors")},
		{"of a subquery", expr.Select(q.C("n")), each{"": "SELECT q.n FROM (SELECT -(authors.age + ?) AS n FROM authors) AS q",
			"oracle": "SELECT q.n FROM (SELECT -(authors.age + ?) AS n FROM authors) q"}},
	})
}
