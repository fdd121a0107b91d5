package orm_test

import (
	"encoding/json"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Shelf struct {
	orm.Entity `gild:"shelves" json:"-"`
	ID         int64          `gild:"id,pk" json:"id"`
	Name       string         `json:"name"`
	Boxes      orm.Many[*Box] `gild:"back=Shelf" json:"boxes,omitzero"`
}

type Box struct {
	orm.Entity `gild:"boxes" json:"-"`
	ID         int64           `gild:"id,pk" json:"id"`
	ShelfID    int64           `gild:"fk=shelves.id" json:"-"`
	Shelf      orm.Ref[*Shelf] `json:"shelf,omitzero"`
}

var shelfModels = []orm.Mapping{orm.Model[Shelf](), orm.Model[Box]()}

// TestReturned: an upsert of many rows and an update give objects, those of the session renewed.
func TestReturned(t *testing.T) {
	eachReturning(t, shelfModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		old := &Shelf{ID: 1, Name: "old"}
		s.Add(old)
		ok(t, s.Flush(ctx))
		shelves := r.MetaData().Table("shelves")
		row := func(id int64, name string) []expr.Assignment {
			return []expr.Assignment{expr.Assign(shelves.C("id"), id), expr.Assign(shelves.C("name"), name)}
		}
		found, err := orm.Returned[Shelf](ctx, s, expr.Insert(shelves).Rows(row(1, "renewed"), row(2, "new")).Upsert(shelves.C("id")).DoUpdateAll())
		ok(t, err)
		if len(found) != 2 || found[0] != old || old.Name != "renewed" || found[1].Name != "new" || s.StatusOf(found[1]) != orm.Persistent {
			t.Errorf("upsert: %v, %q", found, old.Name)
		}
		found, err = orm.Returned[Shelf](ctx, s, expr.Update(shelves).Set(expr.Assign(shelves.C("name"), "all")))
		ok(t, err)
		if len(found) != 2 || old.Name != "all" {
			t.Errorf("update: %v, %q", found, old.Name)
		}
		db.Log.Take()
		ok(t, s.Commit(ctx))
		if sent := db.Log.Take(); len(sent) > 0 {
			t.Errorf("what was returned is written again: %q", sent)
		}
		if _, err := orm.Returned[Box](ctx, s, expr.Update(shelves)); err == nil {
			t.Error("a statement of another table is taken")
		}
	})
}

// TestJSON: what is not loaded is left out, and two sides that know each other come to an end.
func TestJSON(t *testing.T) {
	eachWith(t, shelfModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		var given Shelf
		ok(t, json.Unmarshal([]byte(`{"name":"a","boxes":[{},{}]}`), &given))
		want := func(v any, want string) {
			t.Helper()
			text, err := json.Marshal(v)
			ok(t, err)
			if string(text) != want {
				t.Errorf("\n got %s\nwant %s", text, want)
			}
		}
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { s.Add(&given); return nil }))
		want(&given, `{"id":1,"name":"a","boxes":[{"id":1,"shelf":{"id":1,"name":"a"}},{"id":2,"shelf":{"id":1,"name":"a"}}]}`)
		s := r.NewSession(db.DB)
		defer s.Close()
		shelf, err := orm.Get[Shelf](ctx, s, 1)
		ok(t, err)
		want(shelf, `{"id":1,"name":"a"}`)
		want(&Shelf{}, `{"id":0,"name":"","boxes":[]}`)
		box := &Box{}
		want(box, `{"id":0,"shelf":null}`)
	})
}
