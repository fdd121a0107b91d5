package orm_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Paper struct {
	orm.Entity `gild:"papers"`
	ID         int64 `gild:"id,pk"`
	Title      string
	Body       orm.Deferred[string]  `json:",omitzero"`
	Image      orm.Deferred[[]byte]  `gild:"image,group=art,null"`
	Caption    orm.Deferred[*string] `gild:"caption,group=art"`
	Made       orm.Deferred[string]  `gild:"made,default='now'"`
}

func TestDeferred(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Paper]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p, q := &Paper{Title: "p"}, &Paper{Title: "q"}
		p.Body.Set("long")
		p.Image.Set([]byte("img"))
		p.Caption.Set(new("cap"))
		s.Add(p, q)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select title, body, caption, made from papers order by id", "p,long,cap,now q,,NULL,now")
		if body, err := q.Body.Get(); body != "" || err != nil {
			t.Errorf("what was not set is zero: %q, %v", body, err)
		}
		if _, err := p.Made.Get(); !errors.Is(err, orm.ErrNotLoaded) { // the database has given it
			t.Error(err)
		}

		fresh := r.NewSession(db.DB)
		defer fresh.Close()
		db.Log.Take()
		p, err := orm.Get[Paper](ctx, fresh, 1)
		ok(t, err)
		if sent := db.Log.Take(); len(sent) != 1 || strings.Contains(sent[0], "body") || strings.Contains(sent[0], "image") {
			t.Errorf("%q", sent)
		}
		if _, err := p.Body.Get(); !errors.Is(err, orm.ErrNotLoaded) || p.Body.Loaded() {
			t.Error(err)
		}
		text, err := json.Marshal(p)
		if err != nil || strings.Contains(string(text), "Body") || !strings.Contains(string(text), `"Image":null`) {
			t.Errorf("%s, %v", text, err)
		}
		body, err := p.Body.Load(ctx)
		if err != nil || body != "long" {
			t.Error(body, err)
		}
		_, err = p.Body.Load(ctx)
		ok(t, err)
		sent := db.Log.Take()
		if len(sent) != 1 || !strings.HasPrefix(strings.NewReplacer("\n", " ", "`", "").Replace(sent[0]), "SELECT papers.body FROM papers WHERE papers.id = ") {
			t.Errorf("%q", sent)
		}
		if image, err := p.Image.Load(ctx); string(image) != "img" || err != nil {
			t.Error(image, err)
		}
		if caption, err := p.Caption.Get(); err != nil || *caption != "cap" { // of the same group
			t.Error(caption, err)
		}
		db.Log.Take()
		ok(t, fresh.Flush(ctx)) // what is loaded has not changed
		wantSent(t, db)
		p.Image.Set([]byte("new"))
		p.Made.Set("then") // without loading
		ok(t, fresh.Flush(ctx))
		if sent := db.Log.Take(); len(sent) != 1 || !strings.Contains(sent[0], "SET image=") || !strings.Contains(sent[0], ", made=") {
			t.Errorf("%q", sent)
		}
		ok(t, fresh.Rollback())
		if p.Made.Loaded() || p.Body.Loaded() != true {
			t.Error("a rollback gives back what was known")
		}
		if image, err := p.Image.Get(); string(image) != "img" || err != nil {
			t.Error(image, err)
		}
	})
}

func TestUndefer(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Paper]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			for _, body := range []string{"a", "b"} {
				p := &Paper{}
				p.Body.Set(body)
				s.Add(p)
			}
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		q := orm.From[Paper]()
		known, err := orm.Get[Paper](ctx, s, 1)
		ok(t, err)
		db.Log.Take()
		all, err := orm.Select(q).Where(orm.D(&q.Body).Ne("c")).OrderBy(orm.D(&q.Body)).With(orm.Undefer(&q.Body), orm.Undefer(&q.Caption)).All(ctx, s)
		ok(t, err)
		if len(db.Log.Take()) != 1 || len(all) != 2 || all[0] != known {
			t.Errorf("%v", all)
		}
		for i, want := range []string{"a", "b"} {
			if body, err := all[i].Body.Get(); body != want || err != nil {
				t.Errorf("%q, %v", body, err)
			}
			if caption, err := all[i].Caption.Get(); caption != nil || err != nil || !all[i].Image.Loaded() {
				t.Error(caption, err)
			}
		}
		all[1].Body.Set("B")
		ok(t, s.Refresh(ctx, all[0])) // it is deferred again
		if all[0].Body.Loaded() {
			t.Error("refreshed with what is deferred")
		}
		apart, err := orm.Select(q).NoTrack().OrderBy(orm.C(&q.ID)).With(orm.Undefer(&q.Body)).All(ctx, s)
		ok(t, err)
		if body, err := apart[1].Body.Get(); body != "B" || err != nil {
			t.Error(body, err)
		}
		if _, err := apart[1].Made.Load(ctx); !errors.Is(err, orm.ErrDetached) {
			t.Error(err)
		}
		if _, err := apart[1].Made.Get(); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		other := orm.From[Paper]()
		if _, err := orm.Select(q).With(orm.Undefer(&other.Body)).All(ctx, s); err == nil || !strings.Contains(err.Error(), "given to Undefer is not") {
			t.Error(err)
		}
	})
	type Wrong struct {
		orm.Entity `gild:"wrong"`
		ID         orm.Deferred[int64] `gild:"id,pk"`
		Plain      string              `gild:"plain,group=x"`
	}
	err := orm.NewRegistry(nil, orm.Model[Wrong]()).Err()
	for _, want := range []string{"Wrong.ID: a key and a version counter cannot be deferred", "Wrong.Plain: group=x is for fields of the type orm.Deferred"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}
