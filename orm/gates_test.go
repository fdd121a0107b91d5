package orm_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

type Gate struct {
	orm.Entity `gild:"gates"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Email      string
	City       string
	Active     bool
	Score      float64
	Created    time.Time
	Nick       sql.NullString
}

func newGate(i int) *Gate {
	return &Gate{Name: "name", Email: "user@example.com", City: "Dakar", Active: i%2 == 0, Score: float64(i) * 1.25,
		Created: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), Nick: sql.NullString{String: "nick", Valid: i%3 != 0}}
}

// gates opens a database without interceptors, whose notes would be counted.
func gates(t *testing.T, url string) (*orm.Registry, *sql.DB) {
	t.Helper()
	db, err := gild.Open(url)
	ok(t, err)
	t.Cleanup(func() { _ = db.Close() })
	r := orm.NewRegistry(nil, orm.Model[Gate]())
	ok(t, r.MetaData().CreateAll(t.Context(), db))
	return r, db
}

// allocations returns how many fn makes with n new objects, at the least of some runs.
func allocations(t *testing.T, n int, fn func(objs []*Gate) error) float64 {
	t.Helper()
	least := math.Inf(1)
	for range 8 {
		objs := make([]*Gate, n)
		for i := range objs {
			objs[i] = newGate(i)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := fn(objs)
		runtime.ReadMemStats(&after)
		ok(t, err)
		least = min(least, float64(after.Mallocs-before.Mallocs))
	}
	return least
}

// TestAllocations: what a commit allocates, besides the objects. Limits are what it was when this
// was written, with some room for other versions of Go and the drivers.
func TestAllocations(t *testing.T) {
	for _, tt := range []struct {
		name, url                    string
		insert, update, row, row1000 float64
	}{
		{"sqlite", "sqlite:///" + servers.SQLite(t), 16, 8, 2, 1},
		{"postgresql", servers.Postgres(t), 30, 14, 3, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, db := gates(t, tt.url)
			ctx := context.Background()
			add := func(objs []*Gate) error {
				return r.InTx(ctx, db, func(s *orm.Session) error {
					for _, o := range objs {
						s.Add(o)
					}
					return nil
				})
			}
			s := r.NewSession(db)
			defer s.Close()
			kept := newGate(1)
			s.Add(kept)
			ok(t, s.Commit(ctx))
			for what, m := range map[string][2]float64{
				"insert":                {allocations(t, 1, add), tt.insert},
				"row of 100":            {allocations(t, 100, add) / 100, tt.row},
				"row of 1000":           {allocations(t, 1000, add) / 1000, tt.row1000},
				"update of a known row": {allocations(t, 0, func([]*Gate) error { kept.Score++; return s.Commit(ctx) }), tt.update},
			} {
				t.Logf("%s: %.1f allocations", what, m[0])
				if m[0] > m[1] {
					t.Errorf("%s: %.1f allocations, want at most %v", what, m[0], m[1])
				}
			}
		})
	}
}

// TestMemoryPerObject: a session knows an object for little more than a second copy of its fields.
func TestMemoryPerObject(t *testing.T) {
	r, db := gates(t, "sqlite:///"+servers.SQLite(t))
	const n = 20000
	ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
		for i := range n {
			s.Add(newGate(i))
		}
		return nil
	}))
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	load := func(q *orm.Query[Gate]) float64 {
		before := heap()
		s := r.NewSession(db)
		defer s.Close()
		all, err := q.All(t.Context(), s)
		ok(t, err)
		per := float64(heap()-before) / n
		runtime.KeepAlive(all)
		return per
	}
	q := orm.Select(orm.From[Gate]())
	load(q) // what is kept for good
	more := load(q) - load(q.NoTrack())
	size := float64(unsafe.Sizeof(Gate{}))
	t.Logf("%.0f bytes more for an object of %.0f", more, size)
	if size+more > 2*size+200 {
		t.Errorf("%.0f bytes for an object, besides what it refers to, want at most %.0f", size+more, 2*size+200)
	}
}

// TestMemoryIsUsedAgain: lists and maps of objects are those of sessions before, whose objects nothing leads to any
// more.
func TestMemoryIsUsedAgain(t *testing.T) {
	r, db := gates(t, "sqlite:///"+servers.SQLite(t))
	const n = 4000
	var collected atomic.Int64
	load := func(q *orm.Query[Gate]) float64 {
		least := math.Inf(1)
		for range 8 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s := r.NewSession(db)
			all, err := q.All(t.Context(), s)
			ok(t, err)
			if len(all) != n {
				t.Fatalf("%d objects", len(all))
			}
			ok(t, s.Close())
			runtime.ReadMemStats(&after)
			least = min(least, float64(after.TotalAlloc-before.TotalAlloc)/n)
		}
		return least
	}
	ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
		for i := range n {
			o := newGate(i)
			runtime.AddCleanup(o, func(int) { collected.Add(1) }, 0)
			s.Add(o)
		}
		return nil
	}))
	next := r.NewSession(db) // which has the memory now
	for i := range 5 {
		next.Add(newGate(i))
	}
	for range 50 {
		if runtime.GC(); collected.Load() == n {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	ok(t, next.Close())
	if collected.Load() < n {
		t.Errorf("%d of %d objects are gone with their session", collected.Load(), n)
	}
	q := orm.Select(orm.From[Gate]())
	more, size := load(q)-load(q.NoTrack()), float64(unsafe.Sizeof(Gate{}))
	t.Logf("%.0f bytes more for an object of %.0f", more, size)
	if more > size+8 {
		t.Errorf("tracking an object takes %.0f bytes more, want at most %.0f: its copy", more, size+8)
	}
}

// TestStatementsOfAFlush: what is sent, whatever the number of rows: on PostgreSQL one statement
// for each type, always of the same text.
func TestStatementsOfAFlush(t *testing.T) {
	db := live.Postgres(t)
	r := library(t, db)
	texts := map[string]bool{}
	for _, n := range []int{20, 100, 300} {
		db.Log.Take()
		ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
			for i := range n {
				a := &Author{Name: fmt.Sprint(i)}
				a.Books.Add(&Book{Title: "a"}, &Book{Title: "b"})
				s.Add(a)
			}
			return nil
		}))
		sent := db.Log.Take()
		for _, text := range sent {
			texts[text] = true
		}
		if len(sent) != 2 || len(texts) != 2 {
			t.Errorf("%d authors with two books: %d statements, of %d texts so far", n, len(sent), len(texts))
		}
	}
}
