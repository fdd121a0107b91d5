package compile_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// TestResultNames compares the names of results, outside and in a subquery, with those that
// SQLAlchemy 2.1 gives them.
func TestResultNames(t *testing.T) {
	id, again := users.ID, expr.As(users, "")
	sum, count := id.Add(1), expr.CountAll()
	cast := expr.Cast[string](id, typemap.Text())
	everything := expr.Select(id, id, again.C("id"), sum, sum, count, count, cast, cast)
	for _, test := range []struct {
		name string
		stmt expr.Statement
		want string
	}{
		{"columns", expr.Select(id, id, id, expr.CountAll(), expr.CountAll()),
			"SELECT users.id, users.id AS id__1, users.id AS id__2, count(*) AS count_1, count(*) AS count_2 FROM users"},
		{"a function", expr.Select(count, count, count), "SELECT count(*) AS count_1, count(*) AS count__1, count(*) AS count__2"},
		{"an operation", expr.Select(sum, sum, sum),
			"SELECT users.id + ? AS anon_1, users.id + ? AS anon__1, users.id + ? AS anon__2 FROM users"},
		{"a cast", expr.Select(cast, cast, id), "SELECT CAST(users.id AS TEXT) AS id, CAST(users.id AS TEXT) AS id__1, users.id AS id_1 FROM users"},
		{"the label before the value", expr.Select(expr.Func[string]("coalesce", users.Name, "x")),
			"SELECT coalesce(users.name, ?) AS coalesce_1 FROM users"},
		{"behind the table", everything.LabelStyle(expr.LabelTableColumn),
			"SELECT users.id AS users_id, users.id AS users_id__1, users_1.id AS users_1_id, users.id + ? AS anon_1, users.id + ? AS anon__1," +
				" count(*) AS count_1, count(*) AS anon__2, CAST(users.id AS TEXT) AS users_id_1, CAST(users.id AS TEXT) AS users_id__2" +
				" FROM users, users AS users_1"},
		{"as they are", everything.LabelStyle(expr.LabelNone),
			"SELECT users.id, users.id, users_1.id, users.id + ? AS anon_1, users.id + ? AS anon_1, count(*) AS count_1, count(*) AS count_1," +
				" CAST(users.id AS TEXT) AS id, CAST(users.id AS TEXT) AS id FROM users, users AS users_1"},
		{"in a subquery", expr.Select(everything.Subquery()),
			"SELECT anon_1.id, anon_1.id AS id_1, anon_1.id_2, anon_1.anon_2, anon_1.anon_2 AS anon_2_1, anon_1.count_1, anon_1.count_1 AS count_1_2," +
				" anon_1.id AS id_3, anon_1.id AS id_4 FROM (SELECT users.id AS id, users.id AS id__1, users_1.id AS id_2, users.id + ? AS anon_2," +
				" users.id + ? AS anon__1, count(*) AS count_1, count(*) AS count__1, CAST(users.id AS TEXT) AS id__2, CAST(users.id AS TEXT) AS id__2" +
				" FROM users, users AS users_1) AS anon_1"},
		{"in a subquery behind the table", expr.Select(expr.Select(id, again.C("id")).LabelStyle(expr.LabelTableColumn).As("q").C("users_id")),
			"SELECT q.users_id FROM (SELECT users.id AS users_id, users_1.id AS users_1_id FROM users, users AS users_1) AS q"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := textOf(t, compile.Default(), test.stmt); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLongNames(t *testing.T) {
	rules := compile.Default()
	rules.Ident.MaxLen = 20
	long := "abcdefghijklmnop"
	table := expr.TableNamed("t", expr.ColumnOf[int64](long), expr.ColumnOf[int64](long+"2"))
	got := textOf(t, rules, expr.Select(expr.Select(table).As("q")))
	want := "SELECT q.abcdefghijklmn_1, q.abcdefghijklmn_2 FROM (SELECT t.abcdefghijklmnop AS abcdefghijklmn_1, t.abcdefghijklmnop2 AS abcdefghijklmn_2 FROM t) AS q"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOrderByLabel(t *testing.T) {
	label := users.ID.Add(1).As("n")
	stmt := expr.Select(label).GroupBy(label).OrderBy(label.Desc().NullsLast(), expr.ByName("n"), expr.ByName("name").NullsFirst(), users.ID.Add(2).As("n"))
	rules := compile.Default()
	want := "SELECT users.id + ? AS n FROM users GROUP BY users.id + ? ORDER BY n DESC NULLS LAST, n, users.name NULLS FIRST, users.id + ?"
	if got := textOf(t, rules, stmt); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	rules.Query.NoOrderByLabel = true
	want = strings.Replace(want, "ORDER BY n", "ORDER BY users.id + ?", 1)
	if got := textOf(t, rules, stmt); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, unknown := range []string{"nope", "", "users.name", "n; DROP TABLE users"} {
		bad := expr.Select(label).OrderBy(expr.ByName(unknown))
		if _, err := compile.Compile(rules, bad, keyOf(bad)); err == nil {
			t.Errorf("ByName(%q) is no error", unknown)
		}
	}
}

func textOf(t *testing.T, rules *compile.Rules, stmt expr.Statement) string {
	t.Helper()
	compiled, err := compile.Compile(rules, stmt, keyOf(stmt))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.SQL()
}
