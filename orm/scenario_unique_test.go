package orm_test

import (
	"testing"

	"github.com/gildsql/gild"
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
		a.Seat.Set(nil) // a swap, which no order makes possible
		a.Seat.Set(first)
		b.Seat.Set(second)
		if err := s.Flush(ctx); !gild.Is(err, gild.ErrUnique) {
			t.Errorf("the swap: %v", err)
		}
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
