package orm_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

func TestMerge(t *testing.T) {
	eachWith(t, cascading("all delete-orphan"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		p := &MParent{Data: orm.Some("one"), Extra: orm.Some("kept")}
		p.Cs.Add(&MChild{Data: "a"}, &MChild{Data: "b"})
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(p); return nil }))
		db.Log.Take()

		s := r.NewSession(db.DB)
		defer s.Close()
		given := &MParent{ID: 1, Data: orm.Some("two")}
		given.Cs.Add(&MChild{ID: 2, Data: "b2"}, &MChild{Data: "new"})
		merged, err := orm.Merge(ctx, s, given)
		ok(t, err)
		wantSent(t, db, "SELECT p WHERE p.id = 1", "SELECT c WHERE c.pid = 1 ORDER BY c.id")
		if merged == given || s.Contains(given) || merged.Cs.Len() != 2 {
			t.Errorf("merged %p of %p, %d elements", merged, given, merged.Cs.Len())
		}
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE p SET data=two WHERE p.id = 1", "UPDATE c SET data=b2 WHERE c.id = 2", "INSERT c (data, pid) [new 1]", "DELETE c WHERE c.id = 1")
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select data, extra from p", "two,kept")

		again, err := orm.Merge(ctx, s, &MParent{ID: 1}) // nothing is set
		ok(t, err)
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db)
		fresh, err := orm.Merge(ctx, s, &MParent{ID: 7, Data: orm.Some("seven")})
		ok(t, err)
		if again != merged || s.StatusOf(fresh) != orm.Pending {
			t.Errorf("%p %p, %v", again, merged, s.StatusOf(fresh))
		}
	})
}

func TestRefreshExpireExpunge(t *testing.T) {
	eachWith(t, cascading("all"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p, c := &MParent{Data: orm.Some("one")}, &MChild{Data: "c"}
		p.Cs.Add(c)
		s.Add(p)
		ok(t, s.Flush(ctx))
		change := func() {
			_, err := s.ExecContext(ctx, "update p set data = 'theirs'")
			ok(t, err)
			_, err = s.ExecContext(ctx, "update c set data = 'theirs'")
			ok(t, err)
		}
		change()
		if got, err := orm.Get[MParent](ctx, s, 1); err != nil || got.Data != orm.Some("one") {
			t.Errorf("%+v, %v", got, err)
		}
		db.Log.Take()
		ok(t, s.Refresh(ctx, p, c))
		wantSent(t, db, "SELECT p WHERE p.id = 1", "SELECT c WHERE c.id = 1") // c once, though p hands it on
		if p.Data != orm.Some("theirs") || c.Data != "theirs" {
			t.Errorf("after refresh: %+v, %q", p.Data, c.Data)
		}
		p.Data = orm.Some("mine")
		s.Expire(p)
		if p.Data != orm.Some("theirs") {
			t.Errorf("the change is not dropped: %v", p.Data)
		}
		db.Log.Take()
		_, err := orm.Get[MParent](ctx, s, 1)
		ok(t, err)
		wantSent(t, db, "SELECT p WHERE p.id = 1")

		s.Expunge(p)
		if s.StatusOf(p) != orm.Detached || s.StatusOf(c) != orm.Detached {
			t.Error(s.StatusOf(p), s.StatusOf(c))
		}
		p.Data = orm.Some("away")
		ok(t, s.Flush(ctx))
		wantSent(t, db)
		s.Add(p) // comes back with its history
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE p SET data=away WHERE p.id = 1")

		_, err = s.ExecContext(ctx, "delete from c")
		ok(t, err)
		if err := s.Refresh(ctx, c); !errors.Is(err, orm.ErrGone) {
			t.Errorf("the error is %v", err)
		}
	})
}

