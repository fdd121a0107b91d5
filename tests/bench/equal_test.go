package main

import (
	"database/sql"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// onDatabases runs test as a subtest on each database, filled.
func onDatabases(t *testing.T, test func(t *testing.T, d Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filled(t, testSQLite(t))) })
	t.Run("postgresql", func(t *testing.T) { test(t, filled(t, testPostgres(t))) })
	t.Run("pgx", func(t *testing.T) { test(t, filled(t, pgxAt(servers.Postgres(t)))) })
	t.Run("mariadb", func(t *testing.T) { test(t, filled(t, testMariaDB(t))) })
}

func testSQLite(t testing.TB) Database   { return sqliteAt(servers.SQLite(t)) }
func testPostgres(t testing.TB) Database { return postgresAt(servers.Postgres(t)) }

func testMariaDB(t testing.TB) Database {
	config, err := mysql.ParseDSN(servers.MySQL(t))
	if err != nil {
		t.Fatal("the data source name is not one")
	}
	return mariadbWith(config)
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
		for _, impl := range on(d, implementations()) {
			t.Run(impl.Name, func(t *testing.T) { // which closes its connections at its end
				p := opened(t, d, impl)
				for _, op := range operations {
					check := checks[op.name]
					switch {
					case check == nil:
						t.Errorf("the operation %q has no check", op.name)
					case op.of(p) != nil:
						t.Run(op.name, func(t *testing.T) { check(t, p, reader{d, bare}) })
					}
				}
			})
		}
	})
}

// checks has one for each operation.
var checks = map[string]func(t *testing.T, p *Program, r reader){
	"point": checkPoint, "list": checkList(listRows), "list100": checkList(100), "list10000": checkList(itemRows), "insert": checkInsert, "update": checkUpdate, "tx": checkTx,
	"bulk100": checkBulk(100), "bulk1000": checkBulk(1000), "unit": checkUnit, "eager": checkEager,
	"scan": checkScan, "exec": checkExec, "read64": checkReaders,
	// The context of a test can end.
	"point-cancel": checkPoint, "insert-cancel": checkInsert, "update-cancel": checkUpdate,
}

func checkPoint(t *testing.T, p *Program, _ reader) {
	for id := int64(1); id <= 10; id++ { // with and without NULL
		it, err := p.Point(t.Context(), id)
		if err != nil || it.canonical() != itemOf(id) {
			t.Errorf("got %+v, %v, want %+v", it, err, itemOf(id))
		}
	}
}

func checkList(n int) func(t *testing.T, p *Program, _ reader) {
	return func(t *testing.T, p *Program, _ reader) {
		list, err := p.List(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		items := list()
		if len(items) != n {
			t.Fatalf("got %d rows, want %d", len(items), n)
		}
		for i, it := range items {
			want := itemOf(int64(i + 1))
			if i >= listRows && it.ID == want.ID { // updates change some of these
				continue
			}
			if it.canonical() != want {
				t.Fatalf("row %d: got %+v, want %+v", i, it, want)
			}
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

func checkBulk(n int) func(t *testing.T, p *Program, r reader) {
	return func(t *testing.T, p *Program, r reader) {
		rows := make([]Item, n)
		for i := range rows {
			rows[i] = itemOf(int64(i + 1))
			rows[i].ID = 0
		}
		if err := p.Bulk(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		for i, it := range rows {
			want := itemOf(int64(i + 1))
			want.ID = it.ID
			if got := r.stored(t, it.ID); it.ID <= itemRows || got != want {
				t.Fatalf("row %d is stored as %+v, want %+v", i, got, want)
			}
		}
	}
}

func checkUnit(t *testing.T, p *Program, r reader) {
	stored, err := p.Unit(t.Context(), familyRows)
	if err != nil {
		t.Fatal(err)
	}
	objects := stored()
	if len(objects) != families {
		t.Fatalf("%d parents, want %d", len(objects), families)
	}
	bare := plainProgram{db: r.bare, d: r.Database}
	for i, f := range objects {
		parents, err := bare.some(t.Context(), "id = $1", f.ID)
		if err != nil || len(parents) != 1 {
			t.Fatalf("parent %d is stored %d times: %v", i, len(parents), err)
		}
		if err := bare.addChildren(t.Context(), parents); err != nil {
			t.Fatal(err)
		}
		if got := plainLoaded(parents)()[0]; f.ID <= families || !reflect.DeepEqual(got, f) {
			t.Fatalf("family %d is stored as %+v, its objects are %+v", i, got, f)
		}
		if want := familyRows[i]; !reflect.DeepEqual(numbered(f, want), want) {
			t.Fatalf("family %d is stored as %+v, want %+v", i, f, want)
		}
	}
}

// numbered returns f with the ids of another family.
func numbered(f, other Family) Family {
	f.ID = other.ID
	f.Children = slices.Clone(f.Children)
	for i := range f.Children {
		f.Children[i].ID = other.Children[i].ID
	}
	return f
}

func checkEager(t *testing.T, p *Program, _ reader) {
	loaded, err := p.Eager(t.Context(), families)
	if err != nil {
		t.Fatal(err)
	}
	got := loaded()
	if len(got) != families || !reflect.DeepEqual(got, familyRows) {
		t.Errorf("got %d families, others than are stored", len(got))
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

func checkScan(t *testing.T, p *Program, _ reader) {
	seen := int64(0)
	err := p.Scan(t.Context(), listRows, func(it *Item) {
		seen++
		if got, want := it.canonical(), itemOf(seen); got != want && !t.Failed() {
			t.Errorf("row %d: got %+v, want %+v", seen, got, want)
		}
	})
	if err != nil || seen != listRows {
		t.Errorf("got %d rows, %v, want %d", seen, err, listRows)
	}
}

func checkExec(t *testing.T, p *Program, r reader) {
	if err := p.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	var changed int
	if err := r.bare.QueryRowContext(t.Context(), "select count(*) from items where score = 0").Scan(&changed); err != nil || changed != 0 {
		t.Errorf("%d rows have changed, %v", changed, err)
	}
}

// checkReaders reads on all connections at the same time.
func checkReaders(t *testing.T, p *Program, _ reader) {
	var group sync.WaitGroup
	for g := range int64(readers) {
		group.Go(func() {
			for id := g + 1; id < g+5; id++ {
				it, err := p.Point(t.Context(), id)
				if err != nil || it.canonical() != itemOf(id) {
					t.Errorf("got %+v, %v, want %+v", it, err, itemOf(id))
					return
				}
			}
		})
	}
	group.Wait()
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
