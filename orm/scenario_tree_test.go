package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type TreeNode struct {
	orm.Entity `gild:"node"`
	ID         int64 `gild:"id,pk"`
	Data       string
	ParentID   *int64              `gild:"parent_id,fk=node.id"`
	Children   orm.Many[*TreeNode] `gild:"cascade=all delete-orphan,back=Parent"`
	Parent     orm.Ref[*TreeNode]
}

func tree(data string, children ...*TreeNode) *TreeNode {
	n := &TreeNode{Data: data}
	n.Children.Add(children...)
	return n
}

// A tree is inserted level by level, and deleted leaves first.
func TestScenarioTree(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[TreeNode]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		n1 := tree("n1", tree("n11"), tree("n12", tree("n121"), tree("n122")), tree("n13"))
		s.Add(n1)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"INSERT node (data, parent_id) [n1 NULL]",
			"INSERT node (data, parent_id) [n11 1] [n12 1] [n13 1]",
			"INSERT node (data, parent_id) [n121 3] [n122 3]")
		ok(t, s.Commit(ctx))
		db.Log.Take()

		fresh := r.NewSession(db.DB)
		defer fresh.Close()
		root, err := orm.Get[TreeNode](ctx, fresh, 1)
		ok(t, err)
		fresh.Delete(root)
		ok(t, fresh.Flush(ctx))
		const order = " ORDER BY node.id"
		wantSent(t, db,
			"SELECT node WHERE node.id = 1",
			"SELECT node WHERE node.parent_id = 1"+order,
			"SELECT node WHERE node.parent_id IN (2, 3, 4)"+order,
			"SELECT node WHERE node.parent_id IN (5, 6)"+order,
			"DELETE node WHERE node.id = 2", "DELETE node WHERE node.id = 4",
			"DELETE node WHERE node.id = 5", "DELETE node WHERE node.id = 6",
			"DELETE node WHERE node.id = 3",
			"DELETE node WHERE node.id = 1")
		ok(t, fresh.Commit(ctx))
		wantRows(t, db, "select count(*) from node", "0")
	})
}

type Sibling struct {
	orm.Entity `gild:"node"`
	ID         int64 `gild:"id,pk"`
	Path       string
	ParentID   *int64             `gild:"parent_id,fk=node.id"`
	PrevID     *int64             `gild:"prev_id,fk=node.id"`
	NextID     *int64             `gild:"next_id,fk=node.id"`
	Children   orm.Many[*Sibling] `gild:"via=parent_id,back=Parent,cascade=all"`
	Parent     orm.Ref[*Sibling]  `gild:"via=parent_id"`
	Prev       orm.Ref[*Sibling]  `gild:"via=prev_id"`
	Next       orm.Ref[*Sibling]  `gild:"via=next_id,post-update"`
}

// Rows that point at each other are inserted one behind the other, and linked forward by
// updates afterwards.
func TestScenarioSiblings(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Sibling]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		root := &Sibling{Path: "root"}
		about, cats, stories, bruce := &Sibling{Path: "about"}, &Sibling{Path: "cats"}, &Sibling{Path: "stories"}, &Sibling{Path: "bruce"}
		root.Children.Add(about, cats, stories, bruce)
		list := []*Sibling{about, cats, stories, bruce}
		for i := range list[1:] {
			list[i].Next.Set(list[i+1])
			list[i+1].Prev.Set(list[i])
		}
		s.Add(root)
		ok(t, s.Flush(ctx))
		const head = "INSERT node (path, parent_id, prev_id, next_id) "
		wantSent(t, db,
			head+"[root NULL NULL NULL]", head+"[about 1 NULL NULL]", head+"[cats 1 2 NULL]", head+"[stories 1 3 NULL]", head+"[bruce 1 4 NULL]",
			"UPDATE node SET next_id=3 WHERE node.id = 2", "UPDATE node SET next_id=4 WHERE node.id = 3", "UPDATE node SET next_id=5 WHERE node.id = 4")

		cats.Parent.Set(nil)
		stories.Prev.Set(about)
		about.Next.Set(stories)
		s.Delete(cats)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE node SET prev_id=2 WHERE node.id = 4",
			"UPDATE node SET next_id=4 WHERE node.id = 2",
			"UPDATE node SET next_id=NULL WHERE node.id = 3",
			"DELETE node WHERE node.id = 3")

		s.Delete(root)
		ok(t, s.Flush(ctx))
		wantSent(t, db,
			"UPDATE node SET next_id=NULL WHERE node.id = 2", "UPDATE node SET next_id=NULL WHERE node.id = 4",
			"DELETE node WHERE node.id = 5", "DELETE node WHERE node.id = 4", "DELETE node WHERE node.id = 2", "DELETE node WHERE node.id = 1")
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from node", "0")
	})
}