// Elements that have lost what brought them are not inserted, or deleted.
func TestOrphans(t *testing.T) {
	eachWith(t, cascading("all delete-orphan"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p, kept, lost := &MParent{}, &MChild{Data: "kept"}, &MChild{Data: "lost"}
		p.Cs.Add(kept, lost)
		s.Add(p)
		p.Cs.Remove(lost) // before it was ever stored
		ok(t, s.Flush(ctx))
		if s.StatusOf(lost) != orm.Transient {
			t.Error(s.StatusOf(lost))
		}
		added := &MChild{Data: "net nothing"}
		p.Cs.Add(added)
		p.Cs.Remove(added)
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db)
		p.Cs.Remove(kept)
		p.Cs.Add(kept)
		ok(t, s.Flush(ctx))
		wantSent(t, db)
		p.Cs.Remove(kept)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "DELETE c WHERE c.id = 1")
	})
}

// The order of rows does not depend on the order of Add, nor on whether a key comes from an
// object or was set by the program.
func TestOrderWithoutObjects(t *testing.T) {
	eachWith(t, cascading("save-update"), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p := &MParent{}
		c := &MChild{Data: "by object"}
		c.P.Set(p)
		s.Add(&MChild{Data: "by value", PID: 7}, c, &MParent{ID: 7})
		ok(t, s.Flush(ctx))
		calls := db.Log.TakeCalls()
		if got := brief(calls[len(calls)-1]); got != "INSERT c (data, pid) [by value 7] [by object 1]" {
			t.Error(got)
		}
	})
	eachWith(t, []orm.Mapping{orm.Model[TreeNode]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		one, two := int64(1), int64(2)
		s.Add(&TreeNode{ID: 3, ParentID: &two}, &TreeNode{ID: 2, ParentID: &one}, &TreeNode{ID: 1})
		ok(t, s.Flush(ctx))
		wantSent(t, db, "INSERT node (id, data, parent_id) [1 NULL]", "INSERT node (id, data, parent_id) [2 1]", "INSERT node (id, data, parent_id) [3 2]")
	})
}

// What an object from elsewhere says to be empty becomes empty; what it says nothing about stays.
func TestMergeOfEmptyRelationships(t *testing.T) {
	eachWith(t, shelfModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		merge := func(text string) int {
			t.Helper()
			s := r.NewSession(db.DB)
			defer s.Close()
			var given Shelf
			ok(t, json.Unmarshal([]byte(text), &given))
			shelf, err := orm.Merge(ctx, s, &given)
			ok(t, err)
			boxes, err := shelf.Boxes.Load(ctx)
			ok(t, err)
			return len(boxes)
		}
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			shelf := &Shelf{Name: "a"}
			shelf.Boxes.Add(&Box{}, &Box{})
			s.Add(shelf)
			return nil
		}))
		for text, want := range map[string]int{`{"id":1}`: 2, `{"id":1,"boxes":null}`: 2, `{"id":1,"boxes":[]}`: 0, `{"id":1,"boxes":[{"id":2}]}`: 1} {
			if n := merge(text); n != want {
				t.Errorf("%s has %d boxes, want %d", text, n, want)
			}
		}
	})
	eachWith(t, []orm.Mapping{orm.Model[ModelParent](), orm.Model[ModelChild](), orm.Model[ModelTag](), orm.Model[ModelNote](), orm.Model[ModelLog]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		boss, child := &ModelParent{Name: "boss"}, &ModelChild{Data: "c"}
		boss.Children.Add(child)
		s.Add(boss)
		ok(t, s.Commit(ctx))
		given := &ModelChild{ID: child.ID, Data: "c"}
		_, err := orm.Merge(ctx, s, given)
		ok(t, err)
		if p, err := child.Parent.Load(ctx); p != boss || err != nil {
			t.Errorf("nothing was said about the parent, which is %v, %v", p, err)
		}
		given.Parent.Set(nil)
		_, err = orm.Merge(ctx, s, given)
		ok(t, err)
		if p, err := child.Parent.Load(ctx); p != nil || err != nil {
			t.Errorf("the parent is %v, %v, want none", p, err)
		}
	})
}

