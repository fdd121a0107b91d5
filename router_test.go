package gild_test

import (
	"database/sql"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/pooling"
)

// Functions with effects are the primary's, in statements as in text.
func TestRouterKeepsEffectsFromReplicas(t *testing.T) {
	primary, replica := openPostgres(t), openPostgres(t)
	mustExec(t, primary, "create sequence s")
	mustExec(t, replica, "create sequence s")
	r, err := gild.NewRouter(postgres.Dialect, pooling.RouterConfig{Primary: primary, Replicas: []*sql.DB{replica}})
	check(t, err)
	_, err = gild.All[int64](t.Context(), r, expr.Select(expr.Func[int64]("nextval", expr.Val("s"))))
	check(t, err)
	_, err = gild.All[int64](t.Context(), r, expr.Select(expr.NextValue(expr.NewSequence("s"))))
	check(t, err)
	_, err = gild.All[struct{ A, B string }](t.Context(), r, expr.Select(
		expr.Func[int64]("nextval", expr.Val("s")).As("a"), expr.Func[string]("lower", expr.Val("X")).As("b")))
	check(t, err)
	var called bool
	check(t, replica.QueryRow("select is_called from s").Scan(&called))
	if called {
		t.Error("nextval went to the replica")
	}
}
