package guard_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
	"github.com/gildsql/gild/wrap/guard"
	"github.com/gildsql/gild/wrap/sqlcomment"
)

// found takes the findings of a test.
type found struct {
	mu  sync.Mutex
	all []guard.Finding
}

func (f *found) report(_ context.Context, one guard.Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, one)
}

func (f *found) names() (names []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.all {
		names = append(names, one.Guard)
	}
	return names
}

func open(t *testing.T, c guard.Config) (*sql.DB, *guard.Guard, *found) {
	f := &found{}
	c.Report = f.report
	g := guard.New(c)
	db, err := gild.Open("sqlite:///"+t.TempDir()+"/a.db", gild.WithEvents(g.Events()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	exec(t, db, "create table t (id integer primary key, a int)")
	exec(t, db, "insert into t values (1, 1), (2, 2), (3, 3)")
	return db, g, f
}

func exec(t *testing.T, db gild.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func TestNPlusOne(t *testing.T) {
	db, _, f := open(t, guard.Config{Repeats: 3})
	ctx := guard.Scope(t.Context())
	for i := range 6 { // with values in the text, too
		query := "select a from t where id = " + string(rune('1'+i%3))
		if err := db.QueryRowContext(ctx, query).Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.names(); !slices.Equal(got, []string{guard.NPlusOne}) {
		t.Fatalf("found %q", got)
	}
	if one := f.all[0]; one.SQL != "select a from t where id = ?" || one.Count != 4 || !strings.Contains(one.Stack, "guard_test.TestNPlusOne") {
		t.Errorf("found %v", one)
	}
	for range 6 { // nobody counts outside of a scope, nor the scope's neighbours
		_ = db.QueryRowContext(t.Context(), "select a from t where id = 1").Scan(new(int))
	}
	if len(f.names()) != 1 || guard.Count(ctx) != 6 || guard.Count(t.Context()) != 0 {
		t.Errorf("found %q, %d counted", f.names(), guard.Count(ctx))
	}
}

// TestNPlusOneWithTrace has a comment that is another each time.
func TestNPlusOneWithTrace(t *testing.T) {
	f, n := &found{}, 0
	g := guard.New(guard.Config{Repeats: 3, Report: f.report})
	db, err := gild.Open("sqlite://", gild.WithEvents(g.Events()), sqlcomment.Option(sqlcomment.WithTrace(func(context.Context) string {
		n++
		return strconv.Itoa(n)
	})))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := guard.Scope(t.Context())
	for range 4 {
		if err := db.QueryRowContext(ctx, "select 1").Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.names(); n != 4 || !slices.Equal(got, []string{guard.NPlusOne}) {
		t.Errorf("found %q of %d", got, n)
	}
}

func TestBudget(t *testing.T) {
	db, _, f := open(t, guard.Config{Budget: 2, Refuse: true})
	ctx := guard.Scope(t.Context())
	var err error
	for range 3 {
		_, err = db.ExecContext(ctx, "insert into t (a) values (1)")
	}
	refused, ok := errors.AsType[*guard.FindingError](err)
	if !ok || refused.Finding.Guard != guard.Budget || refused.Finding.Count != 3 {
		t.Errorf("error %v", err)
	}
	var n int
	if err := db.QueryRowContext(t.Context(), "select count(*) from t").Scan(&n); err != nil || n != 5 {
		t.Errorf("%d rows, %v", n, err)
	}
	if got := f.names(); !slices.Equal(got, []string{guard.Budget}) {
		t.Errorf("found %q", got)
	}
}

func TestMissingWhere(t *testing.T) {
	db, _, f := open(t, guard.Config{MissingWhere: true, Refuse: true})
	if _, err := db.ExecContext(t.Context(), "delete from t"); err == nil {
		t.Error("all rows are deleted")
	}
	exec(t, db, "delete from t where id = 1")
	if got := f.names(); !slices.Equal(got, []string{guard.MissingWhere}) {
		t.Errorf("found %q", got)
	}
}

func TestSlow(t *testing.T) {
	db, _, f := open(t, guard.Config{Slow: 1, Explain: 1})
	f.all = nil
	if err := db.QueryRowContext(t.Context(), "select a from t where id = ?", 2).Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	if len(f.all) != 1 || !strings.Contains(f.all[0].Plan, "SEARCH t USING INTEGER PRIMARY KEY") {
		t.Fatalf("found %v", f.all)
	}
	exec(t, db, "insert into t (a) values (4)") // whose plan nobody asks for
	if len(f.all) != 2 || f.all[1].Plan != "" {
		t.Errorf("found %v", f.all)
	}
	var n int
	if err := db.QueryRowContext(t.Context(), "select count(*) from t").Scan(&n); err != nil || n != 4 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestLeak(t *testing.T) {
	db, g, f := open(t, guard.Config{LeakAfter: time.Millisecond})
	rows, err := db.QueryContext(t.Context(), "select a from t")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if len(f.names()) >= 2 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if got := f.names(); !slices.Equal(got, []string{guard.Leak, guard.Leak}) {
		t.Fatalf("found %q", got)
	}
	leaked := g.Open()
	if len(leaked) != 2 || leaked[0].SQL != "select a from t" || !strings.Contains(leaked[1].Stack, "guard_test.TestLeak") {
		t.Errorf("open: %v", leaked)
	}
	if err := errors.Join(rows.Close(), tx.Rollback()); err != nil {
		t.Fatal(err)
	}
	if leaked := g.Open(); len(leaked) > 0 {
		t.Errorf("open at the end: %v", leaked)
	}
}

// TestLeakUnusual has rows that nobody reads, some of which end all the same, on several goroutines.
func TestLeakUnusual(t *testing.T) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{"sqlite": live.SQLite, "postgresql": live.Postgres, "pgx": live.PGX, "mysql": live.MySQL} {
		t.Run(name, func(t *testing.T) {
			g := guard.New(guard.Config{LeakAfter: time.Hour})
			db := open(t, gild.WithEvents(g.Events())).DB
			const query = "select 1 union select 2"
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					rows, err := db.QueryContext(ctx, query)
					if err != nil {
						t.Error(err)
						return
					}
					rows.Next()
					cancel() // in the midst of them
					_ = db.QueryRowContext(ctx, query)
					tx, err := db.BeginTx(t.Context(), nil)
					if err != nil {
						t.Error(err)
						return
					}
					_, _ = tx.QueryContext(context.Background(), query)
					if err := tx.Rollback(); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			for range 1000 {
				if len(g.Open()) == 0 {
					break
				}
				time.Sleep(time.Millisecond)
			}
			if open := g.Open(); len(open) > 0 {
				t.Errorf("open: %v", open)
			}
			row := db.QueryRowContext(context.Background(), query) // without Scan
			if open := g.Open(); len(open) != 1 || !strings.Contains(open[0].Stack, "guard_test.TestLeakUnusual") {
				t.Errorf("open: %v", open)
			}
			if err := row.Scan(new(int)); err != nil || len(g.Open()) > 0 {
				t.Errorf("open after Scan: %v, %v", g.Open(), err)
			}
			if _, err := db.QueryContext(t.Context(), "nonsense"); err == nil || len(g.Open()) > 0 {
				t.Errorf("open after a failure: %v, %v", g.Open(), err)
			}
		})
	}
}

// TestCartesian finds products in text, prepared or not, and in statements of the expression
// language, and no others.
func TestCartesian(t *testing.T) {
	db, _, f := open(t, guard.Config{Cartesian: true, Refuse: true})
	meta := schema.NewMetaData()
	a := schema.NewTable(meta, "t", schema.NewColumn("id", typemap.Integer()), schema.NewColumn("a", typemap.Integer()))
	b := expr.As(a, "b")
	prepared := func(query string) error {
		stmt, err := db.PrepareContext(t.Context(), query)
		if err != nil {
			return err
		}
		defer stmt.Close()
		return stmt.QueryRowContext(t.Context()).Scan(new(int))
	}
	text := func(query string) error { return db.QueryRowContext(t.Context(), query).Scan(new(int)) }
	all := func(stmt expr.Statement) error {
		_, err := gild.All[int](t.Context(), db, stmt)
		return err
	}
	pair := expr.Select(a.C("id")).From(a, b)
	for name, err := range map[string]error{
		"text":     text("select count(*) from t, t b where t.a = 'secret'"),
		"again":    text("select count(*) from t, t b where t.a = 'secret'"),
		"prepared": prepared("select count(*) from t join t b on true"),
		"tree":     all(pair),
		"a text":   all(expr.Text("select count(*) from t, t b")),
		"raw":      all(pair.Where(expr.Raw[bool]("t.a > 1"))),
	} {
		refused, ok := errors.AsType[*guard.FindingError](err)
		product, same := errors.AsType[*compile.CartesianError](err)
		if !ok || !same || product != refused.Finding.Product || product.From != "t" || !slices.Equal(product.Unlinked, []string{"b"}) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := `gild: guard cartesian: cartesian product: nothing links "b" to "t": give a condition for each`; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %q", name, err)
		}
		if strings.Contains(err.Error(), "secret") || !strings.Contains(refused.Finding.Stack, "guard_test.TestCartesian") {
			t.Errorf("%s: found %v", name, refused.Finding)
		}
	}
	found := len(f.names())
	for name, err := range map[string]error{
		"text":      text("select count(*) from t, t b where t.id = b.id"),
		"meant":     text("select count(*) from t cross join t b"),
		"not known": text("select count(*) from t, (select max(id) as id from t) b"),
		"tree":      all(pair.Where(expr.Typed[any](a.C("id")).EqExpr(b.C("id")))),
		"a join":    all(expr.Select(a.C("id")).JoinOn(b, expr.True())),
		"raw":       all(pair.Where(expr.Raw[bool]("t.id = b.id"))),
		"raw join":  all(expr.Select(a.C("id")).JoinOn(b, expr.Raw[bool]("1 = 1"))),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := f.names(); found != 6 || len(got) != found {
		t.Errorf("found %q", got)
	}
}
