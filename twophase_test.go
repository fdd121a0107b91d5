package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap"
)

// twoPhaseTests run on each database with two-phase commit, with an empty table notes(id). prefix
// makes ids that no other test has on the server.
var twoPhaseTests = []struct {
	name string
	test func(t *testing.T, db *sql.DB, prefix string)
}{
	{"phases", testTwoPhases},
	{"recovery", testTwoPhaseRecovery},
	{"prepare fails", testTwoPhasePrepareFails},
	{"lost", testTwoPhaseLost},
	{"open rows", testTwoPhaseOpenRows},
}

func TestTwoPhase(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		url := servers.Throwaway(t, "max_prepared_transactions=8").URL() // most servers have 0
		for _, tt := range twoPhaseTests {
			t.Run(tt.name, func(t *testing.T) {
				db := openTx(t, "postgres+gild", url)
				mustExec(t, db, "create table notes (id int not null primary key)")
				tt.test(t, db, "p")
				mustExec(t, db, "drop table notes")
			})
		}
	})
	t.Run("mariadb", func(t *testing.T) {
		for _, tt := range twoPhaseTests {
			t.Run(tt.name, func(t *testing.T) {
				db := openMariaDB(t)
				mustExec(t, db, "create table notes (id int not null primary key)")
				tt.test(t, db, scan[string](t, db, "select database()"))
			})
		}
	})
}

func begin(t *testing.T, db *sql.DB, id string) *gild.TwoPhase {
	t.Helper()
	tp, err := gild.BeginTwoPhase(context.Background(), db, id)
	check(t, err)
	return tp
}

func wantPrepared(t *testing.T, db *sql.DB, prefix string, want ...string) {
	t.Helper()
	ids, err := gild.PreparedTransactions(context.Background(), db)
	check(t, err)
	ids = slices.DeleteFunc(ids, func(id string) bool { return !strings.HasPrefix(id, prefix) })
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		t.Errorf("prepared are %q, want %q", ids, want)
	}
}

// Prepare makes a transaction durable, Commit makes it visible, Rollback undoes it in both
// phases; each in its time.
func testTwoPhases(t *testing.T, db *sql.DB, prefix string) {
	ctx := context.Background()
	id := prefix + `-it's a \ "test"`
	tp := begin(t, db, id)
	if tp.ID() != id {
		t.Errorf("the id is %q", tp.ID())
	}
	check(t, exec(ctx, tp, "insert into notes values (1)"))
	rows, err := tp.QueryContext(ctx, "select id from notes")
	check(t, err)
	if !rows.Next() {
		t.Error("the transaction does not see its own")
	}
	check(t, rows.Close())
	wantError(t, tp.Commit(ctx), "it is not prepared: call Prepare first")
	wantPrepared(t, db, prefix)
	check(t, tp.Prepare(ctx))
	wantPrepared(t, db, prefix, id)
	wantNotes(t, db)
	wantError(t, tp.Prepare(ctx), "it is prepared: only Commit and Rollback are left")
	wantError(t, exec(ctx, tp, "insert into notes values (2)"), "it is prepared")
	_, err = tp.QueryContext(ctx, "select 1")
	wantError(t, err, "it is prepared")
	check(t, tp.Commit(ctx))
	wantNotes(t, db, 1)
	wantPrepared(t, db, prefix)
	for _, err := range []error{tp.Commit(ctx), tp.Rollback(ctx), tp.Prepare(ctx), exec(ctx, tp, "select 1")} {
		if !errors.Is(err, sql.ErrTxDone) {
			t.Errorf("after the end: %v", err)
		}
	}

	for _, prepared := range []bool{false, true} {
		tp := begin(t, db, prefix+"-undo")
		check(t, exec(ctx, tp, "insert into notes values (2)"))
		if prepared {
			check(t, tp.Prepare(ctx))
		}
		check(t, tp.Rollback(ctx))
	}
	wantNotes(t, db, 1)
	wantPrepared(t, db, prefix)
}

