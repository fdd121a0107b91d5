package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestBooleans: where a database has no boolean type, a truth value is compared with a number, and
// TRUE and FALSE are 1 and 0 or words for them.
func TestBooleans(t *testing.T) {
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(c) }
	const start = "SELECT authors.id FROM authors WHERE "
	id, active := authors.ID, authors.Active
	// of makes the texts of PostgreSQL, MySQL and MariaDB, and the others.
	of := func(postgres, mysql, others string) each {
		return each{"": start + others, "postgresql": start + postgres, "mysql": start + mysql, "mariadb": start + mysql}
	}
	checkSix(t, []written{
		{"a column", where(active), of("authors.active", "authors.active = 1", "authors.active = 1")},
		{"not a column", where(expr.Not(active)), of("NOT authors.active", "authors.active = 0", "authors.active = 0")},
		{"not not a column", where(expr.Not(expr.Not(active))), of("authors.active", "authors.active = 1", "authors.active = 1")},
		{"in AND", where(expr.And(active, id.Gt(1))), of("authors.active AND authors.id > ?", "authors.active = 1 AND authors.id > ?", "authors.active = 1 AND authors.id > ?")},
		{"not in OR", where(expr.Or(expr.Not(active), id.Gt(1))), of("NOT authors.active OR authors.id > ?", "authors.active = 0 OR authors.id > ?", "authors.active = 0 OR authors.id > ?")},
		{"true", where(expr.True()), of("true", "true = 1", "1 = 1")},
		{"false", where(expr.False()), of("false", "false = 1", "0 = 1")},
		{"not true", where(expr.Not(expr.True())), of("false", "false = 1", "0 = 1")},
		{"no conditions in AND", where(expr.And()), same("SELECT authors.id FROM authors")},
		{"no conditions in OR", where(expr.Or()), of("false", "false = 1", "0 = 1")},
		{"true in AND", where(expr.And(expr.True(), id.Gt(1))), of("authors.id > ?", "authors.id > ?", "authors.id > ?")},
		{"false in AND", where(expr.And(expr.False(), id.Gt(1))), of("false", "false = 1", "0 = 1")},
		{"true in OR", where(expr.Or(expr.True(), id.Gt(1))), of("true", "true = 1", "1 = 1")},
		{"false in OR", where(expr.Or(expr.False(), id.Gt(1))), of("authors.id > ?", "authors.id > ?", "authors.id > ?")},
		{"equal to true", where(active.Eq(true)), of("authors.active = true", "authors.active = true", "authors.active = 1")},
		{"not equal to true", where(active.Eq(true).Not()), of("authors.active != true", "authors.active != true", "authors.active != 1")},
		{"is true", where(active.Is(expr.True())), of("authors.active IS true", "authors.active IS true", "authors.active IS 1")},
		{"a function", where(expr.Func[bool]("f", id)), of("f(authors.id)", "f(authors.id) = 1", "f(authors.id) = 1")},
		{"not a function", where(expr.Not(expr.Func[bool]("f", id))), of("NOT f(authors.id)", "f(authors.id) = 0", "f(authors.id) = 0")},
		{"not a subquery", where(expr.Not(expr.ScalarOf[bool](expr.Select(active)))), of("NOT (SELECT authors.active FROM authors)", "(SELECT authors.active FROM authors) = 0", "(SELECT authors.active FROM authors) = 0")},
		{"not not a subquery", where(expr.Not(expr.Not(expr.ScalarOf[bool](expr.Select(active))))), of("(SELECT authors.active FROM authors)", "(SELECT authors.active FROM authors) = 1", "(SELECT authors.active FROM authors) = 1")},
		{"not not a subquery, in AND", where(expr.And(id.Gt(1), expr.Not(expr.Not(expr.ScalarOf[bool](expr.Select(active)))))), of("authors.id > ? AND (SELECT authors.active FROM authors)", "authors.id > ? AND (SELECT authors.active FROM authors) = 1", "authors.id > ? AND (SELECT authors.active FROM authors) = 1")},
		{"not not not a subquery", where(expr.Not(expr.Not(expr.Not(expr.ScalarOf[bool](expr.Select(active)))))), of("NOT (SELECT authors.active FROM authors)", "(SELECT authors.active FROM authors) = 0", "(SELECT authors.active FROM authors) = 0")},
		{"a label as a bound", where(id.BetweenExpr(expr.Typed[int64](id.Sub(1).As("low")), expr.Typed[int64](id.Add(1).As("high")))), of("authors.id BETWEEN authors.id - ? AND authors.id + ?", "authors.id BETWEEN authors.id - ? AND authors.id + ?", "authors.id BETWEEN authors.id - ? AND authors.id + ?")},
		{"a parameter", where(expr.Val(true)), of("?", "? = 1", "? = 1")},
		{"of CASE", where(expr.Case[bool]().When(active, true).Else(false)), each{
			"": start + "CASE WHEN authors.active THEN ? ELSE ? END = 1", "postgresql": start + "CASE WHEN authors.active THEN ?::BOOLEAN ELSE ?::BOOLEAN END"}},
		{"a comparison of comparisons", where(id.Gt(1).EqExpr(id.Lt(3))), of("(authors.id > ?) = (authors.id < ?)", "(authors.id > ?) = (authors.id < ?)", "(authors.id > ?) = (authors.id < ?)")},
		{"as values", expr.Select(expr.Typed[bool](expr.True()).As("t"), active).From(authors), each{
			"": "SELECT 1 AS t, authors.active FROM authors", "postgresql": "SELECT true AS t, authors.active FROM authors",
			"mysql": "SELECT true AS t, authors.active FROM authors", "mariadb": "SELECT true AS t, authors.active FROM authors"}},
	})
}
