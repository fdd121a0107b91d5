package orm_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ngrok/sqlmw"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

// Station and its readings are kept where the station is.
type Station struct {
	orm.Entity `gild:"stations"`
	ID         int64              `gild:"id,pk"`
	Region     string             `gild:"region,size=20"`
	City       string             `gild:"city,size=20"`
	Readings   orm.Many[*Reading] `gild:"back=Station,cascade=all delete-orphan"`
}

type Reading struct {
	orm.Entity `gild:"readings"`
	ID         int64 `gild:"id,pk"`
	StationID  int64 `gild:"station_id,fk=stations.id"`
	Degrees    int
	Station    orm.Ref[*Station]
}

var stationModels = []orm.Mapping{orm.Model[Station](), orm.Model[Reading]()}

// shardsOf are three shards of any databases, and what is in each.
func shardsOf(t *testing.T, dbs map[string]*live.Database) (*orm.Registry, orm.Shards) {
	t.Helper()
	r := orm.NewRegistry(nil, stationModels...)
	ok(t, r.Err())
	shards := orm.Shards{
		OfObject: func(obj any) (string, error) {
			station, isStation := obj.(*Station)
			if !isStation {
				return "", fmt.Errorf("a %T is kept with its station", obj)
			}
			return station.Region, nil
		},
	}
	for _, name := range []string{"africa", "asia", "europe"} {
		ok(t, r.MetaData().CreateAll(t.Context(), dbs[name]))
		shards.List = append(shards.List, orm.Shard{Name: name, DB: dbs[name].DB})
	}
	return r, shards
}

func TestShards(t *testing.T) {
	ctx := t.Context()
	dbs := map[string]*live.Database{"africa": live.SQLite(t), "asia": live.SQLite(t), "europe": live.Postgres(t)}
	r, shards := shardsOf(t, dbs)
	sent := func() string {
		var at []string
		for _, name := range []string{"africa", "asia", "europe"} {
			if ops := operations(dbs[name]); ops != "" {
				at = append(at, name+": "+ops)
			}
		}
		return strings.Join(at, "; ")
	}
	want := func(what, statements string) {
		t.Helper()
		if got := sent(); got != statements {
			t.Errorf("%s:\n\t%s\nwant\n\t%s", what, got, statements)
		}
	}
	sent()
	dakar, lagos := &Station{Region: "africa", City: "Dakar"}, &Station{Region: "africa", City: "Lagos"}
	tokyo, paris := &Station{Region: "asia", City: "Tokyo"}, &Station{Region: "europe", City: "Paris"}
	dakar.Readings.Add(&Reading{Degrees: 30})
	paris.Readings.Add(&Reading{Degrees: 10}, &Reading{Degrees: 11})
	ok(t, r.InShards(ctx, shards, func(ss *orm.ShardedSession) error {
		ss.Add(paris, dakar, tokyo, lagos)
		return nil
	}))
	want("a flush", "africa: INSERT stations, INSERT readings; asia: INSERT stations; europe: INSERT stations, INSERT readings")
	if dakar.ID != 1 || tokyo.ID != 1 || paris.ID != 1 || lagos.ID != 2 {
		t.Errorf("numbers: %d %d %d %d", dakar.ID, tokyo.ID, paris.ID, lagos.ID)
	}

	shards.OfKey = func(_ reflect.Type, key []any) []string {
		if key[0] == int64(2) {
			return []string{"africa"}
		}
		return nil
	}
	shards.OfQuery = func(_ reflect.Type, query *expr.SelectStmt) []string {
		if len(query.Clauses().OrderBy) == 0 {
			return nil
		}
		return []string{"asia", "europe"}
	}
	ss := r.NewShardedSession(shards)
	defer ss.Close()
	p := orm.From[Station]()
	all, err := orm.AllIn(ctx, ss, orm.Select(p))
	ok(t, err)
	cities := func(list []*Station) string {
		var out []string
		for _, s := range list {
			out = append(out, s.City)
		}
		return strings.Join(out, " ")
	}
	if got := cities(all); got != "Dakar Lagos Tokyo Paris" {
		t.Errorf("all shards: %s", got)
	}
	want("all shards", "africa: SELECT stations; asia: SELECT stations; europe: SELECT stations")
	if all[0] == all[2] || all[0].ID != all[2].ID || ss.ShardOf(all[2]) != "asia" || ss.ShardOf(&Station{}) != "" {
		t.Error("one key on two shards is one object")
	}
	readings, err := all[3].Readings.Load(ctx)
	ok(t, err)
	if len(readings) != 2 || readings[0].Degrees != 10 {
		t.Errorf("readings: %v", readings)
	}
	want("a load", "europe: SELECT readings")
	some, err := orm.AllIn(ctx, ss, orm.Select(p).OrderBy(orm.C(&p.ID)))
	ok(t, err)
	want("chosen by the query", "asia: SELECT stations; europe: SELECT stations")
	if cities(some) != "Tokyo Paris" || some[0] != all[2] {
		t.Errorf("chosen: %s", cities(some))
	}
	found, err := orm.GetIn[Station](ctx, ss, int64(2))
	ok(t, err)
	if found != all[1] {
		t.Error("another object for the row")
	}
	if _, err := orm.GetIn[Station](ctx, ss, int64(9)); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("no such row: %v", err)
	}
	want("a key that no shard has", "africa: SELECT stations; asia: SELECT stations; europe: SELECT stations")
	counts, err := orm.OnShards(ctx, ss.Only("europe", "asia"), func(ctx context.Context, s *orm.Session) ([]int64, error) {
		n, err := orm.Select(orm.From[Reading]()).Count(ctx, s)
		return []int64{n}, err
	})
	ok(t, err)
	if !slices.Equal(counts, []int64{0, 2}) {
		t.Errorf("counts: %v", counts)
	}
	sent()

	all[0].City, all[3].City = "dakar", "paris"
	all[2].Readings.Add(&Reading{Degrees: 20})
	ss.Delete(all[1])
	ok(t, ss.Flush(ctx))
	want("changes", "africa: SELECT readings, UPDATE stations, DELETE stations; asia: INSERT readings; europe: UPDATE stations")
	ok(t, ss.Rollback())
	if all[0].City != "Dakar" || all[3].City != "Paris" {
		t.Error("a rollback is about all shards")
	}
	ss.Delete(all[1])
	ok(t, ss.Commit(ctx))
	wantRows(t, dbs["africa"], "select city from stations", "Dakar")
}

