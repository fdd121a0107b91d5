package orm_test

import (
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
