package main

import (
	"database/sql"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// onDatabases runs test as a subtest on each database, filled.
func onDatabases(t *testing.T, test func(t *testing.T, d Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filled(t, sqliteAt(servers.SQLite(t)))) })
	t.Run("postgresql", func(t *testing.T) { test(t, filled(t, postgresAt(servers.Postgres(t)))) })
}

func filled(t testing.TB, d Database) Database {
	t.Helper()
	if err := d.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func opened(t testing.TB, d Database, impl Implementation) *Program {
	t.Helper()
	p, err := impl.Open(t.Context(), d)
	if err != nil {
		t.Fatalf("%s: %v", impl.Name, err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("%s: close: %v", impl.Name, err)
		}
	})
	return p
}

// TestEqual checks that the comparison is fair: every implementation has the same results.
func TestEqual(t *testing.T) {
	onDatabases(t, func(t *testing.T, d Database) {
		bare, err := d.open(d.Driver)
		if err != nil {
			t.Fatal(err)
		}
		defer bare.Close()
		for _, impl := range implementations() {
			p := opened(t, d, impl)
			for _, op := range operations {
				check := checks[op.name]
				switch {
				case check == nil:
					t.Errorf("the operation %q has no check", op.name)
				case op.of(p) != nil:
					t.Run(impl.Name+"/"+op.name, func(t *testing.T) { check(t, p, reader{d, bare}) })
				}
			}
		}
	})
}

// checks has one for each operation.
var checks = map[string]func(t *testing.T, p *Program, r reader){
	"point": checkPoint, "list": checkList, "insert": checkInsert, "update": checkUpdate, "tx": checkTx,
}

func checkPoint(t *testing.T, p *Program, _ reader) {
	for id := int64(1); id <= 10; id++ { // with and without NULL
		it, err := p.Point(t.Context(), id)
		if err != nil || it.canonical() != itemOf(id) {
			t.Errorf("got %+v, %v, want %+v", it, err, itemOf(id))
		}
	}
}

func checkList(t *testing.T, p *Program, _ reader) {
	items, err := p.List(t.Context(), listRows)
	if err != nil || len(items) != listRows {
		t.Fatalf("got %d rows, %v, want %d", len(items), err, listRows)
	}
	for i, it := range items {
		if want := itemOf(int64(i + 1)); it.canonical() != want {
			t.Fatalf("row %d: got %+v, want %+v", i, it, want)
		}
	}
}

func checkInsert(t *testing.T, p *Program, r reader) {
	for id := int64(20); id < 23; id++ {
		it := itemOf(id)
		it.ID = 0
		if err := p.Insert(t.Context(), &it); err != nil {
			t.Fatal(err)
		}
		if it.ID <= itemRows {
			t.Errorf("got the id %d, want one after %d", it.ID, itemRows)
		}
		if got := r.stored(t, it.ID); got != it {
			t.Errorf("stored is %+v, want %+v", got, it)
		}
	}
}

func checkUpdate(t *testing.T, p *Program, r reader) {
	want := itemOf(listRows + 5)
	want.Name, want.Score = t.Name(), 0.25 // the test's name is of this implementation alone
	if err := p.Update(t.Context(), want.ID, want.Name, want.Score); err != nil {
		t.Fatal(err)
	}
	if got := r.stored(t, want.ID); got != want {
		t.Errorf("stored is %+v, want %+v", got, want)
	}
}

func checkTx(t *testing.T, p *Program, _ reader) {
	for range 3 {
		if err := p.Tx(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A reader reads what an implementation has written, by the bare driver.
type reader struct {
	Database
	bare *sql.DB
}

func (r reader) stored(t *testing.T, id int64) Item {
	t.Helper()
	var it Item
	if err := r.bare.QueryRowContext(t.Context(), r.sql(pointSQL), id).Scan(fields(&it)...); err != nil {
		t.Fatal(err)
	}
	return it.canonical()
}
