package compile_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

func TestCorrelate(t *testing.T) {
	inner := expr.Select(mails.ID).Where(mails.UserID.EqExpr(users.ID))
	around := func(q expr.Query) expr.Statement { return expr.Select(users.ID).Where(expr.Exists(q)) }
	const own = "SELECT users.id FROM users WHERE EXISTS (SELECT mails.id FROM mails WHERE mails.user_id = users.id)"
	const both = "SELECT users.id FROM users WHERE EXISTS (SELECT mails.id FROM mails, users WHERE mails.user_id = users.id)"
	for name, test := range map[string]struct {
		stmt expr.Statement
		want string
	}{
		"by itself":          {around(inner), own},
		"as told":            {around(inner.Correlate(users)), own},
		"another than told":  {around(inner.Correlate(mails)), both},
		"all but one":        {around(inner.CorrelateExcept(mails)), own},
		"all but both":       {around(inner.CorrelateExcept(mails, users)), both},
		"everything":         {around(inner.CorrelateExcept()), own},
		"nothing":            {around(inner.CorrelateNone()), both},
		"one table":          {around(expr.Select(users.Name)), "SELECT users.id FROM users WHERE EXISTS (SELECT users.name FROM users)"},
		"one table, as told": {expr.Select(expr.ScalarOf[int64](expr.Select(users.ID).Correlate(users))).From(users), "SELECT (SELECT users.id) AS anon_1 FROM users"},
		"in FROM":            {expr.Select(users.ID, inner.As("q").C("id")), "SELECT users.id, q.id AS id_1 FROM users, (SELECT mails.id AS id FROM mails, users WHERE mails.user_id = users.id) AS q"},
		"in FROM, as told":   {expr.Select(users.ID, inner.Correlate(users).As("q").C("id")), "SELECT users.id, q.id AS id_1 FROM users, (SELECT mails.id AS id FROM mails, users WHERE mails.user_id = users.id) AS q"},
		"lateral":            {expr.Select(users.ID, inner.Lateral("q").C("id")), "SELECT users.id, q.id AS id_1 FROM users, LATERAL (SELECT mails.id AS id FROM mails WHERE mails.user_id = users.id) AS q"},
		"inside a DELETE":    {expr.Delete(users).Where(expr.Exists(inner)), "DELETE FROM users WHERE EXISTS (SELECT mails.id FROM mails WHERE mails.user_id = users.id)"},
		"in a scalar":        {expr.Select(users.ID, expr.ScalarOf[int64](inner)), "SELECT users.id, (SELECT mails.id FROM mails WHERE mails.user_id = users.id) AS anon_1 FROM users"},
		"in ORDER BY":        {expr.Select(users.ID).OrderBy(expr.ScalarOf[int64](inner)), "SELECT users.id FROM users ORDER BY (SELECT mails.id FROM mails WHERE mails.user_id = users.id)"},
		"an alias":           {expr.Select(users.ID).Where(expr.Exists(expr.Select(expr.As(mails, "m").C("id")).Where(users.ID.Gt(1)))), "SELECT users.id FROM users WHERE EXISTS (SELECT m.id FROM mails AS m WHERE users.id > ?)"},
		"with a join":        {around(expr.Select(mails.ID).JoinOn(tags, tags.ID.EqExpr(mails.ID)).Where(mails.UserID.EqExpr(users.ID))), "SELECT users.id FROM users WHERE EXISTS (SELECT mails.id FROM mails JOIN tags ON tags.id = mails.id WHERE mails.user_id = users.id)"},
		"from both sides of a join": {expr.Select(users.ID).JoinOn(tags, tags.ID.EqExpr(users.ID)).Where(expr.Exists(expr.Select(mails.ID).Where(mails.UserID.EqExpr(users.ID), mails.CcID.EqExpr(tags.ID)))),
			"SELECT users.id FROM users JOIN tags ON tags.id = users.id WHERE EXISTS (SELECT mails.id FROM mails WHERE mails.user_id = users.id AND mails.cc_id = tags.id)"},
		"in a set operation":  {around(expr.Union(inner, inner)), "SELECT users.id FROM users WHERE EXISTS (SELECT mails.id FROM mails WHERE mails.user_id = users.id UNION SELECT mails.id FROM mails WHERE mails.user_id = users.id)"},
		"not in a CTE":        {expr.Select(users.ID, inner.CTE("c").C("id")), "WITH c AS (SELECT mails.id AS id FROM mails, users WHERE mails.user_id = users.id) SELECT users.id, c.id AS id_1 FROM users, c"},
		"inside an UPDATE":    {expr.Update(users).Set(users.Name.Set("x")).Where(expr.Exists(inner)), "UPDATE users SET name=? WHERE EXISTS (SELECT mails.id FROM mails WHERE mails.user_id = users.id)"},
		"at a distance, told": {around(expr.Select(mails.ID).Where(expr.Exists(inner.Columns(users.Name).Correlate(users, mails)))), "SELECT users.id FROM users WHERE EXISTS (SELECT mails.id FROM mails WHERE EXISTS (SELECT mails.id, users.name WHERE mails.user_id = users.id))"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := textOf(t, compile.Default(), test.stmt); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestJoinsThroughSubqueries joins by foreign keys of the tables that columns come from.
func TestJoinsThroughSubqueries(t *testing.T) {
	sub := expr.Select(mails.UserID, mails.ID).As("q")
	for _, test := range []struct {
		stmt expr.Statement
		want string
	}{
		{expr.Select(users.ID).From(expr.Joined(expr.InnerJoin, users, sub)),
			"SELECT users.id FROM users JOIN (SELECT mails.user_id AS user_id, mails.id AS id FROM mails) AS q ON users.id = q.user_id"},
		{expr.Select(users.ID).FullJoin(expr.As(sub, "r")),
			"SELECT users.id FROM users FULL OUTER JOIN (SELECT mails.user_id AS user_id, mails.id AS id FROM mails) AS r ON users.id = r.user_id"},
		{expr.Select(expr.Joined(expr.LeftJoin, users, sub).C("q_id")).From(expr.Joined(expr.LeftJoin, users, sub)),
			"SELECT q.id FROM users LEFT OUTER JOIN (SELECT mails.user_id AS user_id, mails.id AS id FROM mails) AS q ON users.id = q.user_id"},
	} {
		if got := textOf(t, compile.Default(), test.stmt); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	without := expr.Select(users.ID).From(expr.Joined(expr.InnerJoin, users, expr.Select(mails.ID).As("q")))
	_, err := compile.Compile(compile.Default(), without, keyOf(without))
	if e, ok := errors.AsType[*compile.JoinError](err); !ok || e.Left != "users" || e.Right != "q" || e.Ambiguous {
		t.Errorf("without the key's column: %v", err)
	}
}
