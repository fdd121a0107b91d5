package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestParentheses: parentheses stand where an operator binds tighter than the one inside it, and
// where the order of two that bind alike matters.
func TestParentheses(t *testing.T) {
	value := func(e interface{ As(string) *expr.Label }) expr.Statement {
		return expr.Select(e.As("x")).From(authors)
	}
	sql := func(text string) each { return same("SELECT " + text + " AS x FROM authors") }
	id, age := authors.ID, expr.Typed[int64](authors.Age)
	checkSix(t, []written{
		{"sum in a product", value(id.Add(1).Mul(2)), sql("(authors.id + ?) * ?")},
		{"product in a sum", value(id.Mul(1).Add(2)), sql("authors.id * ? + ?")},
		{"sum of sums", value(id.AddExpr(age.Add(1))), sql("authors.id + authors.age + ?")},
		{"difference on the left", value(id.Sub(1).SubExpr(age)), sql("(authors.id - ?) - authors.age")},
		{"difference on the right", value(id.SubExpr(age.Sub(1))), sql("authors.id - (authors.age - ?)")},
		{"sum behind a minus", value(id.SubExpr(age.Add(1))), sql("authors.id - (authors.age + ?)")},
		{"negation of a sum", value(id.Add(1).Neg()), sql("-(authors.id + ?)")},
		{"sum of a negation", value(id.Neg().Add(1)), sql("-authors.id + ?")},
		{"negation of a negation", value(id.Neg().Neg()), sql("-(-authors.id)")},
		{"comparison of a sum", value(id.Add(1).Gt(2)), sql("authors.id + ? > ?")},
		{"sum in BETWEEN", value(id.Add(1).BetweenExpr(age, age.Add(9))), sql("authors.id + ? BETWEEN authors.age AND authors.age + ?")},
		{"comparison in a comparison", value(id.Gt(1).EqExpr(age.Gt(2))), sql("(authors.id > ?) = (authors.age > ?)")},
		{"OR in AND", value(expr.And(expr.Or(id.Eq(1), id.Eq(2)), age.Eq(3))), sql("(authors.id = ? OR authors.id = ?) AND authors.age = ?")},
		{"AND in OR", value(expr.Or(expr.And(id.Eq(1), id.Eq(2)), age.Eq(3))), sql("authors.id = ? AND authors.id = ? OR authors.age = ?")},
		{"AND in AND", value(expr.And(expr.And(id.Eq(1), id.Eq(2)), age.Eq(3))), sql("authors.id = ? AND authors.id = ? AND authors.age = ?")},
		{"a subquery", value(expr.ScalarOf[int64](expr.Select(expr.Max(books.ID))).Add(1)), sql("(SELECT max(books.id) AS max_1 FROM books) + ?")},
		{"a function", value(expr.Abs(id.Add(1)).Mul(2)), sql("abs(authors.id + ?) * ?")},
	})
}

