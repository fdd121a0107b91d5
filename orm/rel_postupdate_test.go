package orm_test

import (
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

type Chained struct {
	orm.Entity `gild:"chain"`
	ID         int64 `gild:"id,pk"`
	Data       string
	V          int64 `gild:"v,version"`
	Touched    *string
	NextID     *int64            `gild:"next_id,fk=chain.id"`
	Next       orm.Ref[*Chained] `gild:"post-update"`
}

// An UPDATE for a foreign key alone is one like any other: it counts the version, and sets
// what every UPDATE sets.
func TestPostUpdateCounts(t *testing.T) {
	models := []orm.Mapping{orm.Model[Chained](orm.Items(schema.Amend("touched", schema.OnUpdate("t"))))}
	eachReturning(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := &Chained{Data: "a"}, &Chained{Data: "b"}
		a.Next.Set(b)
		b.Next.Set(a)
		s.Add(a)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"INSERT chain (data, v, touched, next_id) [a 1 NULL NULL] [b 1 NULL NULL]",
			"UPDATE chain SET v=2, touched=t, next_id=2 WHERE chain.id = 1 AND chain.v = 1",
			"UPDATE chain SET v=2, touched=t, next_id=1 WHERE chain.id = 2 AND chain.v = 1")
		if a.V != 2 || a.Touched == nil || *a.Touched != "t" {
			t.Errorf("%+v", a)
		}
		a.Data = "changed"
		a.Next.Set(a)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE chain SET data=changed, v=3, touched=t WHERE chain.id = 1 AND chain.v = 2",
			"UPDATE chain SET v=4, touched=t, next_id=1 WHERE chain.id = 1 AND chain.v = 3")
		s.Delete(a, b)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE chain SET v=5, touched=t, next_id=NULL WHERE chain.id = 1 AND chain.v = 4",
			"UPDATE chain SET v=3, touched=t, next_id=NULL WHERE chain.id = 2 AND chain.v = 2",
			"DELETE chain WHERE chain.id = 1 AND chain.v = 5", "DELETE chain WHERE chain.id = 2 AND chain.v = 3")
	})
}
