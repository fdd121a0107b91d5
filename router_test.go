package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
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

// Statements that only read go to a replica, also with text in them; those with an effect do not, wherever it is.
func TestRouterKnowsTextInStatements(t *testing.T) {
	var role pooling.Role
	noted := errors.New("noted, and not run")
	note := gild.WithEvents(gild.Events{BeforeExecute: func(ctx context.Context, _ *gild.Execution) (context.Context, error) {
		role = pooling.RoleOf(ctx)
		return ctx, noted
	}})
	open := func() *sql.DB {
		db, err := gild.Open("sqlite://", note)
		check(t, err)
		return closed(t, db)
	}
	r, err := gild.NewRouter(postgres.Dialect, pooling.RouterConfig{Primary: open(), Replicas: []*sql.DB{open()}})
	check(t, err)
	if _, err := gild.Exec(t.Context(), r, &gild.Bound{}); err == nil {
		t.Error("a Bound without a statement runs")
	}
	one := expr.Select(expr.Val(1).As("a"))
	deleted := expr.Delete(expr.TableNamed("t")).Returning(expr.Val(1).As("a")).CTE("d")
	nextval := "nextval('s')"
	for _, tt := range []struct {
		name string
		stmt expr.Statement
		want pooling.Role
	}{
		{"select", one, pooling.Replica},
		{"bound", &gild.Bound{Statement: one}, pooling.Replica},
		{"bound to write", &gild.Bound{Statement: expr.Text("delete from t")}, pooling.Primary},
		{"text", expr.Text("select 1"), pooling.Replica},
		{"text that writes", expr.Text("delete from t"), pooling.Primary},
		{"text with columns", expr.Text("select 1").Columns(expr.ColumnOf[int]("a")), pooling.Replica},
		{"text with columns that writes", expr.Text("delete from t returning a").Columns(expr.ColumnOf[int]("a")), pooling.Primary},
		{"part", one.Where(expr.Text("1 = 1")), pooling.Replica},
		{"part with an effect", one.Where(expr.Text(nextval + " = 1")), pooling.Primary},
		{"raw", expr.Select(expr.Raw[int64]("1 + 1")), pooling.Replica},
		{"raw with an effect", expr.Select(expr.Raw[int64](nextval)), pooling.Primary},
		{"prefix", one.Prefix("ALL", ""), pooling.Replica},
		{"suffix", one.Suffix("FOR UPDATE", ""), pooling.Primary},
		{"statement hint", one.StatementHint("FOR UPDATE", ""), pooling.Primary},
		{"within", expr.Union(one, one.Suffix("FOR UPDATE", "")), pooling.Primary},
		{"columns of a query that locks", expr.Select(one.ForUpdate().As("q").C("a")), pooling.Primary},
		{"columns of rows that are deleted", expr.Select(deleted.C("a")), pooling.Primary},
		{"CTE", expr.Select(one.CTE("c").C("a")), pooling.Replica},
		{"suffix of a CTE", expr.Select(one.CTE("c").Suffix("FOR UPDATE", "").C("a")), pooling.Primary},
	} {
		role = ""
		if _, err := gild.Exec(t.Context(), r, tt.stmt); !errors.Is(err, noted) {
			t.Errorf("%s: %v", tt.name, err)
		} else if role != tt.want {
			t.Errorf("%s goes to the %s", tt.name, role)
		}
	}
}

// What is asked of a connection, and told to it, is no write: reads that follow in a sticky context go to the replica.
func TestRouterTakesQuestionsForNoWrites(t *testing.T) {
	primary, replica := openPostgres(t), openPostgres(t)
	r, err := gild.NewRouter(postgres.Dialect, pooling.RouterConfig{Primary: primary, Replicas: []*sql.DB{replica}})
	check(t, err)
	mustExec(t, primary, "create table here (a int)")
	ctx := pooling.Sticky(t.Context())
	exists := expr.Select(expr.Raw[bool]("to_regclass('here') is not null"))
	wantPrimary := func(want bool) {
		t.Helper()
		if got, err := gild.One[bool](ctx, r, exists); err != nil || got != want {
			t.Errorf("the primary answers: %t, want %t; %v", got, want, err)
		}
	}
	_, err = gild.FeaturesOf(ctx, r)
	check(t, err)
	within, end := gild.StartSpan(ctx, r, "read")
	end(nil)
	_, err = r.ExecContext(within, expr.ChannelText, &wrap.Span{Name: "read"})
	check(t, err)
	wantPrimary(false)
	_, err = gild.Exec(ctx, r, expr.Text("insert into here values (1)"))
	check(t, err)
	wantPrimary(true)
}
