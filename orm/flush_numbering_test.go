package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Numbered struct {
	orm.Entity `gild:"numbered"`
	ID         int64 `gild:"id,pk"`
	Name       string
}

// addNumbered commits n objects and checks that each has the number of its row.
func addNumbered(t *testing.T, r *orm.Registry, db *live.Database, n int) error {
	t.Helper()
	objs := make([]*Numbered, n)
	err := r.InTx(t.Context(), db.DB, func(s *orm.Session) error {
		for i := range objs {
			objs[i] = &Numbered{Name: fmt.Sprintf("n%03d", i)}
			s.Add(objs[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, o := range objs {
		var name string
		ok(t, db.QueryRowContext(t.Context(), fmt.Sprintf("select name from numbered where id = %d", o.ID)).Scan(&name))
		if name != o.Name {
			t.Fatalf("the object %q has the number of %q", o.Name, name)
		}
	}
	_, err = db.ExecContext(t.Context(), "delete from numbered")
	return err
}

// TestNumbers: whatever numbers rows, and in whatever order, an object has the number of its row.
func TestNumbers(t *testing.T) {
	sizes := []int{1, 2, 3, 16, 17, 64, 100, 150}
	for name, ddl := range map[string][]string{
		"sqlite, plain":         {"create table numbered (id integer primary key, name text)"},
		"sqlite, autoincrement": {"create table numbered (id integer primary key autoincrement, name text)"},
		"sqlite, rows between": {"create table numbered (id integer primary key, name text)",
			"create trigger tr after insert on numbered when new.name like 'n%' begin insert into numbered (name) values ('x'); end"},
		"postgresql, plain":   {"create table numbered (id bigserial primary key, name text)"},
		"postgresql, shrinks": {"create sequence s increment by -1", "create table numbered (id bigint primary key default nextval('s'), name text)"},
		"postgresql, random":  {"create table numbered (id bigint primary key default (random() * 1e15)::bigint, name text)"},
		"postgresql, circle": {"create sequence s maxvalue 400 cycle", "select setval('s', 390)",
			"create table numbered (id bigint primary key default nextval('s'), name text)"},
		"postgresql, uuid": {"create table numbered (id bigserial primary key, name varchar(20))"},
	} {
		t.Run(name, func(t *testing.T) {
			db := live.SQLite(t)
			if strings.HasPrefix(name, "postgresql") {
				db = live.Postgres(t)
			}
			for _, text := range ddl {
				_, err := db.ExecContext(t.Context(), text)
				ok(t, err)
			}
			r := orm.NewRegistry(nil, orm.Model[Numbered]())
			for _, n := range sizes {
				if err := addNumbered(t, r, db, n); err != nil {
					t.Fatalf("%d rows: %v", n, err)
				}
			}
		})
	}
}

// TestTriggerThatComesLater: numbers that were taken for granted are not, and nothing is stored.
func TestTriggerThatComesLater(t *testing.T) {
	db := live.SQLite(t)
	r := create(t, db, []orm.Mapping{orm.Model[Numbered]()})
	ok(t, addNumbered(t, r, db, 40))
	_, err := db.ExecContext(t.Context(), "create trigger tr after insert on numbered when new.name like 'n%' begin insert into numbered (name) values ('x'); end")
	ok(t, err)
	if err := addNumbered(t, r, db, 40); err == nil || !strings.Contains(err.Error(), "has got a trigger") {
		t.Errorf("a trigger that came later: %v", err)
	}
	wantRows(t, db, "select count(*) from numbered", "0")
	ok(t, addNumbered(t, r, db, 40)) // now it is known
}

type Lister struct {
	orm.Entity `gild:"listers"`
	ID         int64  `gild:"id,pk"`
	Ref        string // a uuid in the database
	Doc        string // jsonb there
	Mood       string // an enum there
	Bytes      []byte
	Maybe      *int64
}

// TestListsTakeTheDatabasesTypes: many rows are inserted into columns of types that the program
// does not know, as few are.
func TestListsTakeTheDatabasesTypes(t *testing.T) {
	db := live.Postgres(t)
	for _, text := range []string{"create type mood as enum ('sad', 'ok')",
		"create table listers (id bigserial primary key, ref uuid not null, doc jsonb not null, mood mood not null, bytes bytea, maybe bigint)"} {
		_, err := db.ExecContext(t.Context(), text)
		ok(t, err)
	}
	r := orm.NewRegistry(nil, orm.Model[Lister]())
	seven := int64(7)
	for _, n := range []int{2, 40} {
		db.Log.Take()
		ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
			for range n {
				s.Add(&Lister{Ref: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", Doc: `{"a": "q\"{},"}`, Mood: "ok", Bytes: []byte{0, 34, 92}, Maybe: &seven}, &Lister{
					Ref: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", Doc: "1", Mood: "sad"})
			}
			return nil
		}))
		if lists := strings.Contains(db.Log.Take()[0], "unnest"); lists != (n > 2) {
			t.Errorf("%d rows as lists: %v", 2*n, lists)
		}
	}
	if db.Dialect == postgres.Dialect {
		wantRows(t, db, `select distinct concat_ws(' ', doc ->> 'a', mood, encode(bytes, 'hex'), maybe) from listers order by 1`, `q"{}, ok 00225c 7 sad`)
	}
}
