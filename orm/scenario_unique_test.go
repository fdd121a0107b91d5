package orm_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

type Seat struct {
	orm.Entity `gild:"seats"`
	ID         int64  `gild:"id,pk"`
	GuestID    *int64 `gild:"guest_id,fk=guests.id,unique"`
}

type Guest struct {
	orm.Entity `gild:"guests"`
	ID         int64 `gild:"id,pk"`
	Seat       orm.One[*Seat]
}

// A row gives its unique value up before another one takes it, whichever has the smaller key.
func TestScenarioUniqueGivenUp(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Guest](), orm.Model[Seat]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := &Guest{}, &Guest{}
		first, second := &Seat{}, &Seat{}
		a.Seat.Set(first)
		b.Seat.Set(second)
		s.Add(a, b)
		ok(t, s.Commit(ctx))
		db.Log.Take()
		b.Seat.Set(first)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE seats SET guest_id=NULL WHERE seats.id = 2", "UPDATE seats SET guest_id=2 WHERE seats.id = 1")
		ok(t, s.Rollback())
		a.Seat.Set(second)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE seats SET guest_id=NULL WHERE seats.id = 1", "UPDATE seats SET guest_id=1 WHERE seats.id = 2")
		b.Seat.Set(first)
		ok(t, s.Commit(ctx))
		db.Log.Take()
		a.Seat.Set(nil) // a swap, which no order makes possible
		a.Seat.Set(first)
		b.Seat.Set(second)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, guest_id from seats order by id", "1,1 2,2")
	})
}

type Runner struct {
	orm.Entity `gild:"runners"`
	ID         int64   `gild:"id,pk"`
	Team       string  `gild:"team,size=20"`
	Lane       *int64  // unique in the team
	Badge      string  `gild:"badge,size=20,unique"`
	Nick       *string `gild:"nick,size=20,unique"`
	Version    int64   `gild:"version,version"`
}

func eachRunners(t *testing.T, test func(t *testing.T, db *live.Database, s *orm.Session, list []*Runner)) {
	run := func(t *testing.T, db *live.Database) {
		lanes := orm.Items(&schema.Unique{Columns: []string{"team", "lane"}})
		r := create(t, db, []orm.Mapping{orm.Model[Runner](lanes)})
		s := r.NewSession(db.DB)
		defer s.Close()
		var list []*Runner
		for i, name := range []string{"a", "b", "c", "d"} {
			lane := int64(i + 1)
			list = append(list, &Runner{Team: "red", Lane: &lane, Badge: name, Nick: &name})
			s.Add(list[i])
		}
		ok(t, s.Commit(t.Context()))
		db.Log.Take()
		test(t, db, s, list)
	}
	live.Each(t, func(t *testing.T, db *live.Database) { run(t, db) })
	t.Run("mariadb", func(t *testing.T) { run(t, live.MySQL(t)) })
}

// Rows that take each other's unique values, in circles of any length and of several constraints, are set aside where a
// column can be NULL: each has in the end what it was given, and its version counts once.
func TestScenarioUniqueSwapped(t *testing.T) {
	eachRunners(t, func(t *testing.T, db *live.Database, s *orm.Session, list []*Runner) {
		a, b, c, d := list[0], list[1], list[2], list[3]
		a.Lane, b.Lane = b.Lane, a.Lane
		c.Nick, d.Nick = d.Nick, c.Nick
		ok(t, s.Commit(t.Context()))
		var updates int
		for _, sent := range db.Log.Take() {
			if strings.Contains(sent, "UPDATE") {
				updates++
			}
		}
		if updates != 6 {
			t.Errorf("%d updates", updates)
		}
		const rows = "select lane, nick, version from runners order by id"
		wantRows(t, db, rows, "2,a,2 1,b,2 3,d,2 4,c,2")
		a.Lane, b.Lane, c.Lane, d.Lane = b.Lane, c.Lane, d.Lane, a.Lane
		a.Nick, d.Nick = d.Nick, a.Nick
		ok(t, s.Commit(t.Context()))
		wantRows(t, db, rows, "1,c,3 3,b,3 4,d,3 2,a,3")
		found, err := orm.Get[Runner](t.Context(), s, d.ID)
		ok(t, err)
		if found != d || *d.Lane != 2 || *d.Nick != "a" || d.Version != 3 {
			t.Errorf("in memory: %d %s %d", *d.Lane, *d.Nick, d.Version)
		}
	})
}

