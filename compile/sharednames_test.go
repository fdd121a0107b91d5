package compile_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestSameNameInTwoSchemas: a table of the default schema has another name beside one of another schema
// that is called like it, since its columns could be those of either.
func TestSameNameInTwoSchemas(t *testing.T) {
	other := expr.TableNamed("authors", expr.ColumnOf[any]("id")).In("past")
	same := authors.ID.EqExpr(expr.Typed[int64](other.C("id")))
	inside := expr.Select(authors.ID).From(other).Where(same).As("q")
	checkSix(t, []written{
		{"beside", expr.Select(authors.ID, other.C("id")).Where(same), each{
			"":       "SELECT authors_1.id, past.authors.id AS id_1 FROM authors AS authors_1, past.authors WHERE authors_1.id = past.authors.id",
			"oracle": "SELECT authors_1.id, past.authors.id AS id_1 FROM authors authors_1, past.authors WHERE authors_1.id = past.authors.id"}},
		{"joined", expr.Select(authors.ID).JoinOn(other, same), each{
			"":       "SELECT authors_1.id FROM authors AS authors_1 JOIN past.authors ON authors_1.id = past.authors.id",
			"oracle": "SELECT authors_1.id FROM authors authors_1 JOIN past.authors ON authors_1.id = past.authors.id"}},
		{"labels", expr.Select(authors.ID, other.C("id")).LabelStyle(expr.LabelTableColumn), each{
			"":       "SELECT authors_1.id AS authors_id, past.authors.id AS past_authors_id FROM authors AS authors_1, past.authors",
			"oracle": "SELECT authors_1.id AS authors_id, past.authors.id AS past_authors_id FROM authors authors_1, past.authors"}},
		{"inside alone", expr.Select(authors.ID, inside.C("id")), each{
			"":       "SELECT authors.id, q.id AS id_1 FROM authors, (SELECT authors_1.id AS id FROM past.authors, authors AS authors_1 WHERE authors_1.id = past.authors.id) AS q",
			"oracle": "SELECT authors.id, q.id AS id_1 FROM authors, (SELECT authors_1.id AS id FROM past.authors, authors authors_1 WHERE authors_1.id = past.authors.id) q"}},
		{"with an alias", expr.Select(other.C("id"), expr.As(authors, "a").C("id")), each{
			"":       "SELECT past.authors.id, a.id AS id_1 FROM past.authors, authors AS a",
			"oracle": "SELECT past.authors.id, a.id AS id_1 FROM past.authors, authors a"}},
	})
}

// TestPartsOfJoins: a join that is part of another one is not selected from a second time.
func TestPartsOfJoins(t *testing.T) {
	inner := expr.Joined(expr.InnerJoin, authors, books)
	outer := expr.JoinedOn(expr.LeftJoin, inner, reviews, reviews.BookID.EqExpr(books.ID))
	const from = " FROM authors JOIN books ON authors.id = books.author_id LEFT OUTER JOIN reviews ON reviews.book_id = books.id"
	checkSix(t, []written{
		{"given", expr.Select(authors.ID).From(inner, outer), same("SELECT authors.id" + from)},
		{"selected", expr.Select(inner).From(outer).OnlyColumns(authors.ID), same("SELECT authors.id" + from)},
		{"given twice", expr.Select(authors.ID).From(outer, inner), same("SELECT authors.id" + from)},
	})
}

// TestNestedCTEs: CTEs of a query inside the statement see what is around it, and names of others.
func TestNestedCTEs(t *testing.T) {
	one := expr.Select(expr.Inline(1).As("a")).CTE("c")
	two := expr.Select(expr.Typed[int](one.C("a")).As("b")).AddCTE(expr.Nest(one)).CTE("c")
	again := expr.As(books, "again")
	of := expr.Select(again.C("id")).Where(expr.Typed[int64](again.C("author_id")).EqExpr(authors.ID)).Correlate(authors).CTE("own")
	lateral := expr.LateralOf(expr.Select(of.C("id")).AddCTE(expr.Nest(of)), "l")
	checkSix(t, []written{
		{"of the same name", expr.Select(two.C("b")), each{
			"":       "WITH c AS (WITH c AS (SELECT 1 AS a) SELECT c.a AS b FROM c) SELECT c.b FROM c",
			"oracle": "WITH c AS (WITH c AS (SELECT 1 AS a FROM DUAL) SELECT c.a AS b FROM c) SELECT c.b FROM c"}},
		{"correlated", expr.Select(authors.ID).JoinOn(lateral, authors.ID.Eq(1)), each{
			"": "SELECT authors.id FROM authors JOIN LATERAL (WITH own AS (SELECT again.id AS id FROM books AS again WHERE again.author_id = authors.id)" +
				" SELECT own.id AS id FROM own) AS l ON authors.id = ?",
			"oracle": "SELECT authors.id FROM authors JOIN LATERAL (WITH own AS (SELECT again.id AS id FROM books again WHERE again.author_id = authors.id)" +
				" SELECT own.id AS id FROM own) l ON authors.id = ?",
		}},
	})
}