// What is prepared outlives its connection, and can be decided about by its id.
func testTwoPhaseRecovery(t *testing.T, db *sql.DB, prefix string) {
	ctx := context.Background()
	for i, decide := range []func(context.Context, *sql.DB, string) error{gild.CommitPrepared, gild.RollbackPrepared} {
		id := fmt.Sprintf("%s-%d", prefix, i)
		tp, session := prepared(t, db, id, i+1)
		kill(t, db, session)
		wantPrepared(t, db, prefix, id)
		wantError(t, tp.Commit(ctx), "gild: two-phase commit of ")
		wantError(t, tp.Rollback(ctx), "Commit has been called and may have been done")
		check(t, decide(ctx, db, id))
		wantPrepared(t, db, prefix)
		wantError(t, decide(ctx, db, id), fmt.Sprintf("prepared transaction %q: ", id))
		wantError(t, tp.Commit(ctx), "gild: two-phase commit of ")
	}
	wantNotes(t, db, 1)

	// Commit and Rollback themselves get there the second time.
	for i, decide := range []func(*gild.TwoPhase) error{
		func(tp *gild.TwoPhase) error { return tp.Commit(ctx) },
		func(tp *gild.TwoPhase) error { return tp.Rollback(ctx) },
	} {
		tp, session := prepared(t, db, prefix+"-again", i+3)
		kill(t, db, session)
		if err := decide(tp); err == nil {
			t.Error("a decision on a lost connection succeeds")
		}
		check(t, decide(tp))
		wantPrepared(t, db, prefix)
	}
	wantNotes(t, db, 1, 3)
}

// prepared returns a prepared transaction and the number of its session on the server.
func prepared(t *testing.T, db *sql.DB, id string, note int) (tp *gild.TwoPhase, session int) {
	t.Helper()
	ctx := context.Background()
	tp = begin(t, db, id)
	check(t, exec(ctx, tp, insertNote(note)))
	rows, err := tp.QueryContext(ctx, "select "+sessionID(t))
	check(t, err)
	if !rows.Next() {
		t.Fatal("no session")
	}
	check(t, rows.Scan(&session))
	check(t, rows.Close())
	check(t, tp.Prepare(ctx))
	return tp, session
}

// sessionID is the number of a session on the server, in SQL.
func sessionID(t *testing.T) string {
	if isPostgres(t) {
		return "pg_backend_pid()"
	}
	return "connection_id()"
}

func isPostgres(t *testing.T) bool { return strings.Contains(t.Name(), "/postgres/") }

// kill ends a session, and waits until the server has ended it.
func kill(t *testing.T, db *sql.DB, session int) {
	t.Helper()
	if isPostgres(t) {
		if !scan[bool](t, db, fmt.Sprintf("select pg_terminate_backend(%d, 10000)", session)) {
			t.Fatal("the session does not end")
		}
		return
	}
	mustExec(t, db, fmt.Sprintf("kill %d", session))
	query := fmt.Sprintf("select count(*) from information_schema.processlist where id = %d", session)
	for deadline := time.Now().Add(10 * time.Second); scan[int](t, db, query) != 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the session does not end")
		}
	}
}

// What cannot be prepared is rolled back, and says so: also a transaction that has failed, which
// PostgreSQL would roll back without a word.
func testTwoPhasePrepareFails(t *testing.T, db *sql.DB, prefix string) {
	ctx := context.Background()
	tp := begin(t, db, prefix+"-failed")
	check(t, exec(ctx, tp, insertNote(1)))
	if err := exec(ctx, tp, insertNote(1)); !gild.Is(err, gild.ErrUnique) {
		t.Errorf("got error %v, want a unique violation", err)
	}
	err := tp.Prepare(ctx)
	if !isPostgres(t) { // a failed statement is no failed transaction
		check(t, err)
		check(t, tp.Rollback(ctx))
		return
	}
	wantError(t, err, "gild: two-phase prepare of ", "aborted")
	if _, ok := errors.AsType[*gild.AmbiguousCommitError](err); ok {
		t.Errorf("the outcome is known, but the error is %v", err)
	}
	if err := tp.Rollback(ctx); !errors.Is(err, sql.ErrTxDone) {
		t.Errorf("rollback after it: %v", err)
	}
	wantPrepared(t, db, prefix)
	wantNotes(t, db)
}