// A circle in which a row does not give up what another takes is the database's error, and changes nothing.
func TestScenarioUniqueTaken(t *testing.T) {
	eachRunners(t, func(t *testing.T, db *live.Database, s *orm.Session, list []*Runner) {
		a, b := list[0], list[1]
		nick := *b.Nick
		a.Nick, b.Lane = &nick, a.Lane // neither gives anything up
		if err := s.Commit(t.Context()); !gild.Is(err, gild.ErrUnique) {
			t.Errorf("%v", err)
		}
		ok(t, s.Rollback())
		wantRows(t, db, "select lane, nick from runners order by id", "1,a 2,b 3,c 4,d")
	})
}

// Where nothing can be NULL the error tells which rows it is about, and what can be done.
func TestScenarioUniqueSwapRefused(t *testing.T) {
	eachRunners(t, func(t *testing.T, db *live.Database, s *orm.Session, list []*Runner) {
		a, b := list[0], list[1]
		a.Badge, b.Badge = b.Badge, a.Badge
		err := s.Commit(t.Context())
		if !gild.Is(err, gild.ErrUnique) || !strings.Contains(err.Error(), "keys [2] and [1] of orm_test.Runner") {
			t.Errorf("%v", err)
		}
		ok(t, s.Rollback())
		if a.Badge != "a" {
			t.Errorf("badge %s", a.Badge)
		}
		a.Badge, b.Badge = "", a.Badge
		ok(t, s.Flush(t.Context()))
		a.Badge = "b"
		ok(t, s.Commit(t.Context()))
	})
}

// A row for which the database computes something is not set aside: it may be computed of what would be NULL.
func TestScenarioUniqueSwapComputed(t *testing.T) {
	eachRunners(t, func(t *testing.T, db *live.Database, s *orm.Session, list []*Runner) {
		none := "none"
		a, b := list[0], list[1]
		a.Nick, b.Nick = b.Nick, a.Nick
		for _, r := range []*Runner{a, b} {
			orm.SetExpr(s, r, &r.Team, expr.Coalesce(orm.C(&r.Nick), expr.Val(&none)))
		}
		if err := s.Commit(t.Context()); !gild.Is(err, gild.ErrUnique) {
			t.Errorf("%v", err)
		}
		ok(t, s.Rollback())
		wantRows(t, db, "select team, nick from runners order by id", "red,a red,b red,c red,d")
	})
}

type QueuePlace struct {
	orm.Entity `gild:"places"`
	ID         int64 `gild:"id,pk"`
	QueueID    int64 `gild:"queue_id,fk=queues.id"`
	Place      int64
}

type Queue struct {
	orm.Entity `gild:"queues"`
	ID         int64                 `gild:"id,pk"`
	Places     orm.Many[*QueuePlace] `gild:"position=place,cascade=all delete-orphan"`
}

// The elements of an ordered list move up from the end, so that their places may be unique.
func TestScenarioUniquePlaces(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		places := &schema.Index{Parts: []schema.IndexKey{{Column: "queue_id"}, {Column: "place"}}, Unique: true}
		r := create(t, db, []orm.Mapping{orm.Model[Queue](), orm.Model[QueuePlace](orm.Items(places))})
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		q := &Queue{}
		q.Places.Add(&QueuePlace{}, &QueuePlace{}, &QueuePlace{})
		s.Add(q)
		ok(t, s.Commit(ctx))
		ok(t, q.Places.Insert(0, &QueuePlace{}))
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id from places order by place", "4 1 2 3")
		all, err := q.Places.Load(ctx)
		ok(t, err)
		q.Places.Remove(all[0])
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, place from places order by place", "1,0 2,1 3,2")
	})
}

type Word struct {
	orm.Entity `gild:"words"`
	Text       string `gild:"text,pk"`
	N          int64
}

// A key that a row gives up, by its deletion or by a change, can be taken by others in the same flush.
func TestScenarioKeyGivenUp(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Word]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b, c := &Word{Text: "a"}, &Word{Text: "b"}, &Word{Text: "c"}
		s.Add(a, b, c)
		ok(t, s.Commit(ctx))
		db.Log.Take()
		s.Delete(c)
		again := &Word{Text: "a", N: 1}
		s.Add(again)
		a.Text, b.Text = "b", "c"
		ok(t, s.Flush(ctx))
		wantSent(t, db, "DELETE words WHERE words.text = c",
			"UPDATE words SET text=c WHERE words.text = b",
			"UPDATE words SET text=b WHERE words.text = a",
			"INSERT words (text, n) [a 1]")
		is := func(text string, want *Word) {
			t.Helper()
			if got, err := orm.Get[Word](ctx, s, text); got != want || err != nil {
				t.Errorf("%s: %v, %v", text, got, err)
			}
		}
		is("a", again)
		is("b", a)
		is("c", b)
		ok(t, s.Rollback())
		is("a", a)
		is("b", b)
		is("c", c)
		if s.StatusOf(again) != orm.Transient {
			t.Errorf("the new one is %v", s.StatusOf(again))
		}
	})
}