// TestTextInQueries: columns that are text, which may be any number, and text as a query.
func TestTextInQueries(t *testing.T) {
	id := expr.ColumnOf[int64]("id", typemap.BigInt())
	plain := expr.Text("SELECT id FROM a").Columns(id)
	limited := expr.Text("SELECT id FROM b ORDER BY id LIMIT 1").Columns(id)
	all := expr.Select(expr.Raw[any]("*")).From(authors).As("q")
	quoted := expr.Select(expr.Raw[any](`"A b"`)).From(authors).As("q")
	texts := expr.Union(expr.Select(authors.ID, expr.Text("more")).From(authors), expr.Select(books.ID, expr.Text("more")).From(books)).As("q")
	checkSix(t, []written{
		{"a text of a set operation", expr.Union(plain, plain), same("SELECT id FROM a UNION SELECT id FROM a")},
		{"what is at its end", expr.UnionAll(plain, limited), same("SELECT id FROM a UNION ALL (SELECT id FROM b ORDER BY id LIMIT 1)")},
		{"all columns", expr.Select(all), each{"": "SELECT q.* FROM (SELECT * FROM authors) AS q", "oracle": "SELECT q.* FROM (SELECT * FROM authors) q"}},
		{"a name in quotes", expr.Select(quoted), each{
			"": `SELECT q."A b" FROM (SELECT "A b" FROM authors) AS q`, "oracle": `SELECT q."A b" FROM (SELECT "A b" FROM authors) q`}},
		{"text among columns", expr.Select(texts), each{
			"":       "SELECT q.id FROM (SELECT authors.id AS id, more FROM authors UNION SELECT books.id AS id, more FROM books) AS q",
			"oracle": "SELECT q.id FROM (SELECT authors.id AS id, more FROM authors UNION SELECT books.id AS id, more FROM books) q"}},
	})
}

// TestForcedQuotes: the name of a column that is quoted though it need not be is, wherever it stands.
func TestForcedQuotes(t *testing.T) {
	table := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("x", typemap.Integer(), schema.PrimaryKey(), schema.QuotedName()))
	x := table.C("x")
	alias, query := expr.As(table, "a"), expr.Select(x).As("q")
	quotes := func(sql, oracle string) each {
		mysql := strings.ReplaceAll(sql, `"`, "`")
		mssql := regexp.MustCompile(`"(\w+)"`).ReplaceAllString(sql, "[$1]")
		return each{"": sql, "mysql": mysql, "mariadb": mysql, "mssql": mssql, "oracle": oracle}
	}
	const insert, update = `INSERT INTO t ("x") VALUES (?)`, `UPDATE t SET "x"=?`
	checkSix(t, []written{
		{"of a query", expr.Select(query.C("x")), quotes(`SELECT q."x" FROM (SELECT t."x" AS "x" FROM t) AS q`, `SELECT q."x" FROM (SELECT t."x" AS "x" FROM t) q`)},
		{"of an alias", expr.Select(alias.C("x")).LabelStyle(expr.LabelTableColumn), quotes(`SELECT a."x" AS "a_x" FROM t AS a`, `SELECT a."x" AS "a_x" FROM t a`)},
		{"inserted", expr.Insert(table).Values(x.Set(1)), quotes(insert, insert)},
		{"updated", expr.Update(table).Set(x.Set(1)), quotes(update, update)},
	})
}