// A connection that is gone, and a context that has ended, leave no transaction open.
func testTwoPhaseLost(t *testing.T, db *sql.DB, prefix string) {
	for _, end := range []func(*gild.TwoPhase, context.Context) error{
		func(tp *gild.TwoPhase, ctx context.Context) error { return tp.Prepare(ctx) },
		func(tp *gild.TwoPhase, ctx context.Context) error {
			return errors.Join(tp.Rollback(ctx), context.Canceled)
		},
	} {
		tp := begin(t, db, prefix+"-lost")
		check(t, exec(context.Background(), tp, insertNote(1)))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := end(tp, ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want that of the context", err)
		}
		if n := db.Stats().InUse; n != 0 {
			t.Errorf("%d connections are in use", n)
		}
		waitUntilGone(t, db)
		wantPrepared(t, db, prefix)
	}
}

// Rows that are left open hold nothing up, on a connection that has died neither: they are closed, and have an error.
func testTwoPhaseOpenRows(t *testing.T, db *sql.DB, prefix string) {
	ctx := context.Background()
	for name, end := range map[string]func(*gild.TwoPhase) error{
		"prepare":  func(tp *gild.TwoPhase) error { return errors.Join(tp.Prepare(ctx), tp.Rollback(ctx)) },
		"rollback": func(tp *gild.TwoPhase) error { return tp.Rollback(ctx) },
	} {
		for _, dies := range []bool{false, true} {
			what := fmt.Sprintf("%s, dies: %v", name, dies)
			tp := begin(t, db, prefix+"-rows")
			rows, err := tp.QueryContext(ctx, "select "+sessionID(t)+" union all select 0")
			check(t, err)
			var session int
			rows.Next()
			check(t, rows.Scan(&session))
			if dies {
				kill(t, db, session)
			}
			ended := make(chan error, 1)
			go func() { ended <- end(tp) }()
			select {
			case err := <-ended:
				if failed := dies && name == "prepare"; (err != nil) != failed {
					t.Errorf("%s: got error %v", what, err)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: it waits for the rows", what)
			}
			if rows.Next() || rows.Err() == nil {
				t.Errorf("%s: rows are read behind the end: %v", what, rows.Err())
			}
			if n := db.Stats().InUse; n != 0 {
				t.Errorf("%s: %d connections are in use", what, n)
			}
		}
	}
	wantPrepared(t, db, prefix)
}

// waitUntilGone waits until no open transaction holds note 1, by writing it.
func waitUntilGone(t *testing.T, db *sql.DB) {
	t.Helper()
	mustExec(t, db, insertNote(1))
	mustExec(t, db, "delete from notes")
}

// A server may not allow it at all.
func TestTwoPhaseDisabled(t *testing.T) {
	db := openTx(t, "postgres+gild", servers.Throwaway(t, "max_prepared_transactions=0").URL())
	err := begin(t, db, "x").Prepare(context.Background())
	wantError(t, err, "gild: two-phase prepare of ", "prepared transactions are disabled")
}

// A connection that breaks while the answer to the preparation is awaited leaves it open.
func TestTwoPhaseAmbiguousPrepare(t *testing.T) {
	ctx := context.Background()
	direct, db, p := proxiedMariaDB(t)
	mustExec(t, direct, "create table notes (id int not null primary key)")
	id := scan[string](t, direct, "select database()")
	p.at = "XA PREPARE"
	tp := begin(t, db, id)
	check(t, exec(ctx, tp, insertNote(1)))
	p.cut.Store(cutAnswer)
	err := tp.Prepare(ctx)
	p.cut.Store(cutNothing)
	if _, ok := errors.AsType[*gild.AmbiguousCommitError](err); !ok {
		t.Errorf("got error %v, want that the outcome is not known", err)
	}
	wantPrepared(t, db, id, id)
	db.SetMaxIdleConns(0) // closes those that are idle
	waitUntilAlone(t, direct)
	check(t, gild.RollbackPrepared(ctx, db, id))
	wantNotes(t, direct)
}

// waitUntilAlone waits until the server is done with all other connections to the database of db. MariaDB
// 10.11 offers a prepared transaction to others a moment before the storage engine lets go of it
// (trans_xa_detach); a rollback in that moment is answered with success, and the locks stay for good.
func waitUntilAlone(t *testing.T, db *sql.DB) {
	t.Helper()
	const others = "select count(*) from information_schema.processlist where db = database() and id <> connection_id()"
	deadline := time.Now().Add(10 * time.Second)
	for scan[int](t, db, others) > 0 {
		if time.Now().After(deadline) {
			t.Fatal("connections stay open")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// A crash of the server keeps what is prepared, and loses what is not.
func TestTwoPhaseCrash(t *testing.T) {
	ctx := context.Background()
	cluster := servers.Throwaway(t, "max_prepared_transactions=8")
	db := openTx(t, "postgres+gild", cluster.URL())
	mustExec(t, db, "create table notes (id int not null primary key)")
	kept, lost := begin(t, db, "kept"), begin(t, db, "lost")
	check(t, exec(ctx, kept, insertNote(1)))
	check(t, exec(ctx, lost, insertNote(2)))
	check(t, kept.Prepare(ctx))
	cluster.Kill()
	if err := kept.Commit(ctx); err == nil {
		t.Error("a crashed server commits")
	}
	if err := lost.Prepare(ctx); err == nil {
		t.Error("a crashed server prepares")
	}
	cluster.Start()
	wantPrepared(t, db, "", "kept")
	check(t, kept.Commit(ctx))
	wantNotes(t, db, 1)
}

// Without the words, or with an id that the server does not take, nothing begins.
func TestTwoPhaseMistakes(t *testing.T) {
	ctx := context.Background()
	sqlite, bare := txKinds[0].open(t), txKinds[3].open(t)
	for _, tt := range []struct {
		name string
		db   *sql.DB
		id   string
		want string
	}{
		{"nil", nil, "x", "the database is nil"},
		{"SQLite", sqlite, "x", "sqlite has no two-phase commit"},
		{"without gild", bare, "x", "two-phase commit needs a database opened through gild"},
		{"empty", openPostgres(t), "", "it is empty"},
		{"too long", openPostgres(t), strings.Repeat("x", 200), "it has 200 bytes, PostgreSQL takes 199"},
		{"zero byte", openPostgres(t), "a\x00b", "it is not text"},
		{"empty for MariaDB", openMariaDB(t), "", "it is empty"},
		{"too long for MariaDB", openMariaDB(t), strings.Repeat("x", 65), "it has 65 bytes, MySQL and MariaDB take 64"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := gild.BeginTwoPhase(ctx, tt.db, tt.id)
			wantError(t, err, "gild: ", tt.want)
			wantError(t, gild.CommitPrepared(ctx, tt.db, tt.id), "gild: ", tt.want)
			wantError(t, gild.RollbackPrepared(ctx, tt.db, tt.id), "gild: ", tt.want)
			if tt.id == "x" {
				_, err = gild.PreparedTransactions(ctx, tt.db)
				wantError(t, err, "gild: ", tt.want)
			}
		})
	}
	db := openMariaDB(t)
	tp := begin(t, db, scan[string](t, db, "select database()"))
	_, err := gild.BeginTwoPhase(ctx, db, tp.ID())
	wantError(t, err, "gild: two-phase begin of ", "already exists")
	check(t, tp.Rollback(ctx))
}

// A function of the program that panics costs the connection, and no place in the pool.
func TestTwoPhasePanic(t *testing.T) {
	ctx := context.Background()
	dsn := servers.MySQL(t)
	at := ""
	watched := wrapMariaDB(t, dsn, driver.WithEvents(wrap.Events{
		BeforeExecute: func(ctx context.Context, e *wrap.Execution) (context.Context, error) {
			if at != "" && strings.HasPrefix(e.SQL, at) {
				panic("not now")
			}
			return ctx, nil
		},
	}))
	id := scan[string](t, watched, "select database()")
	mustExec(t, watched, "create table notes (id int not null primary key)")
	for _, tt := range []struct {
		at     string
		commit bool
	}{{"XA START", false}, {"XA PREPARE", true}, {"XA COMMIT", true}, {"XA END", false}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", tt.at)
				}
			}()
			at = tt.at
			tp, err := gild.BeginTwoPhase(ctx, watched, id)
			check(t, err)
			defer tp.Rollback(ctx)
			check(t, exec(ctx, tp, insertNote(1))) // else there is nothing to prepare
			if tt.commit {
				check(t, tp.Prepare(ctx))
				check(t, tp.Commit(ctx))
			}
		}()
		at = ""
		if n := watched.Stats().InUse; n != 0 {
			t.Errorf("%s: %d connections are in use", tt.at, n)
		}
		waitUntilAlone(t, watched)
		if tt.at == "XA COMMIT" {
			check(t, gild.RollbackPrepared(ctx, watched, id))
		}
		wantPrepared(t, watched, id)
	}
}