// TestOpenOperands: LIKE with an affix is in parentheses beside an operator, behind an alias and as
// a condition, and has none where it stands alone.
func TestOpenOperands(t *testing.T) {
	starts := authors.Name.StartsWith("a")
	concat := func(likes func(pattern string) string) each { // by how each database joins texts
		return each{"": likes("? || '%' ESCAPE '/'"), "mysql": likes("concat(?, '%') ESCAPE '/'"), "mariadb": likes("concat(?, '%') ESCAPE '/'"),
			"mssql": likes("? + '%' ESCAPE '/'")}
	}
	name := expr.Typed[string](authors.Name)
	checkSix(t, []written{
		{"column", expr.Select(starts), concat(func(p string) string {
			return "SELECT authors.name LIKE " + p + " AS anon_1 FROM authors"
		})},
		{"label", expr.Select(starts.As("x")), concat(func(p string) string {
			return "SELECT (authors.name LIKE " + p + ") AS x FROM authors"
		})},
		{"branch", expr.Select(expr.Case[any]().When(starts, authors.Active).Else(starts).As("x")), concat(func(p string) string {
			return "SELECT CASE WHEN (authors.name LIKE " + p + ") THEN authors.active ELSE authors.name LIKE " + p + " END AS x FROM authors"
		})},
		{"order", expr.Select(authors.ID).OrderBy(starts), concat(func(p string) string {
			return "SELECT authors.id FROM authors ORDER BY authors.name LIKE " + p
		})},
		{"distinct", expr.Select(expr.CountDistinct(authors.Age.Eq(1))), same("SELECT count(DISTINCT (authors.age = ?)) AS count_1 FROM authors")},
		{"bounds", expr.Select(authors.ID).Where(name.BetweenExpr(name.Collate("C"), name)),
			each{"": `SELECT authors.id FROM authors WHERE authors.name BETWEEN authors.name COLLATE "C" AND authors.name`,
				"mysql": "SELECT authors.id FROM authors WHERE authors.name BETWEEN authors.name COLLATE `C` AND authors.name", "mariadb": "SELECT authors.id FROM authors WHERE authors.name BETWEEN authors.name COLLATE `C` AND authors.name",
				"mssql": "SELECT authors.id FROM authors WHERE authors.name BETWEEN authors.name COLLATE C AND authors.name"}},
		{"hint", expr.Select(authors.ID).Hint(authors, "INDEX(%(name)s ix)", "mysql"),
			each{"": "SELECT authors.id FROM authors", "mysql": "SELECT authors.id FROM authors INDEX(authors ix)"}},
	})
}

// TestNegation: NOT turns a comparison around; what has no opposite has NOT in front.
func TestNegation(t *testing.T) {
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(expr.Not(c)) }
	sql := func(text string) each { return same("SELECT authors.id FROM authors WHERE " + text) }
	id, name := authors.ID, authors.Name
	exists := expr.Exists(expr.Select(books.ID).Where(books.AuthorID.EqExpr(id)))
	custom := id.Op("~~", 1, expr.AsComparison())
	checkSix(t, []written{
		{"=", where(id.Eq(1)), sql("authors.id != ?")},
		{"!=", where(id.Ne(1)), sql("authors.id = ?")},
		{"<", where(id.Lt(1)), sql("authors.id >= ?")},
		{"<=", where(id.Le(1)), sql("authors.id > ?")},
		{">", where(id.Gt(1)), sql("authors.id <= ?")},
		{">=", where(id.Ge(1)), sql("authors.id < ?")},
		{"BETWEEN", where(id.Between(1, 2)), sql("authors.id NOT BETWEEN ? AND ?")},
		{"NOT BETWEEN", where(id.NotBetween(1, 2)), sql("authors.id BETWEEN ? AND ?")},
		{"LIKE", where(name.Like("a")), sql("authors.name NOT LIKE ?")},
		{"NOT LIKE", where(name.NotLike("a")), sql("authors.name LIKE ?")},
		{"IN", where(id.In(1)), sql("(authors.id NOT IN (?))")},
		{"NOT IN", where(id.NotIn(1)), sql("authors.id IN (?)")},
		{"IS NULL", where(id.IsNull()), sql("authors.id IS NOT NULL")},
		{"IS NOT NULL", where(id.IsNotNull()), sql("authors.id IS NULL")},
		{"EXISTS", where(exists), sql("NOT (EXISTS (SELECT books.id FROM books WHERE books.author_id = authors.id))")},
		{"AND", where(expr.And(id.Eq(1), id.Eq(2))), sql("NOT (authors.id = ? AND authors.id = ?)")},
		{"OR", where(expr.Or(id.Eq(1), id.Eq(2))), sql("NOT (authors.id = ? OR authors.id = ?)")},
		{"= ANY", where(authors.C("id").EqExpr(expr.Any(expr.ScalarOf[any](expr.Select(books.ID))))), sql("NOT (authors.id = ANY (SELECT books.id FROM books))")},
		{"NOT of a custom comparison", where(expr.Not(custom)), sql("(authors.id ~~ ?)")},
		{"NOT of NOT of one", where(expr.Not(expr.Not(custom))), sql("NOT (authors.id ~~ ?)")},
		{"NOT of = ANY", where(expr.Not(authors.C("id").EqExpr(expr.Any(expr.ScalarOf[any](expr.Select(books.ID)))))), sql("(authors.id = ANY (SELECT books.id FROM books))")},
	})
}
