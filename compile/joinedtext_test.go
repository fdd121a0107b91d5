package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestJoinedPatterns: a pattern that joins texts is joined to its % as more of them, by one call of the
// function of MySQL, but in parentheses where it is not known to be text, and where letters of any size
// are searched for.
func TestJoinedPatterns(t *testing.T) {
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(c) }
	const start = "SELECT authors.id FROM authors WHERE "
	name := expr.Typed[any](authors.Name)
	text := expr.Typed[any](name.Concat("x"))
	called := expr.Typed[any](expr.Func[any]("f", authors.Name).Concat("x"))
	// of makes the texts of MySQL, SQL Server and the others.
	of := func(mysql, mssql, others string) each {
		return each{"": start + others, "mysql": start + mysql, "mariadb": start + mysql, "mssql": start + mssql}
	}
	checkSix(t, []written{
		{"before", where(name.StartsWith(text)), of("(authors.name LIKE concat(authors.name, ?, '%'))", "(authors.name LIKE authors.name + ? + '%')", "(authors.name LIKE authors.name || ? || '%')")},
		{"behind", where(name.EndsWith(text)), of("(authors.name LIKE concat('%', authors.name, ?))", "(authors.name LIKE '%' + authors.name + ?)", "(authors.name LIKE '%' || authors.name || ?)")},
		{"around", where(name.Contains(text)), of("(authors.name LIKE concat('%', authors.name, ?, '%'))", "(authors.name LIKE '%' + authors.name + ? + '%')", "(authors.name LIKE '%' || authors.name || ? || '%')")},
		{"of no type, before", where(name.StartsWith(called)), of("(authors.name LIKE concat(f(authors.name), ?, '%'))", "(authors.name LIKE f(authors.name) + ? + '%')", "(authors.name LIKE f(authors.name) || ? || '%')")},
		{"of no type, around", where(name.Contains(called)), of("(authors.name LIKE concat('%', (concat(f(authors.name), ?)), '%'))", "(authors.name LIKE '%' + (f(authors.name) + ?) + '%')", "(authors.name LIKE '%' || (f(authors.name) || ?) || '%')")},
		{"of any size", where(name.IContains(text)), each{
			"":           start + "(lower(authors.name) LIKE '%' || lower((authors.name || ?)) || '%')",
			"postgresql": start + "(authors.name ILIKE '%' || (authors.name || ?) || '%')",
			"mysql":      start + "(lower(authors.name) LIKE concat('%', lower((concat(authors.name, ?))), '%'))",
			"mariadb":    start + "(lower(authors.name) LIKE concat('%', lower((concat(authors.name, ?))), '%'))",
			"mssql":      start + "(lower(authors.name) LIKE '%' + lower((authors.name + ?)) + '%')",
		}},
		{"joined to a sum", expr.Select(expr.Typed[any](name).ConcatExpr(expr.Typed[any](authors.ID.Add(1))).As("x")), each{
			"": "SELECT authors.name || (authors.id + ?) AS x FROM authors", "postgresql": "SELECT authors.name || authors.id + ? AS x FROM authors",
			"mysql": "SELECT concat(authors.name, authors.id + ?) AS x FROM authors", "mariadb": "SELECT concat(authors.name, authors.id + ?) AS x FROM authors",
			"mssql": "SELECT authors.name + (authors.id + ?) AS x FROM authors"}},
		{"a number is added to text", where(name.Add(5).Gt(1)), same(start + "authors.name + ? > ?")},
		{"text is joined to text", where(name.Add("5").Eq("x")), of("(concat(authors.name, ?)) = ?", "(authors.name + ?) = ?", "(authors.name || ?) = ?")},
	})
}
