package orm_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Keyed types have keys of other kinds than a number that the database gives.
type (
	TextKeyed struct {
		orm.Entity `gild:"k_text"`
		ID         string             `gild:"id,pk,size=40"`
		Data       string             `gild:"data,size=20"`
		Subs       orm.Many[*TextSub] `gild:"back=Owner"`
	}
	TextSub struct {
		orm.Entity `gild:"k_text_subs"`
		ID         int64  `gild:"id,pk"`
		OwnerID    string `gild:"owner_id,fk=k_text.id,size=40"`
		Owner      orm.Ref[*TextKeyed]
	}
	SmallKeyed struct {
		orm.Entity `gild:"k_small"`
		ID         int32  `gild:"id,pk,autoincrement=no"`
		Data       string `gild:"data,size=20"`
	}
	BytesKeyed struct {
		orm.Entity `gild:"k_bytes"`
		ID         []byte `gild:"id,pk,size=16"`
		Data       string `gild:"data,size=20"`
	}
	UUIDKeyed struct {
		orm.Entity `gild:"k_uuid"`
		ID         [16]byte `gild:"id,pk,type=uuid"`
		Data       string   `gild:"data,size=20"`
	}
	TimeKeyed struct {
		orm.Entity `gild:"k_time"`
		ID         time.Time `gild:"id,pk,type=datetime"`
		Data       string    `gild:"data,size=20"`
	}
	PairKeyed struct {
		orm.Entity `gild:"k_pair"`
		A          string `gild:"a,pk,size=20"`
		B          int64  `gild:"b,pk"`
		Data       string `gild:"data,size=20"`
	}
)

var keyedModels = []orm.Mapping{
	orm.Model[TextKeyed](), orm.Model[TextSub](), orm.Model[SmallKeyed](), orm.Model[BytesKeyed](), orm.Model[UUIDKeyed](), orm.Model[TimeKeyed](), orm.Model[PairKeyed](),
}

// One object for each row, whatever its key is, through commits, changes, deletions and rollbacks.
func TestIdentityByAnyKey(t *testing.T) {
	noon := time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)
	eachWith(t, keyedModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		t.Run("text", func(t *testing.T) {
			byKeyOfKind(t, r, db, func(x *TextKeyed) *string { return &x.Data }, func(id string) *TextKeyed { return &TextKeyed{ID: id} }, "a", "b", "a;1:b")
		})
		t.Run("int32", func(t *testing.T) {
			byKeyOfKind(t, r, db, func(x *SmallKeyed) *string { return &x.Data }, func(id int32) *SmallKeyed { return &SmallKeyed{ID: id} }, 1, -1, 70000)
		})
		t.Run("bytes", func(t *testing.T) {
			byKeyOfKind(t, r, db, func(x *BytesKeyed) *string { return &x.Data }, func(id []byte) *BytesKeyed { return &BytesKeyed{ID: id} }, []byte{0}, []byte{0, 1}, []byte("x"))
		})
		t.Run("uuid", func(t *testing.T) {
			byKeyOfKind(t, r, db, func(x *UUIDKeyed) *string { return &x.Data }, func(id [16]byte) *UUIDKeyed { return &UUIDKeyed{ID: id} }, [16]byte{1}, [16]byte{2}, [16]byte{15: 3})
		})
		t.Run("time", func(t *testing.T) {
			byKeyOfKind(t, r, db, func(x *TimeKeyed) *string { return &x.Data }, func(id time.Time) *TimeKeyed { return &TimeKeyed{ID: id} }, noon, noon.Add(time.Second), noon.AddDate(-1, 0, 0))
		})
		t.Run("pair", func(t *testing.T) {
			byKeyOfKind(t, r, db, func(x *PairKeyed) *string { return &x.Data }, func(id pair) *PairKeyed { return &PairKeyed{A: id.a, B: id.b} }, pair{"a", 1}, pair{"a", 11}, pair{"a1", 1})
		})
	})
}

type pair struct {
	a string
	b int64
}

func byKeyOfKind[T, K any](t *testing.T, r *orm.Registry, db *live.Database, data func(*T) *string, made func(K) *T, ids ...K) {
	t.Helper()
	ctx := t.Context()
	get := func(s *orm.Session, id K) (*T, error) {
		if p, isPair := any(id).(pair); isPair {
			return orm.Get[T](ctx, s, p.a, p.b)
		}
		return orm.Get[T](ctx, s, id)
	}
	s := r.NewSession(db.DB)
	defer s.Close()
	var objs []*T
	for i, id := range ids {
		obj := made(id)
		*data(obj) = fmt.Sprint("n", i)
		objs = append(objs, obj)
		s.Add(obj)
	}
	ok(t, s.Commit(ctx))
	other := r.NewSession(db.DB)
	defer other.Close()
	for i, id := range ids {
		if same, err := get(s, id); err != nil || same != objs[i] {
			t.Errorf("Get of %v: another object, or %v", id, err)
		}
		found, err := get(other, id)
		ok(t, err)
		if *data(found) != fmt.Sprint("n", i) {
			t.Errorf("Get of %v: %s", id, *data(found))
		}
	}
	ok(t, s.Commit(ctx)) // from here on its objects may be old
	p := orm.From[T]()
	all, err := orm.Select(p).All(ctx, other)
	ok(t, err)
	if len(all) != len(ids) {
		t.Errorf("%d objects", len(all))
	}
	for _, found := range all {
		*data(found) += "!"
	}
	db.Log.Take()
	ok(t, other.Commit(ctx))
	if sent := db.Log.Take(); len(sent) < len(ids) {
		t.Errorf("sent %q", sent)
	}
	again, err := orm.Select(p).All(ctx, s)
	ok(t, err)
	for i := range again {
		if (*data(again[i]))[2:] != "!" || !containsPointer(objs, again[i]) {
			t.Errorf("another object for a row, or not read again: %s", *data(again[i]))
		}
	}
	first, err := get(s, ids[0])
	ok(t, err)
	s.Delete(first)
	ok(t, s.Flush(ctx))
	if _, err := get(s, ids[0]); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("Get of what is deleted: %v", err)
	}
	ok(t, s.Rollback())
	if back, err := get(s, ids[0]); err != nil || back != first {
		t.Errorf("after the rollback: another object, or %v", err)
	}
}

