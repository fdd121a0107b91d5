package orm_test

import (
	"fmt"
	"testing"

	"github.com/ngrok/sqlmw"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/wrap"
)

// compiles asks the databases that it is used for how much has been compiled.
type compiles struct {
	sqlmw.NullInterceptor
	of *wrap.Connector
}

func (c *compiles) Follows() bool                    { return false }
func (c *compiles) Observe(k *wrap.Connector) func() { c.of = k; return nil }

// TestSecondRunCompilesNothing: whatever the ORM does a second time, with other values, has been compiled.
func TestSecondRunCompilesNothing(t *testing.T) {
	c := &compiles{}
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		run := func(n int64) {
			t.Helper()
			s := r.NewSession(db.DB, orm.Only(func(b *Work) expr.Expr { return orm.C(&b.Price).Gt(float64(n)) }))
			defer s.Close()
			w, b, f := orm.From[Writer](), orm.From[Work](), orm.From[Work]()
			_, err := orm.Select(w).Where(orm.C(&w.ID).Gt(n), orm.Has(&w.Works)).OrderBy(orm.C(&w.ID)).Limit(3).
				With(orm.SelectIn(&w.Works).Then(b, orm.SelectIn(&b.Sequels)), orm.SelectIn(&w.Prizes)).All(ctx, s)
			ok(t, err)
			_, err = orm.All2(ctx, s, orm.Select(b).Join(&b.Writer, w).With(orm.Joined(&b.First).Then(f, orm.Joined(&f.Writer))), w)
			ok(t, err)
			_, err = orm.Get[Writer](ctx, s, n+5)
			ok(t, err)
			_, err = orm.Select(b).Where(orm.C(&b.ID).In(n, n+1)).Count(ctx, s)
			ok(t, err)
			queries(t, r, s, n)
			work := &Work{Title: "new", Price: float64(n)}
			s.Add(work)
			ok(t, s.Flush(ctx))
			work.Title = "old"
			ok(t, s.Flush(ctx))
			_, err = orm.Update(b).Set(orm.Assign(&b.Price, float64(n))).Where(orm.C(&b.ID).Eq(n)).Run(ctx, s)
			ok(t, err)
			s.Delete(work)
			ok(t, s.Commit(ctx))
		}
		run(0)
		before := c.of.Counts().Compiled.Misses
		run(1)
		if made := c.of.Counts().Compiled.Misses - before; made != 0 || before == 0 {
			t.Errorf("%d statements are compiled by the second run, %d by the first", made, before)
		}
	}, gild.WithInterceptors(c))
}

// queries runs queries and loads of each kind, with values that are others each time.
func queries(t *testing.T, r *orm.Registry, s *orm.Session, n int64) {
	t.Helper()
	ctx := t.Context()
	w, o, b, f := orm.From[Writer](), orm.From[Writer](), orm.From[Work](), orm.From[Work]()
	some := orm.Select(w).Where(orm.C(&w.ID).Gt(n)).OrderBy(orm.C(&w.Name).Desc(), expr.Lower(orm.C(&w.Name))).Limit(int(n) + 2)
	all := func(q *orm.Query[Writer]) {
		t.Helper()
		_, err := q.Renew().All(ctx, s)
		ok(t, err)
	}
	all(some.With(orm.Joined(&w.Works).As(b).Where(orm.C(&b.Price).Lt(float64(n)+5)).Then(b, orm.Joined(&b.First).Then(f, orm.LoadOnly(&f.Title))), orm.Joined(&w.Prizes)))
	all(some.With(orm.SelectIn(&w.Works).As(b).Where(orm.C(&b.Price).Lt(float64(n) + 5)).OrderBy(orm.C(&b.Price)).Limit(int(n) + 1)))
	all(some.With(orm.SelectIn(&w.Works).Then(b, orm.Joined(&b.Sequels))))
	all(some.With(orm.SelectInAll(2), orm.Defer(&w.Name)))
	all(some.Join(&w.Works, b, orm.C(&b.Price).Ge(float64(n))).With(orm.ContainsEager(&w.Works, b)))
	all(some.Where(expr.Exists(orm.Select(b).Where(orm.N(&b.WriterID).EqExpr(orm.C(&w.ID)), orm.C(&b.Price).Gt(float64(n))).AsQuery())))
	_, err := orm.All3(ctx, s, orm.Select(w).JoinOn(o, orm.C(&o.ID).EqExpr(orm.C(&w.ID).Add(n))).LeftJoin(&o.Works, b), o, b)
	ok(t, err)
	type line struct {
		Writer *Writer
		Works  int64
	}
	_, err = orm.Rows[line](ctx, s, some, orm.Object(w), expr.ScalarOf[int64](orm.Select(b).Where(orm.N(&b.WriterID).EqExpr(orm.C(&w.ID))).AsQuery(expr.CountAll())).As("works"))
	ok(t, err)
	roots, err := orm.Select(b).Where(orm.C(&b.ID).Eq(n)).Statement(r)
	ok(t, err)
	tree := roots.RecursiveCTE("tree", func(self *expr.CTE) expr.Query {
		next, err := orm.Select(f).JoinOn(self, self.C("id").Eq(orm.N(&f.SequelOf))).Statement(r)
		ok(t, err)
		return roots.UnionAll(next)
	})
	_, err = orm.Select(b).Of(tree).All(ctx, s)
	ok(t, err)
	_, err = orm.Select(b).FromStatement(expr.Text("select id, title from works where id > :n").Bind("n", n)).All(ctx, s)
	ok(t, err)
	_, err = orm.Update(b).Using(w).Set(orm.Assign(&b.Title, fmt.Sprint(n))).Where(orm.N(&b.WriterID).EqExpr(orm.C(&w.ID)), orm.C(&w.ID).Gt(n+3)).Returning(ctx, s)
	ok(t, err)
	_, err = orm.InsertFrom(b, orm.Select(f).Where(orm.C(&f.ID).Eq(n+2)).AsQuery(orm.C(&f.Title), orm.C(&f.Price)), &b.Title, &b.Price).Run(ctx, s)
	ok(t, err)
}