// What fails on one shard before the commits leaves nothing on the others.
func TestShardsFailTogether(t *testing.T) {
	ctx := t.Context()
	dbs := map[string]*live.Database{"africa": live.SQLite(t), "asia": live.Postgres(t), "europe": live.SQLite(t)}
	r, shards := shardsOf(t, dbs)
	ss := r.NewShardedSession(shards)
	defer ss.Close()
	for what, objs := range map[string][]any{
		"no shard":     {&Station{Region: "africa"}, &Station{Region: "mars"}},
		"no station":   {&Station{Region: "africa"}, &Reading{}},
		"foreign keys": {&Station{Region: "africa"}, &Station{Region: "asia"}},
	} {
		ss.Add(objs...)
		if what == "foreign keys" {
			ss.Session("asia").Add(&Reading{StationID: 77})
		}
		if err := ss.Commit(ctx); err == nil {
			t.Errorf("%s: no error", what)
		} else if what == "foreign keys" && (!errors.Is(err, gild.ErrForeignKey) || !strings.Contains(err.Error(), `shard "asia"`)) {
			t.Errorf("%s: %v", what, err)
		}
		ok(t, ss.Rollback())
		for name, db := range dbs {
			if got := stored(t, db, "select count(*) from stations"); got != "0" {
				t.Errorf("%s: %s has %s rows", what, name, got)
			}
		}
	}
	if _, err := orm.AllIn(ctx, ss.Only("mars"), orm.Select(orm.From[Station]())); err == nil {
		t.Error("a shard that is not there is asked")
	}
	empty := r.NewShardedSession(orm.Shards{})
	if err := empty.Commit(ctx); err == nil {
		t.Error("no shards, no error")
	}
	ok(t, empty.Close())
}

