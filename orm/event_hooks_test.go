package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Marks is a mixin: what events say about it is about all types that embed it.
type Marks struct {
	Created, Updated int
}

type Room struct {
	orm.Entity `gild:"rooms"`
	Marks
	ID    int64 `gild:"id,pk"`
	Name  string
	Notes string
	Desks orm.Many[*Desk] `gild:"back=Room,cascade=all"`
	told  []string
}

type Desk struct {
	orm.Entity `gild:"desks"`
	Marks
	ID     int64  `gild:"id,pk"`
	RoomID *int64 `gild:"room_id,fk=rooms.id"`
	Label  string
	Color  orm.Deferred[string]
	Room   orm.Ref[*Room]
}

// Label is what both types have in common.
type labelled interface{ label() string }

func (r *Room) label() string { return "room " + r.Name }
func (d *Desk) label() string { return "desk " + d.Label }

func (r *Room) BeforeInsert(ctx context.Context, s *orm.Session) error {
	if r.Name == "refused" {
		return errors.New("no such room")
	}
	r.told = append(r.told, fmt.Sprint("before insert ", r.ID))
	return nil
}
func (r *Room) AfterInsert(ctx context.Context, s *orm.Session) error {
	r.told = append(r.told, fmt.Sprint("after insert ", r.ID))
	return nil
}
func (r *Room) BeforeUpdate(ctx context.Context, s *orm.Session) error {
	changes, err := s.Changes(r)
	r.told = append(r.told, fmt.Sprint("before update ", len(changes)))
	return err
}
func (r *Room) AfterUpdate(ctx context.Context, s *orm.Session) error {
	r.told = append(r.told, "after update")
	return nil
}
func (r *Room) BeforeDelete(ctx context.Context, s *orm.Session) error {
	r.told = append(r.told, "before delete")
	return nil
}
func (r *Room) AfterDelete(ctx context.Context, s *orm.Session) error {
	r.told = append(r.told, "after delete")
	return nil
}
func (r *Room) AfterLoad(s *orm.Session) error {
	if r.Name == "broken" {
		return errors.New("cannot be read")
	}
	r.told = append(r.told, "after load "+r.Name)
	return nil
}

var (
	_ orm.BeforeInserter = (*Room)(nil)
	_ orm.AfterLoader    = (*Room)(nil)
)

func (r *Room) took() string {
	told := strings.Join(r.told, ", ")
	r.told = nil
	return told
}

// notes are what events have written down.
type notes []string

func (n *notes) add(format string, args ...any) { *n = append(*n, fmt.Sprintf(format, args...)) }
func (n *notes) want(t *testing.T, what string, want ...string) {
	t.Helper()
	if got := strings.Join(*n, "\n\t"); got != strings.Join(want, "\n\t") {
		t.Errorf("%s:\n\t%s\nwant\n\t%s", what, got, strings.Join(want, "\n\t"))
	}
	*n = nil
}

func roomModels() []orm.Mapping { return []orm.Mapping{orm.Model[Room](), orm.Model[Desk]()} }

// A type's own methods are called for its objects, at the right time, with what is there then.
func TestMethodsOfTypes(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		want := func(room *Room, want string) {
			t.Helper()
			if got := room.took(); got != want {
				t.Errorf("told %s, want %s", got, want)
			}
		}
		room := &Room{Name: "a"}
		s.Add(room)
		ok(t, s.Commit(ctx))
		want(room, "before insert 0, after insert 1")
		room.Name = "b"
		ok(t, s.Commit(ctx))
		want(room, "before update 1, after update")
		room.Desks.Add(&Desk{})
		ok(t, s.Commit(ctx))
		want(room, "before update 1") // of which no UPDATE follows
		ok(t, s.Commit(ctx))
		want(room, "")
		s.Delete(room)
		ok(t, s.Commit(ctx))
		want(room, "before delete, after delete")

		s.Add(&Room{Name: "c"}, &Room{Name: "broken"})
		ok(t, s.Commit(ctx))
		apart := r.NewSession(db.DB)
		defer apart.Close()
		p := orm.From[Room]()
		named := func(name string) (*Room, error) {
			return orm.Select(p).Where(orm.C(&p.Name).Eq(name)).One(ctx, apart)
		}
		for range 2 { // once
			room, err := named("c")
			ok(t, err)
			if len(room.told) != 1 {
				t.Errorf("told %q", room.told)
			}
		}
		if _, err := named("broken"); err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("an error of AfterLoad: %v", err)
		}
		for obj := range apart.Objects() {
			if obj.(*Room).Name == "broken" {
				t.Error("an object that AfterLoad refuses is in the session")
			}
		}
		s.Add(&Room{Name: "refused"})
		if err := s.Commit(ctx); err == nil || !strings.Contains(err.Error(), "no such room") {
			t.Errorf("an error of BeforeInsert: %v", err)
		}
		ok(t, s.Rollback())
		ok(t, s.Commit(ctx))
	})
}