// Elements that the session does not know are read together, and nothing is written while a graph is half merged.
func TestMergeReadsElementsTogether(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[ModelParent](), orm.Model[ModelChild](), orm.Model[ModelTag](), orm.Model[ModelNote](), orm.Model[ModelLog]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			s.Add(&ModelParent{ID: 1, Name: "p"}, &ModelTag{ID: 1}, &ModelTag{ID: 2}, &ModelTag{ID: 3}, &ModelTag{ID: 4})
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		known, err := orm.Get[ModelTag](ctx, s, 4)
		ok(t, err)
		given := &ModelParent{ID: 1, Name: "p", Version: 1}
		twice := &ModelTag{ID: 1}
		given.Tags.Add(twice, &ModelTag{ID: 2}, &ModelTag{ID: 3}, &ModelTag{ID: 4}, &ModelTag{ID: 9}, &ModelTag{ID: 1})
		db.Log.Take()
		merged, err := orm.Merge(ctx, s, given)
		ok(t, err)
		if sent := db.Log.Take(); len(sent) != 3 {
			t.Errorf("%d statements: %q", len(sent), sent)
		}
		if merged.Tags.Len() != 5 || !merged.Tags.Contains(known) {
			t.Errorf("%d tags", merged.Tags.Len())
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from mp_mt", "5")
		wantRows(t, db, "select count(*) from mt", "5")

		note := &ModelNote{ID: 5, Title: "new"}
		note.Owner.Set(&ModelParent{ID: 1, Name: "p"})
		_, err = orm.Merge(ctx, s, note)
		ok(t, err)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, owner_id from mn", "5,1")
	})
}

// Elements whose keys are their owners' in part are those of these owners, also before these are stored.
func TestMergeByOwnersKeys(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[MergeShop](), orm.Model[MergeOrder](), orm.Model[MergeLine]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		merge := func(text string) {
			t.Helper()
			ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
				shop := &MergeShop{ID: 1}
				for id := range int64(2) {
					order := &MergeOrder{ID: id + 1}
					order.Lines.Add(&MergeLine{No: 1, Text: text})
					shop.Orders.Add(order)
				}
				_, err := orm.Merge(ctx, s, shop)
				return err
			}))
		}
		merge("first")
		wantSent(t, db,
			"SELECT shop WHERE shop.id = 1",
			"SELECT ord WHERE ord.id IN (1, 2) ORDER BY ord.id",
			"SELECT line WHERE line.order_id = 1 AND line.no = 1", "SELECT line WHERE line.order_id = 2 AND line.no = 1",
			"INSERT shop (id) [1]", "INSERT ord (id, shop_id) [1 1] [2 1]",
			"INSERT line (order_id, no, text) [1 1 first] [2 1 first]")
		merge("second")
		wantSent(t, db,
			"SELECT shop WHERE shop.id = 1", "SELECT ord WHERE ord.shop_id = 1 ORDER BY ord.id",
			"SELECT line WHERE line.order_id = 1 ORDER BY line.order_id, line.no", "SELECT line WHERE line.order_id = 2 ORDER BY line.order_id, line.no",
			"UPDATE line SET text=second WHERE line.order_id = 1 AND line.no = 1", "UPDATE line SET text=second WHERE line.order_id = 2 AND line.no = 1")

		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { // by the side with the foreign key
			line := &MergeLine{No: 1, Text: "third"}
			line.Order.Set(&MergeOrder{ID: 2, ShopID: 1})
			_, err := orm.Merge(ctx, s, line)
			return err
		}))
		wantRows(t, db, "select order_id, no, text from line order by 1", "1,1,second 2,1,third")
	})
}

type MergeShop struct {
	orm.Entity `gild:"shop"`
	ID         int64                 `gild:"id,pk"`
	Orders     orm.Many[*MergeOrder] `gild:"cascade=all delete-orphan"`
}

type MergeOrder struct {
	orm.Entity `gild:"ord"`
	ID         int64                `gild:"id,pk"`
	ShopID     int64                `gild:"shop_id,fk=shop.id"`
	Lines      orm.Many[*MergeLine] `gild:"cascade=all delete-orphan,back=Order"`
}

type MergeLine struct {
	orm.Entity `gild:"line"`
	OrderID    int64 `gild:"order_id,pk,fk=ord.id"`
	No         int64 `gild:"no,pk"`
	Text       string
	Order      orm.Ref[*MergeOrder]
}