// A commit that fails behind another tells where it has failed, and what is committed.
func TestShardsCommittedInPart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dbs := map[string]*live.Database{"africa": live.SQLite(t), "asia": live.SQLite(t), "europe": live.SQLite(t)}
	r, shards := shardsOf(t, dbs)
	err := r.InShards(ctx, shards, func(ss *orm.ShardedSession) error {
		ss.Session("africa").Listen(orm.Events{AfterCommit: func(context.Context, *orm.Session) { cancel() }})
		ss.Add(&Station{Region: "africa"}, &Station{Region: "asia"}, &Station{Region: "europe"})
		return nil
	})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), `shard "asia"`) || !strings.Contains(err.Error(), `["africa"]`) {
		t.Error(err)
	}
	for name, rows := range map[string]string{"africa": "1", "asia": "0", "europe": "0"} {
		wantRows(t, dbs[name], "select count(*) from stations", rows)
	}
}

// A panic on any shard is one of the caller, when the others have ended: it can recover, and go on with the session.
func TestShardsPanic(t *testing.T) {
	ctx := t.Context()
	dbs := map[string]*live.Database{"africa": live.SQLite(t), "asia": live.SQLite(t), "europe": live.SQLite(t)}
	r, shards := shardsOf(t, dbs)
	ss := r.NewShardedSession(shards)
	defer ss.Close()
	for _, shard := range shards.List {
		reached := make(chan bool)
		var ended [3]bool
		func() {
			defer func() {
				if got := recover(); got != shard.Name {
					t.Errorf("%s: recovered %v", shard.Name, got)
				}
			}()
			_, err := orm.OnShards(ctx, ss, func(ctx context.Context, s *orm.Session) ([]*Station, error) {
				if s == ss.Session(shard.Name) {
					defer close(reached)
					panic(shard.Name)
				}
				<-reached
				found, err := orm.Select(orm.From[Station]()).All(ctx, s)
				ended[slices.IndexFunc(shards.List, func(o orm.Shard) bool { return s == ss.Session(o.Name) })] = true
				return found, err
			})
			t.Errorf("%s: no panic, %v", shard.Name, err)
		}()
		n := 0
		for _, e := range ended {
			if e {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%s: %d others have ended", shard.Name, n)
		}
		_, err := orm.AllIn(ctx, ss, orm.Select(orm.From[Station]()))
		ok(t, err)
	}
	_, err := orm.OnShards(ctx, ss, func(_ context.Context, s *orm.Session) ([]int, error) {
		if s == ss.Session("asia") {
			runtime.Goexit()
		}
		return nil, nil
	})
	if err == nil || !strings.Contains(err.Error(), `shard "asia"`) {
		t.Errorf("a function that has ended its goroutine: %v", err)
	}
}

// preparing is a PostgreSQL server of the test's own, which can prepare transactions, and most cannot.
func preparing(t *testing.T) *live.Database {
	t.Helper()
	log := &live.Log{}
	db, err := gild.Open(servers.Throwaway(t, "max_prepared_transactions=8").URL(), gild.WithInterceptors(log))
	ok(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return &live.Database{DB: db, Log: log}
}

// Commits in two phases, over PostgreSQL and MariaDB: by Bind, and by shards.
func TestTwoPhasesOnPostgres(t *testing.T) {
	ctx, postgres, mariadb := t.Context(), preparing(t), live.MySQL(t)
	id := "orm" + time.Now().Format("150405.000000000")
	t.Run("bind", func(t *testing.T) {
		r := create(t, postgres, []orm.Mapping{orm.Model[Debit](), orm.Model[Credit]()})
		ok(t, r.MetaData().CreateAll(ctx, mariadb))
		s := r.NewSession(mariadb.DB, orm.Bind[Credit](postgres.DB), orm.TwoPhase(id))
		defer s.Close()
		for amount := range 2 { // the session goes on
			s.Add(&Debit{Amount: int64(-amount)}, &Credit{Amount: int64(amount)})
			ok(t, s.Commit(ctx))
		}
		sent := strings.Join(postgres.Log.Take(), "; ")
		if strings.Count(sent, "PREPARE TRANSACTION") != 2 || strings.Count(sent, "COMMIT PREPARED") != 2 {
			t.Errorf("sent %s", sent)
		}
		s.Add(&Debit{Amount: 5}, &Credit{Amount: 1}) // which is there
		if err := s.Commit(ctx); !errors.Is(err, gild.ErrUnique) {
			t.Error(err)
		}
		ok(t, s.Rollback())
		wantRows(t, mariadb, "select amount from debits order by id", "0 -1")
		wantRows(t, postgres, "select amount from credits order by amount", "0 1")
	})
	t.Run("shards", func(t *testing.T) {
		r, shards := shardsOf(t, map[string]*live.Database{"africa": postgres, "asia": mariadb, "europe": live.MySQL(t)})
		ss := r.NewShardedSession(shards, orm.TwoPhase(id))
		defer ss.Close()
		postgres.Log.Take()
		ss.Add(&Station{Region: "africa"}, &Station{Region: "asia"})
		ok(t, ss.Commit(ctx))
		if sent := strings.Join(postgres.Log.Take(), "; "); strings.Count(sent, "PREPARE TRANSACTION") != 1 || !strings.Contains(sent, "-africa-0") {
			t.Errorf("sent %s", sent)
		}
		ss.Add(&Station{Region: "africa"}, &Station{Region: "asia"})
		ok(t, ss.Flush(ctx))
		ended, cancel := context.WithCancel(ctx)
		ss.Session("europe").Listen(orm.Events{BeforeCommit: func(context.Context, *orm.Session) error { cancel(); return nil }})
		if err := ss.Commit(ended); err == nil {
			t.Error("committed under a context that has ended")
		}
		ok(t, ss.Rollback())
		for _, db := range []*live.Database{postgres, mariadb} {
			wantRows(t, db, "select count(*) from stations", "1")
			prepared, err := gild.PreparedTransactions(ctx, db.DB)
			ok(t, err)
			for _, p := range prepared {
				if strings.HasPrefix(p, id) {
					t.Errorf("%s is left prepared", p)
				}
			}
		}
	})
}

// refusing fails the first statement that begins with a text.
type refusing struct {
	sqlmw.NullInterceptor
	begins string
	err    error
	failed bool
}

func (r *refusing) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	if !r.failed && strings.HasPrefix(query, r.begins) {
		r.failed = true
		return nil, r.err
	}
	return conn.ExecContext(ctx, query, args)
}

// What is prepared is rolled back though its connection is lost: the session has nothing to do it later with.
func TestTwoPhasesRollBackWithoutConnection(t *testing.T) {
	ctx, url := t.Context(), servers.Throwaway(t, "max_prepared_transactions=8").URL()
	open := func(r *refusing) *live.Database {
		db, err := gild.Open(url, gild.WithInterceptors(r))
		ok(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return &live.Database{DB: db, Log: &live.Log{}}
	}
	refused := errors.New("refused")
	lost := &refusing{begins: "ROLLBACK PREPARED", err: driver.ErrBadConn}
	first, second := open(lost), open(&refusing{begins: "PREPARE TRANSACTION", err: refused})
	r := create(t, first, []orm.Mapping{orm.Model[Debit](), orm.Model[Credit]()})
	s := r.NewSession(first.DB, orm.Bind[Credit](second.DB), orm.TwoPhase("lost"))
	defer s.Close()
	s.Add(&Debit{Amount: 1}, &Credit{Amount: 1})
	if err := s.Commit(ctx); !errors.Is(err, refused) || errors.Is(err, driver.ErrBadConn) || !lost.failed {
		t.Errorf("%v, %v", err, lost.failed)
	}
	if left, err := gild.PreparedTransactions(ctx, first.DB); err != nil || len(left) > 0 {
		t.Errorf("%v are left prepared, %v", left, err)
	}
	wantRows(t, first, "select count(*) from debits", "0")
}