// Functions of a mixin, of an interface and of a type: what they set enters the same statement.
func TestRowEvents(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		var n notes
		clock := 0
		s := r.NewSession(db.DB, orm.WithEvents(
			orm.BeforeInsert(func(_ context.Context, _ *orm.Session, e *Marks) error { clock++; e.Created = clock; return nil }),
			orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, e *Marks) error { clock++; e.Updated = clock; return nil }),
			orm.AfterInsert(func(ctx context.Context, s *orm.Session, e labelled) error {
				rooms, err := gild.One[int](ctx, s, expr.Select(expr.CountAll()).From(r.MetaData().Table("rooms")))
				n.add("inserted %s with %d rooms", e.label(), rooms)
				return err
			}),
			orm.AfterUpdate(func(_ context.Context, _ *orm.Session, d *Desk) error { n.add("updated desk %s", d.Label); return nil }),
			orm.BeforeDelete(func(_ context.Context, _ *orm.Session, d *Desk) error { n.add("deleting desk %d", d.ID); return nil }),
			orm.AfterDelete(func(_ context.Context, _ *orm.Session, e labelled) error { n.add("deleted %s", e.label()); return nil }),
		))
		defer s.Close()
		a := &Room{Name: "a"}
		a.Desks.Add(&Desk{Label: "x"}, &Desk{Label: "y"})
		s.Add(a)
		db.Log.Take()
		ok(t, s.Commit(ctx))
		if got := operations(db); strings.Count(got, "INSERT desks") != 1 {
			t.Errorf("events cut batches: %s", got)
		}
		n.want(t, "flush", "inserted room a with 1 rooms", "inserted desk x with 1 rooms", "inserted desk y with 1 rooms")
		wantRows(t, db, "select created, updated from desks order by id", "2,0 3,0")
		desks, err := a.Desks.All()
		ok(t, err)
		desks[0].Label = "z"
		db.Log.Take()
		ok(t, s.Flush(ctx))
		if sent := db.Log.Take(); len(sent) != 1 || !strings.Contains(sent[0], "updated=") {
			t.Errorf("what BeforeUpdate sets is not part of the UPDATE: %q", sent)
		}
		n.want(t, "update", "updated desk z")
		desks[1].Room.Set(nil) // of a key, and of a collection
		ok(t, s.Commit(ctx))
		n.want(t, "moved", "updated desk y")
		if a.Updated != 5 {
			t.Errorf("a room that has lost a desk is not told of: %d", a.Updated)
		}
		wantRows(t, db, "select updated from rooms", "5")
		s.Delete(a)
		ok(t, s.Flush(ctx))
		n.want(t, "delete", "deleting desk 1", "deleted desk z", "deleted room a")
	})
}

// Fields that an UPDATE changes are told with what they were; a row's events cannot change what the flush is about.
func TestModifiedAndRefused(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		var n notes
		p, d := orm.From[Room](), orm.From[Desk]()
		s := r.NewSession(db.DB, orm.WithEvents(
			orm.Modified(p, &p.Name, func(_ context.Context, _ *orm.Session, room *Room, old, new string) error {
				if n.add("%d: %s to %s", room.ID, old, new); new == "" {
					return errors.New("a room has a name")
				}
				return nil
			}),
			orm.Modified(d, &d.RoomID, func(_ context.Context, _ *orm.Session, desk *Desk, old, new *int64) error {
				n.add("desk from %v to %v", old != nil, new != nil)
				return nil
			}),
		))
		defer s.Close()
		room := &Room{Name: "a"}
		s.Add(room)
		ok(t, s.Commit(ctx))
		room.Notes = "other"
		ok(t, s.Commit(ctx))
		n.want(t, "another field")
		room.Name = "b"
		desk := &Desk{}
		s.Add(desk)
		ok(t, s.Flush(ctx))
		desk.Room.Set(room)
		ok(t, s.Commit(ctx))
		n.want(t, "name", "1: a to b", "desk from false to true")
		room.Name = ""
		if err := s.Commit(ctx); err == nil || !strings.Contains(err.Error(), "a room has a name") {
			t.Errorf("an error of Modified: %v", err)
		}
		ok(t, s.Rollback())
		if room.Name != "b" {
			t.Errorf("after the rollback: %q", room.Name)
		}

		for name, does := range map[string]func(s *orm.Session, room *Room){
			"add":       func(s *orm.Session, _ *Room) { s.Add(&Room{}) },
			"delete":    func(s *orm.Session, room *Room) { s.Delete(room) },
			"expunge":   func(s *orm.Session, room *Room) { s.Expunge(room) },
			"relate":    func(_ *orm.Session, room *Room) { room.Desks.Add(&Desk{}) },
			"relate it": func(_ *orm.Session, _ *Room) { desk.Room.Set(nil) },
		} {
			remove := s.Listen(orm.BeforeUpdate(func(_ context.Context, s *orm.Session, room *Room) error { does(s, room); return nil }))
			room.Name = name
			if err := s.Commit(ctx); !errors.Is(err, orm.ErrWriting) {
				t.Errorf("%s in BeforeUpdate: %v", name, err)
			}
			remove()
			ok(t, s.Rollback())
			if !s.Contains(room) || !s.Contains(desk) {
				t.Errorf("%s: the rollback has not brought back what was", name)
			}
			if owner, err := desk.Room.Load(ctx); err != nil || owner != room {
				t.Errorf("%s: the rollback has not brought the room back: %v", name, err)
			}
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from rooms", "b")
	})
}

