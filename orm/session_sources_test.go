package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestBind: types live in databases of their own; one flush writes to all of them, one commit commits
// all, and a rollback and a savepoint are about all.
func TestBind(t *testing.T) {
	one, two := live.SQLite(t), live.Postgres(t)
	r, ctx := library(t, one), t.Context()
	ok(t, r.MetaData().CreateAll(ctx, two))
	two.Log.Take()
	s := r.NewSession(one.DB, orm.Bind[Node](two.DB), orm.Bind[Award](two.DB))
	defer s.Close()
	a, n := &Author{Name: "a"}, &Node{Data: "n"}
	n.Children.Add(&Node{Data: "child"})
	s.Add(a, n)
	ok(t, s.Flush(ctx))
	ok(t, s.InSavepoint(ctx, func() error { a.Name, n.Data = "A", "N"; return nil }))
	err := s.InSavepoint(ctx, func() error { a.Name, n.Data = "x", "x"; _ = s.Flush(ctx); return errors.New("no") })
	if err == nil || a.Name != "A" || n.Data != "N" {
		t.Error(err, a.Name, n.Data)
	}
	ok(t, s.Commit(ctx))
	wantRows(t, one, "select name from authors", "A")
	wantRows(t, two, "select data from nodes order by id", "N child")
	wantRows(t, one, "select count(*) from nodes", "0")
	wantRows(t, two, "select count(*) from authors", "0")

	fresh := r.NewSession(one.DB, orm.Bind[Node](two.DB))
	found, err := orm.Get[Node](ctx, fresh, n.ID)
	ok(t, err)
	if children, err := found.Children.Load(ctx); err != nil || len(children) != 1 {
		t.Error(children, err)
	}
	_, err = orm.Get[Author](ctx, fresh, a.ID)
	ok(t, err)
	table := r.MetaData().Table("nodes")
	renewed, err := orm.Returned[Node](ctx, fresh, expr.Update(table).Set(expr.Assign(table.C("data"), "by hand")).Where(table.C("id").Eq(found.ID)))
	if err != nil || renewed[0] != found || found.Data != "by hand" {
		t.Error(renewed, err)
	}
	fresh.Delete(found)
	ok(t, fresh.Flush(ctx))
	ok(t, fresh.Rollback())
	ok(t, fresh.Close())
	wantRows(t, two, "select data from nodes order by id", "N child")

	for want, s := range map[string]*orm.Session{
		"linked by table":                          create(t, live.SQLite(t), itemModels).NewSession(one.DB, orm.Bind[Fan](two.DB)),
		"give it a mapped type and a database":     r.NewSession(one.DB, orm.Bind[Node](nil)),
		"orm_test.Fan is not mapped":               r.NewSession(one.DB, orm.Bind[Fan](two.DB)),
		"a session with TwoPhase works on *sql.DB": onConn(t, r, two.DB),
	} {
		err := s.Flush(ctx)
		if err == nil {
			_, err = orm.Select(orm.From[Author]()).All(ctx, s)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
		_ = s.Close()
	}
}

func onConn(t *testing.T, r *orm.Registry, db *sql.DB) *orm.Session {
	conn, err := db.Conn(t.Context())
	ok(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return r.NewSession(conn, orm.TwoPhase("id"))
}

type Debit struct {
	orm.Entity `gild:"debits"`
	ID         int64 `gild:"id,pk"`
	Amount     int64
}

type Credit struct {
	orm.Entity `gild:"credits"`
	ID         int64 `gild:"id,pk"`
	Amount     int64 `gild:"amount,unique"`
}

// TestTwoPhaseSession: all databases prepare before the first commits, and none commits if one cannot.
func TestTwoPhaseSession(t *testing.T) {
	one, two := live.MySQL(t), live.MySQL(t)
	ctx, models := t.Context(), []orm.Mapping{orm.Model[Debit](), orm.Model[Credit]()}
	r := create(t, one, models)
	ok(t, r.MetaData().CreateAll(ctx, two))
	begin := func(amount int64) (*orm.Session, *Credit) {
		s := r.NewSession(one.DB, orm.Bind[Credit](two.DB), orm.TwoPhase("orm"+time.Now().Format("150405.000000000")))
		c := &Credit{Amount: amount}
		s.Add(&Debit{Amount: -amount}, c)
		return s, c
	}
	s, c := begin(5)
	ok(t, s.Commit(ctx))
	for i, db := range []*live.Database{one, two} {
		sent := strings.Join(db.Log.Take(), "; ")
		if at, end := strings.Index(sent, "XA PREPARE"), strings.Index(sent, "XA COMMIT"); at < 0 || end < at || !strings.Contains(sent, fmt.Sprintf("2d3%d'", i)) {
			t.Errorf("%s", sent)
		}
	}
	wantRows(t, one, "select amount from debits", "-5")
	wantRows(t, two, "select amount from credits", "5")
	c.Amount = 6 // the session goes on, under the same name
	ok(t, s.Commit(ctx))
	wantRows(t, two, "select amount from credits", "6")
	ok(t, s.Close())

	s, c = begin(7)
	ok(t, s.Flush(ctx))
	ended, cancel := context.WithCancel(ctx)
	s.Listen(orm.Events{BeforeCommit: func(context.Context, *orm.Session) error { cancel(); return nil }})
	if err := s.Commit(ended); err == nil {
		t.Error("committed under a context that has ended")
	}
	ok(t, s.Rollback())
	if s.StatusOf(c) != orm.Transient {
		t.Error(s.StatusOf(c))
	}
	ok(t, s.Close())
	s, _ = begin(6) // which is there
	if err := s.Commit(ctx); !errors.Is(err, gild.ErrUnique) {
		t.Error(err)
	}
	ok(t, s.Close())
	wantRows(t, one, "select count(*) from debits", "1")
	wantRows(t, two, "select count(*) from credits", "1")
	prepared, err := gild.PreparedTransactions(ctx, one.DB)
	if err != nil || strings.Contains(strings.Join(prepared, " "), "orm") {
		t.Error(prepared, err)
	}
}

// TestIsolation: the level is that of the transaction that the session begins.
func TestIsolation(t *testing.T) {
	db := live.Postgres(t)
	r, ctx := library(t, db), t.Context()
	level := func(options ...orm.SessionOption) (name string) {
		s := r.NewSession(db.DB, options...)
		defer s.Close()
		s.Add(&Author{Name: "a"})
		ok(t, s.Flush(ctx))
		rows, err := s.QueryContext(ctx, "select current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only')")
		ok(t, err)
		defer rows.Close()
		rows.Next()
		ok(t, rows.Scan(&name))
		return name
	}
	for want, options := range map[string][]orm.SessionOption{
		"read committed off": nil, "serializable off": {orm.Isolation(sql.LevelSerializable)}, "repeatable read off": {orm.Isolation(sql.LevelRepeatableRead)},
	} {
		if got := level(options...); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestInTxRunsAgain: two transactions that collide are run one after the other, with a new session each time.
func TestInTxRunsAgain(t *testing.T) {
	db := live.Postgres(t)
	r, ctx := library(t, db), t.Context()
	seed := &Author{Name: "seed"}
	ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { s.Add(seed); return nil }))
	runs, added := 0, &Book{Title: "b", AuthorID: 1}
	run := func(options ...orm.SessionOption) error {
		runs = 0
		return r.InTx(ctx, db.DB, func(s *orm.Session) error {
			runs++
			a, err := orm.Get[Author](ctx, s, 1)
			if err != nil {
				return err
			}
			if runs == 1 { // somebody else is quicker
				_, err := db.ExecContext(ctx, "update authors set name = name || '!'")
				ok(t, err)
			}
			a.Name += "?"
			s.Add(added) // new again in the second run
			return nil
		}, append(options, orm.Isolation(sql.LevelSerializable))...)
	}
	ok(t, run())
	wantRows(t, db, "select name from authors", "seed!?")
	wantRows(t, db, "select title from books", "b")
	if runs != 2 {
		t.Errorf("%d runs", runs)
	}
	added = &Book{Title: "c", AuthorID: 1}
	if err := run(orm.Attempts(1)); !gild.Is(err, gild.ErrSerialization) || runs != 1 {
		t.Errorf("%d runs, %v", runs, err)
	}
	sentinel := errors.New("mine")
	runs = 0
	if err := r.InTx(ctx, db.DB, func(*orm.Session) error { runs++; return sentinel }); err != sentinel || runs != 1 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

type Product struct {
	orm.Entity `gild:"products"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Price      int64
	Version    int `gild:"version,version"`
}

func TestUpdateByKey(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Product]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		for range 3 {
			s.Add(&Product{Name: "n", Price: 1})
		}
		ok(t, s.Commit(ctx))
		first, err := orm.Get[Product](ctx, s, 1)
		ok(t, err)
		second, err := orm.Get[Product](ctx, s, 2)
		ok(t, err)
		p := orm.From[Product]()
		db.Log.Take()
		ok(t, orm.UpdateByKey(ctx, s, p, []Product{{ID: 1, Price: 10, Version: 1}, {ID: 3, Price: 30, Version: 1}}, &p.Price))
		if sent := db.Log.Take(); len(sent) != 1 && (len(sent) != 2 || db.Dialect.Name != "mysql") {
			t.Errorf("two rows: %q", sent)
		}
		if first.Price != 10 || first.Version != 2 || second.Price != 1 {
			t.Errorf("%+v %+v", first, second)
		}
		ok(t, s.Flush(ctx)) // nothing is left to write
		wantSent(t, db)
		var stale *orm.StaleError
		if err := orm.UpdateByKey(ctx, s, p, []Product{{ID: 1, Price: 11, Version: 1}}, &p.Price); !errors.As(err, &stale) {
			t.Error(err)
		}
		if err := orm.UpdateByKey(ctx, s, p, []Product{{ID: 2, Price: 11, Version: 1}, {ID: 77, Price: 1, Version: 1}}, &p.Price); !errors.As(err, &stale) || stale.Key[0] != int64(77) {
			t.Error(err)
		}
		if err := orm.UpdateByKey(ctx, s, p, []Product{{ID: 3, Price: 7, Version: 2}, {ID: 3, Price: 8, Version: 3}}, &p.Price, &p.Name); err != nil { // one after the other
			t.Error(err)
		}
		wantRows(t, db, "select count(*) from products", "3")
		ok(t, s.Rollback())
		if first.Price != 1 || first.Version != 1 {
			t.Errorf("after the rollback: %+v", first)
		}
		other, number := orm.From[Product](), 1
		for want, fields := range map[string][]any{
			"no field is named": nil, "Name is named twice": {&p.Name, &p.Name}, "ID is not to be set": {&p.ID}, "Version is not to be set": {&p.Version},
			"not that of a column": {&other.Name}, "not by a int": {number},
		} {
			if err := orm.UpdateByKey(ctx, s, p, nil, fields...); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not say %s", err, want)
			}
		}
	})
}

// Many rows are updated by few statements, whatever their keys are.
func TestUpdateByKeyOfMany(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Clause](), orm.Model[Contract](), orm.Model[Ship]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		contract := &Contract{}
		for i := range 300 {
			contract.Clauses.Add(&Clause{Number: i})
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		ship := &Ship{Flags: Flags{map[string]bool{}}}
		s.Add(contract, ship, &Ship{Flags: Flags{map[string]bool{}}})
		ok(t, s.Commit(ctx))
		var rows []Clause
		for i := range 300 {
			rows = append(rows, Clause{ContractID: contract.ID, Number: i, Words: fmt.Sprint("w", i), Kept: Kept{Version: 1}})
		}
		c, p := orm.From[Clause](), orm.From[Ship]()
		db.Log.Take()
		ok(t, orm.UpdateByKey(ctx, s, c, rows, &c.Words))
		if n := len(db.Log.Take()); n > 6 && db.Dialect.Name != "mysql" {
			t.Errorf("%d statements", n)
		}
		tons := big.NewInt(12)
		ok(t, orm.UpdateByKey(ctx, s, p, []Ship{{ID: 1, Names: []string{"n"}, Tons: tons, Hull: &Hull{Color: "red"}, Flags: Flags{map[string]bool{"x": true}}}, {ID: 2}},
			&p.Names, &p.Tons, &p.Hull, &p.Flags, &p.Blob))
		if ship.Tons.Cmp(tons) != 0 || ship.Hull.Color != "red" {
			t.Errorf("the object has not followed: %+v", ship)
		}
		db.Log.Take()
		ok(t, s.Flush(ctx))
		if sent := operations(db); sent != "" {
			t.Errorf("sent again: %s", sent)
		}
		ok(t, s.Commit(ctx))
		list, err := contract.Clauses.All()
		ok(t, err)
		if list[7].Words != "w7" || list[7].Version != 2 {
			t.Errorf("the object has not followed: %+v", list[7])
		}
		wantRows(t, db, "select count(*), min(version) from clauses where words like 'w%'", "300,2")
		wantRows(t, db, "select id, tons, flags from ships order by id", "1,12,x 2,NULL,")
	})
}

func TestMakeTransient(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s, a, b := authorsWithBooks(t, r, db)
		if orm.SessionOf(a) != s || orm.SessionOf(&Author{}) != nil || orm.SessionOf(nil) != nil {
			t.Error("the session of an object")
		}
		_, err := a.Awards.Load(ctx)
		ok(t, err)
		b.Name = "changed"
		ok(t, s.Flush(ctx))
		if err := orm.MakeTransient(b); err == nil || !strings.Contains(err.Error(), "a transaction that has not ended") {
			t.Error(err)
		}
		ok(t, s.Commit(ctx))
		ok(t, orm.MakeTransient(b))
		if s.StatusOf(b) != orm.Transient || orm.SessionOf(b) != nil {
			t.Error(s.StatusOf(b))
		}
		b.ID, b.Name = 0, "copy"
		s.Add(b)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from authors order by id", "a changed copy")
		ok(t, orm.MakeTransient(&Author{}))
	})
}
