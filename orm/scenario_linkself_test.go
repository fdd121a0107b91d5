package orm_test

import (
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Follower struct {
	orm.Entity `gild:"followers"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Follows    orm.Many[*Follower] `gild:"through=follows"`
}

type Following struct {
	orm.Entity `gild:"follows"`
	FollowerID int64 `gild:"follower_id,pk,fk=followers.id"`
	StarID     int64 `gild:"star_id,pk,fk=followers.id"`
}

// Between objects of one type, deleting the rows of one side leaves those of the other to be deleted by themselves.
func TestScenarioLinksOfOneType(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Follower](), orm.Model[Following]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			a, b := &Follower{Name: "a"}, &Follower{Name: "b"}
			a.Follows.Add(b)
			b.Follows.Add(a)
			s.Add(a, b)
			return nil
		}))
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			b, err := orm.Get[Follower](ctx, s, 2)
			ok(t, err)
			_, err = b.Follows.Load(ctx)
			ok(t, err)
			a, err := orm.Get[Follower](ctx, s, 1)
			ok(t, err)
			b.Follows.Remove(a)
			s.Delete(a)
			return nil
		}))
		wantRows(t, db, "select name from followers", "b")
	})
}
