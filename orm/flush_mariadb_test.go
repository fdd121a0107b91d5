package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// What flushes leave on MariaDB, which gives rows back from INSERT, but not from UPDATE.
func TestMariaDB(t *testing.T) {
	db := live.MySQL(t)
	ctx := t.Context()
	within := func(t *testing.T, r *orm.Registry, fn func(s *orm.Session)) {
		t.Helper()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { fn(s); return nil }))
	}
	t.Run("tree", func(t *testing.T) {
		r := create(t, db, []orm.Mapping{orm.Model[TreeNode](orm.Tag("Data", "data,size=20"))})
		root := tree("n1", tree("n11"), tree("n12", tree("n121")))
		within(t, r, func(s *orm.Session) { s.Add(root) })
		wantRows(t, db, "select data, parent_id from node order by id", "n1,NULL n11,1 n12,1 n121,3")
		within(t, r, func(s *orm.Session) {
			n, err := orm.Get[TreeNode](ctx, s, 3)
			ok(t, err)
			s.Delete(n)
		})
		wantRows(t, db, "select data from node order by id", "n1 n11")
	})
	t.Run("row switch", func(t *testing.T) {
		r := create(t, db, []orm.Mapping{
			orm.Model[MParent](orm.Tag("Cs", "back=P,cascade=all delete-orphan"), orm.Tag("Data", "data,size=20"), orm.Tag("Extra", "extra,size=20")),
			orm.Model[MChild](orm.Tag("Data", "data,size=20")),
		})
		within(t, r, func(s *orm.Session) {
			p1 := &MParent{Data: orm.Some("old"), Extra: orm.Some("keep?")}
			p1.Cs.Add(&MChild{Data: "c1"}, &MChild{Data: "c2"})
			s.Add(p1)
			ok(t, s.Flush(ctx))
			p := &MParent{ID: 1, Data: orm.Some("new")}
			p.Cs.Add(&MChild{Data: "c3"}, &MChild{ID: 2, Data: "c2new"})
			s.Delete(p1)
			s.Add(p)
		})
		wantRows(t, db, "select id, data, extra from p", "1,new,keep?")
		wantRows(t, db, "select id, data from c order by id", "2,c2new 3,c3")
	})
	t.Run("links", func(t *testing.T) {
		r := create(t, db, []orm.Mapping{orm.Model[LinkItem](), orm.Model[Keyword]()})
		i, k1, k2 := &LinkItem{}, &Keyword{}, &Keyword{}
		within(t, r, func(s *orm.Session) {
			i.Kws.Add(k1, k2)
			s.Add(i)
			ok(t, s.Flush(ctx))
			k1.Items.Remove(i)
		})
		wantRows(t, db, "select link_item_id, keyword_id from item_kw", "1,2")
	})
	t.Run("batches", func(t *testing.T) {
		r := create(t, db, []orm.Mapping{orm.Model[Batched](orm.Tag("Data", "data,size=20"), orm.Tag("D", "d,size=20,default='d'"))})
		list := []*Batched{{Data: "a"}, {Data: "b"}, {ID: 7, Data: "c"}}
		within(t, r, func(s *orm.Session) { s.Add(list[0], list[1], list[2]) })
		if list[1].ID != 2 || list[2].D == nil || *list[2].D != "d" {
			t.Errorf("%+v %+v", list[1], list[2])
		}
		within(t, r, func(s *orm.Session) {
			b, err := orm.Get[Batched](ctx, s, 2)
			ok(t, err)
			orm.SetExpr(s, b, &b.D, expr.Upper(expr.Val("x"))) // read back by a SELECT
			ok(t, s.Flush(ctx))
			if b.D == nil || *b.D != "X" {
				t.Errorf("%+v", b)
			}
		})
	})
	t.Run("savepoints", func(t *testing.T) {
		r := create(t, db, []orm.Mapping{orm.Model[RUser](orm.Tag("Name", "name,size=20")), orm.Model[RAddr](orm.Tag("Email", "email,size=20"))})
		u := &RUser{Name: "u"}
		within(t, r, func(s *orm.Session) {
			s.Add(u)
			sp, err := s.Savepoint(ctx)
			ok(t, err)
			u.Name = "inner"
			u.Addrs.Add(&RAddr{Email: "inner"})
			ok(t, s.Flush(ctx))
			ok(t, sp.Rollback())
			u.Addrs.Add(&RAddr{Email: "outer"})
		})
		wantRows(t, db, "select name, email from u join a on a.uid = u.id", "u,outer")
	})
}

// An UPDATE of a row that has the values already is no stale one, where the connection counts the rows that
// change (clientFoundRows=false, as in data source names); one of a row that is gone is.
func TestUnchangedRows(t *testing.T) {
	db := live.MySQL(t)
	ctx := t.Context()
	r := create(t, db, []orm.Mapping{orm.Model[Shelf](), orm.Model[Box](), orm.Preset[string]("size=20")})
	counting, err := gild.Open(db.URL + "?clientFoundRows=false")
	ok(t, err)
	defer counting.Close()
	ok(t, r.InTx(ctx, counting, func(s *orm.Session) error { s.Add(&Shelf{ID: 1, Name: "old"}, &Shelf{ID: 2, Name: "old"}); return nil }))
	shelf := orm.From[Shelf]()

	s := r.NewSession(counting)
	defer s.Close()
	list, err := orm.Select(shelf).OrderBy(orm.C(&shelf.ID)).All(ctx, s)
	ok(t, err)
	ok(t, s.Commit(ctx))
	_, err = db.ExecContext(ctx, "update shelves set name = 'new'")
	ok(t, err)
	list[0].Name = "new"
	ok(t, s.Commit(ctx))
	ok(t, orm.UpdateByKey(ctx, s, shelf, []Shelf{{ID: 1, Name: "new"}}, &shelf.Name))
	ok(t, s.Commit(ctx))

	ok(t, s.Refresh(ctx, list[1])) // by a transaction that goes on
	_, err = db.ExecContext(ctx, "delete from shelves")
	ok(t, err)
	var stale *orm.StaleError
	list[1].Name = "newer"
	if err := s.Commit(ctx); !errors.As(err, &stale) {
		t.Errorf("a row that is gone: %v", err)
	}
	ok(t, s.Rollback())
	if err := orm.UpdateByKey(ctx, s, shelf, []Shelf{{ID: 1, Name: "new"}}, &shelf.Name); !errors.As(err, &stale) {
		t.Errorf("a row that is gone, by its key: %v", err)
	}
}