// Objects are made once, and told of whenever they are read again.
func TestLoadedAndRefreshed(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := create(t, db, roomModels()), t.Context()
		desk := &Desk{Label: "x"}
		desk.Color.Set("red")
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { s.Add(desk); return nil }))
		var n notes
		events := orm.WithEvents(
			orm.Loaded(func(_ *orm.Session, d *Desk) error { n.add("loaded %s", d.Label); d.Label += "!"; return nil }),
			orm.Refreshed(func(_ *orm.Session, d *Desk, fields []string) error { n.add("refreshed %v", fields); return nil }),
			orm.Moves(func(_ *orm.Session, d *Desk, from, to orm.Status) { n.add("%s %v to %v", d.Label, from, to) }),
		)
		s := r.NewSession(db.DB, events)
		defer s.Close()
		d, err := orm.Get[Desk](ctx, s, 1)
		ok(t, err)
		n.want(t, "get", "loaded x", "x! transient to persistent")
		_, err = orm.Select(orm.From[Desk]()).One(ctx, s)
		ok(t, err)
		n.want(t, "again")
		_, err = d.Color.Load(ctx)
		ok(t, err)
		n.want(t, "deferred", "refreshed [Color]")
		ok(t, s.Refresh(ctx, d))
		n.want(t, "refresh", "refreshed [Marks.Created Marks.Updated ID RoomID Label]")
		db.Log.Take()
		ok(t, s.Commit(ctx))
		if sent := operations(db); sent != "" {
			t.Errorf("what Loaded has set is written: %s", sent)
		}
		p := orm.From[Desk]()
		_, err = orm.Select(p).With(orm.Undefer(&p.Color)).NoTrack().All(ctx, s)
		ok(t, err)
		n.want(t, "apart", "loaded x")
	})
}

// What is said about a base is about its sub-types, too.
func TestEventsOfHierarchies(t *testing.T) {
	eachWith(t, singleModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		var n notes
		e, m, c := orm.From[SEmployee](), orm.From[SManager](), orm.From[SCompany]()
		s := r.NewSession(db.DB, orm.WithEvents(
			orm.BeforeInsert(func(_ context.Context, _ *orm.Session, e *SEmployee) error { e.Name += "!"; return nil }),
			orm.BeforeInsert(func(_ context.Context, _ *orm.Session, m *SManager) error { m.Level++; return nil }),
			orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, e SStaff) error { n.add("update of %T", e); return nil }),
			orm.Modified(e, &e.Name, func(_ context.Context, _ *orm.Session, e *SEmployee, old, new string) error {
				n.add("%s to %s", old, new)
				return nil
			}),
			orm.Modified(m, &m.Level, func(_ context.Context, _ *orm.Session, _ *SManager, old, new int) error {
				n.add("%d to %d", old, new)
				return nil
			}),
			orm.Changing(c, &c.Staff, func(_ *SCompany, was, next SStaff) (SStaff, error) { n.add("staff %T %T", was, next); return next, nil }),
			orm.Changing(e, &e.Company, func(e *SEmployee, _, next *SCompany) (*SCompany, error) {
				n.add("%s to a company: %v", e.Name, next != nil)
				return next, nil
			}),
			orm.Moves(func(_ *orm.Session, e *SEmployee, from, to orm.Status) { n.add("%s %v", e.Name, to) }),
		))
		defer s.Close()
		chief, engineer := &SChief{}, &SEngineer{}
		chief.Name, engineer.Name = "c", "e"
		company := &SCompany{}
		s.Add(company)
		company.Staff.Add(chief)
		n.want(t, "add", "staff <nil> *orm_test.SChief", "c to a company: true", "c pending")
		engineer.Company.Set(company)
		s.Add(engineer)
		n.want(t, "set", "e pending", "e to a company: true", "staff <nil> *orm_test.SEngineer")
		ok(t, s.Commit(ctx))
		n.want(t, "insert", "c! persistent", "e! persistent")
		wantRows(t, db, "select name, level from s_staff order by name", "c!,1 e!,NULL")
		chief.Name, chief.Level, engineer.Name = "x", 5, "y"
		ok(t, s.Commit(ctx))
		n.want(t, "update", "update of *orm_test.SChief", "c! to x", "1 to 5", "update of *orm_test.SEngineer", "e! to y")
	})
}