type Person struct {
	orm.Entity     `gild:"person"`
	ID             int64 `gild:"id,pk"`
	Data           string
	FavoriteBallID *int64          `gild:"favorite_ball_id,fk=ball.id"`
	Balls          orm.Many[*Ball] `gild:"cascade=all delete-orphan"`
	Favorite       orm.Ref[*Ball]
}

type Ball struct {
	orm.Entity `gild:"ball"`
	ID         int64 `gild:"id,pk"`
	Data       string
	PersonID   *int64 `gild:"person_id,fk=person.id"`
}

// playground makes the two tables that refer to each other.
func playground(t *testing.T, db *live.Database, options ...orm.MapOption) *orm.Registry {
	t.Helper()
	r := orm.NewRegistry(nil, orm.Model[Person](options...), orm.Model[Ball]())
	ok(t, r.Err())
	serial := map[string]string{"sqlite": "integer primary key"}[db.Dialect.Name]
	if serial == "" {
		serial = "bigserial primary key"
	}
	for _, text := range []string{
		"create table person (id " + serial + ", data text, favorite_ball_id bigint)",
		"create table ball (id " + serial + ", data text, person_id bigint references person)",
	} {
		_, err := db.ExecContext(t.Context(), text)
		ok(t, err)
	}
	db.Log.Take()
	return r
}

func withBalls() (p *Person, balls []*Ball) {
	p, balls = &Person{Data: "p"}, []*Ball{{Data: "b1"}, {Data: "b2"}, {Data: "b3"}}
	p.Balls.Add(balls...)
	p.Favorite.Set(balls[0])
	return p, balls
}

func TestScenarioMutualRows(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		t.Run("the reference later", func(t *testing.T) {
			s := playground(t, db, orm.Tag("Favorite", "post-update")).NewSession(db.DB)
			defer s.Close()
			p, _ := withBalls()
			s.Add(p)
			ok(t, s.Flush(ctx))
			wantSent(t, db,
				"INSERT person (data, favorite_ball_id) [p NULL]",
				"INSERT ball (data, person_id) [b1 1] [b2 1] [b3 1]",
				"UPDATE person SET favorite_ball_id=1 WHERE person.id = 1")
			s.Delete(p)
			ok(t, s.Flush(ctx))
			wantSent(t, db,
				"UPDATE person SET favorite_ball_id=NULL WHERE person.id = 1",
				"DELETE ball WHERE ball.id = 1", "DELETE ball WHERE ball.id = 2", "DELETE ball WHERE ball.id = 3",
				"DELETE person WHERE person.id = 1")
		})
		_, err := db.ExecContext(ctx, "drop table ball")
		ok(t, err)
		_, err = db.ExecContext(ctx, "drop table person")
		ok(t, err)
		t.Run("the collection later", func(t *testing.T) {
			s := playground(t, db, orm.Tag("Balls", "post-update,cascade=all delete-orphan")).NewSession(db.DB)
			defer s.Close()
			p, _ := withBalls()
			s.Add(p)
			ok(t, s.Flush(ctx))
			wantSent(t, db,
				"INSERT ball (data, person_id) [b1 NULL] [b2 NULL] [b3 NULL]",
				"INSERT person (data, favorite_ball_id) [p 1]",
				"UPDATE ball SET person_id=1 WHERE ball.id = 1", "UPDATE ball SET person_id=1 WHERE ball.id = 2", "UPDATE ball SET person_id=1 WHERE ball.id = 3")
			s.Delete(p)
			ok(t, s.Flush(ctx))
			wantSent(t, db,
				"UPDATE ball SET person_id=NULL WHERE ball.id = 1", "UPDATE ball SET person_id=NULL WHERE ball.id = 2", "UPDATE ball SET person_id=NULL WHERE ball.id = 3",
				"DELETE person WHERE person.id = 1",
				"DELETE ball WHERE ball.id = 1", "DELETE ball WHERE ball.id = 2", "DELETE ball WHERE ball.id = 3")
		})
		_, err = db.ExecContext(ctx, "drop table ball")
		ok(t, err)
		_, err = db.ExecContext(ctx, "drop table person")
		ok(t, err)
		t.Run("neither", func(t *testing.T) {
			s := playground(t, db).NewSession(db.DB)
			defer s.Close()
			p, _ := withBalls()
			s.Add(p)
			var circle *orm.CycleError
			if err := s.Flush(ctx); !errors.As(err, &circle) {
				t.Errorf("the error is %v", err)
			}
			wantSent(t, db)
			ok(t, s.Rollback())
			s.Add(&Ball{Data: "alone"})
			ok(t, s.Commit(ctx))
			wantRows(t, db, "select data from ball", "alone")
		})
	})
}