func containsPointer[T any](list []*T, p *T) bool {
	for _, x := range list {
		if x == p {
			return true
		}
	}
	return false
}

// Few objects behind many: what is kept for many is no burden, and nothing of theirs is left.
func TestFewBehindMany(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		for _, n := range []int{1, 5000, 1, 2} {
			for i := range n {
				a := &Author{Name: fmt.Sprint("a", i)}
				a.Books.Add(&Book{Title: "b"})
				s.Add(a)
			}
			ok(t, s.Commit(ctx))
			for obj := range s.Objects() {
				s.Expunge(obj)
			}
		}
		wantRows(t, db, "select count(*), count(distinct id), min(name), max(name) from authors", "5004,5004,a0,a999")
		wantRows(t, db, "select count(distinct author_id) from books", "5004")
	})
}

// Sessions that only read, and those within a *sql.Tx or on a *sql.Conn, query, load and tell as others do.
func TestSessionsOfAllKinds(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		item := &Item{}
		item.Labels().Add("red", "blue")
		item.Notes.Put(&Note{Title: "a"})
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { s.Add(item); return nil }))
		tx, err := db.BeginTx(ctx, nil)
		ok(t, err)
		conn, err := db.Conn(ctx)
		ok(t, err)
		for name, s := range map[string]*orm.Session{
			"read only": r.NewSession(db.DB, orm.ReadOnly()), "late": r.NewSession(db.DB, orm.LateBegin()), "tx": r.NewSession(tx), "conn": r.NewSession(conn),
		} {
			var n notes
			s.Listen(orm.Loaded(func(_ *orm.Session, _ *Item) error { n.add("loaded"); return nil }))
			p, l, tag := orm.From[Item](), orm.From[ItemTag](), orm.From[Tag]()
			found, err := orm.Select(p).With(orm.SelectIn(&p.Notes), orm.SelectIn(&p.Links).Then(l, orm.Joined(&l.Tag))).
				Where(orm.HasWhere(&p.Links, func(l *ItemTag) expr.Expr { return orm.C(&l.Label).Eq("red") })).All(ctx, s)
			if err != nil || len(found) != 1 {
				t.Errorf("%s: %v, %v", name, found, err)
				continue
			}
			n.want(t, name, "loaded")
			if names, err := found[0].Names().All(); err != nil || len(names) != 2 {
				t.Errorf("%s: behind the links: %v, %v", name, names, err)
			}
			joined, err := orm.Rows[string](ctx, s, orm.Select(l).Join(&l.Tag, tag).OrderBy(orm.C(&tag.Name)), orm.C(&tag.Name))
			if err != nil || len(joined) != 2 || joined[0] != "blue" {
				t.Errorf("%s: rows: %v, %v", name, joined, err)
			}
			found[0].Notes.Put(&Note{Title: name})
			if err := s.Flush(ctx); (name == "read only") != errors.Is(err, orm.ErrReadOnly) {
				t.Errorf("%s: a flush: %v", name, err)
			}
			ok(t, s.Rollback())
			if known, err := found[0].Notes.Load(ctx); err != nil || len(known) != 1 {
				t.Errorf("%s: after the rollback: %v, %v", name, known, err)
			}
			ok(t, s.Close())
		}
		ok(t, tx.Rollback())
		ok(t, conn.Close())
		wantRows(t, db, "select count(*) from notes", "1")
	})
}

// A key that the field cannot have is the same error everywhere, before anything is sent; one in another Go type is
// that of the row.
func TestKeysOfAnotherGoType(t *testing.T) {
	eachWith(t, roomModels(), func(t *testing.T, r *orm.Registry, db *live.Database) {
		s := r.NewSession(db.DB)
		defer s.Close()
		room := &Room{ID: 7}
		s.Add(room)
		ok(t, s.Commit(t.Context()))
		db.Log.Take()
		for _, key := range []any{"abc", "7x", 1.5, struct{}{}} {
			_, err := orm.Get[Room](t.Context(), s, key)
			if err == nil || !strings.Contains(err.Error(), "Room.ID") {
				t.Errorf("Get by %#v: %v", key, err)
			}
			if _, locked := orm.GetForUpdate[Room](t.Context(), s, key); locked == nil || !strings.Contains(locked.Error(), "Room.ID") {
				t.Errorf("GetForUpdate by %#v: %v", key, locked)
			}
		}
		if sent := db.Log.Take(); len(sent) > 0 {
			t.Errorf("sent %v", sent)
		}
		for _, key := range []any{int32(7), uint8(7), "7", []byte("7")} {
			if found, err := orm.Get[Room](t.Context(), s, key); found != room || err != nil {
				t.Errorf("Get by %#v: %v, %v", key, found, err)
			}
			if found, err := orm.GetForUpdate[Room](t.Context(), s, key); found != room || err != nil {
				t.Errorf("GetForUpdate by %#v: %v, %v", key, found, err)
			}
		}
	})
}
