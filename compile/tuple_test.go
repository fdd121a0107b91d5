package compile_test

import (
	"testing"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// TestOneValue: what operators and columns take one value for is given no list and no tuple.
func TestOneValue(t *testing.T) {
	id, name, active := expr.Typed[any](authors.ID), expr.Typed[any](authors.Name), expr.Typed[any](authors.Active)
	docs := expr.TableNamed("docs", expr.ColumnOf[any]("content", typemap.JSON()), expr.ColumnOf[any]("data", typemap.Binary()), expr.ColumnOf[any]("any"))
	pair := expr.Tuple(1, "a")
	where := func(c expr.Expr) expr.Statement { return expr.Select(authors.ID).Where(c) }
	checkSix(t, []written{
		{"list beside a number", where(id.Eq([]int{1})), same(`error:SELECT: a list ([]int) beside "id", which is of type bigint: In takes lists`)},
		{"list beside text", where(name.Ne([]string{"a"})), same(`error:SELECT: a list ([]string) beside "name", which is of type string: In takes lists`)},
		{"list beside a truth value", where(active.Eq([]any{true})), same(`error:SELECT: a list ([]interface {}) beside "active", which is of type boolean`)},
		{"list in a sum", expr.Select(id.Add([]int{1})), same(`error:SELECT: a list ([]int) beside "id"`)},
		{"lists as bounds", where(id.Between([]int{1}, []int{2})), same(`error:SELECT: a list ([]int) beside "id"`)},
		{"list for a column", expr.Insert(authors).Values(expr.Assign(name, []string{"a"})), same(`error:INSERT: a list ([]string) beside "name"`)},
		{"tuple beside text", where(name.Eq(pair)), same(`error:SELECT: a tuple beside a string at =: compare it with a tuple, or take In`)},
		{"tuple on the left", where(pair.Eq(name)), same(`error:SELECT: a tuple beside a string at =`)},
		{"tuple in a sum", expr.Select(id.Add(pair)), same(`error:SELECT: a tuple beside a bigint at +`)},
		{"tuple joined to text", expr.Select(name.Concat(pair)), same(`error:SELECT: a tuple beside a string at ||`)},
		{"tuple in AND", where(expr.And(active, pair)), same(`error:SELECT: a tuple is no condition`)},
		{"tuple for a column", expr.Update(authors).Set(expr.Assign(name, pair)), same(`error:UPDATE: a tuple as the value of "name", which is a string`)},
		{"bytes", expr.Select(docs.C("data")).Where(docs.C("data").Eq([]byte("x"))), same("SELECT docs.data FROM docs WHERE docs.data = ?")},
		{"document", expr.Update(docs).Set(docs.C("content").Set([]int{1})), each{"": "UPDATE docs SET content=?", "postgresql": "UPDATE docs SET content=?::JSON"}},
	})
}

// TestSpansOfFrames: a span of time is a bound where the database takes it for one.
func TestSpansOfFrames(t *testing.T) {
	born := expr.TableNamed("people", expr.ColumnOf[time.Time]("born", typemap.DateTime())).C("born")
	of := func(w *expr.WindowSpec) expr.Statement {
		return expr.Select(expr.CountAll().Over(w).As("n")).From(born.Column().Table())
	}
	checkSix(t, []written{
		{"RANGE", of(expr.Window().OrderBy(born).Range(expr.Preceding(time.Hour), expr.CurrentRow())), each{
			"":           "error:window frame: the database takes no parameter for a span of time as a bound: give its own text with expr.Raw",
			"postgresql": "SELECT count(*) OVER (ORDER BY people.born RANGE BETWEEN ? PRECEDING AND CURRENT ROW) AS n FROM people"}},
		{"text", of(expr.Window().OrderBy(born).Range(expr.Preceding(expr.Raw[any]("INTERVAL 1 HOUR")), expr.CurrentRow())),
			same("SELECT count(*) OVER (ORDER BY people.born RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW) AS n FROM people")},
		{"ROWS", of(expr.Window().OrderBy(born).Rows(expr.CurrentRow(), expr.Following(time.Hour))), same("error:window frame: ROWS and GROUPS count")},
	})
}