// TestAliasesUpdated: columns of the table are those of the alias that is updated, and values for updates are
// given; MySQL updates several tables at once.
func TestAliasesUpdated(t *testing.T) {
	table := schema.NewTable(schema.NewMetaData(), "t",
		schema.NewColumn("a", typemap.Integer()), schema.NewColumn("b", typemap.Integer(), schema.OnUpdate(7)))
	alias := expr.As(table, "o")
	both := expr.Update(authors).Set(authors.Age.Set(1), books.Title.Set("x")).Where(books.AuthorID.EqExpr(authors.ID))
	const two = "UPDATE authors, books SET books.title=?, authors.age=? WHERE books.author_id = authors.id"
	checkSix(t, []written{
		{"an alias", expr.Update(alias).Set(table.C("a").Set(1)), each{
			"": "UPDATE t AS o SET a=?, b=?", "mssql": "UPDATE o SET a=?, b=? FROM t AS o", "oracle": "UPDATE t o SET a=?, b=?"}},
		{"another table", expr.Update(authors).Set(books.Title.Set("x")), same(`error:belongs to "books"`)},
		{"two tables", both, each{"": `error:belongs to "books"`, "mysql": two, "mariadb": two}},
	})
}

// TestNamesMade: names that are made, of aliases and of columns in queries without a name.
func TestNamesMade(t *testing.T) {
	again := expr.As(expr.As(authors, "writers"), "")
	sum := expr.Select(authors.ID.Add(1)).As("")
	values := expr.Values("pair", expr.ColumnOf[int]("x", typemap.Integer())).Rows([]any{1}).LiteralBinds()
	inner := expr.Select(authors.ID).As("")
	middle := expr.Select(inner).LabelStyle(expr.LabelTableColumn).As("")
	checkSix(t, []written{
		{"an alias of an alias", expr.Select(again.C("id")), each{
			"": "SELECT writers_1.id FROM authors AS writers_1", "oracle": "SELECT writers_1.id FROM authors writers_1"}},
		{"the column before the query", expr.Select(sum), each{
			"":       "SELECT anon_2.anon_1 FROM (SELECT authors.id + ? AS anon_1 FROM authors) AS anon_2",
			"oracle": "SELECT anon_2.anon_1 FROM (SELECT authors.id + ? AS anon_1 FROM authors) anon_2"}},
		{"values", expr.Select(values.CTE("").C("x")), same("WITH pair_1(x) AS (VALUES (1)) SELECT pair_1.x FROM pair_1")},
		{"two levels", expr.Select(middle).LabelStyle(expr.LabelTableColumn), each{
			"":       "SELECT anon_1.anon_2_id AS anon_1_anon_2_id FROM (SELECT anon_2.id AS anon_2_id FROM (SELECT authors.id AS id FROM authors) AS anon_2) AS anon_1",
			"oracle": "SELECT anon_1.anon_2_id AS anon_1_anon_2_id FROM (SELECT anon_2.id AS anon_2_id FROM (SELECT authors.id AS id FROM authors) anon_2) anon_1"}},
		{"constants", expr.Select(expr.NullValue(), expr.NullValue()), each{
			"": "SELECT NULL AS anon_1, NULL AS anon__1", "oracle": "SELECT NULL AS anon_1, NULL AS anon__1 FROM DUAL"}},
		{"ANY as a function", expr.Select(authors.ID).Where(expr.Not(authors.ID.EqExpr(expr.Func[int64]("any", expr.Raw[any]("x"))))),
			same("SELECT authors.id FROM authors WHERE NOT (authors.id = any(x))")},
	})
}

// TestLockOfText: a table whose rows are locked may be named by text.
func TestLockOfText(t *testing.T) {
	locked := expr.Select(authors.ID).ForUpdate(expr.LockOf(expr.Text("authors"), books.ID))
	const plain, of = "SELECT authors.id FROM authors", "SELECT authors.id FROM authors FOR UPDATE OF "
	checkSix(t, []written{{"text", locked, each{"": plain, "mariadb": plain + " FOR UPDATE",
		"postgresql": of + "books, authors", "mysql": of + "books, authors", "oracle": of + "authors, books.id"}}})
}

// TestSlicesOfSlices: a slice of a slice is one of the next dimension where there is one.
func TestSlicesOfSlices(t *testing.T) {
	array := typemap.ArrayOf(typemap.Integer())
	grid, list := expr.ColumnOf[any]("g", typemap.ArrayOf(array)), expr.ColumnOf[any]("l", array)
	of := func(x expr.X[any]) expr.X[any] {
		from, to := expr.Raw[int]("a"), expr.Raw[int]("z")
		return x.Slice(from, to).Slice(from, to)
	}
	const none = "error:no arrays"
	checkSix(t, []written{
		{"two dimensions", expr.Select(of(grid)), each{"": none, "postgresql": "SELECT g[a:z][a:z] AS anon_1"}},
		{"one dimension", expr.Select(of(list)), each{"": none, "postgresql": "SELECT (l[a:z])[a:z] AS anon_1"}},
	})
}
