package sqllog_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap/sqllog"
)

func TestMain(m *testing.M) { servers.Main(m) }

// handler keeps the records that are logged, without time and durations. It is safe for
// concurrent use.
type handler struct {
	min slog.Level
	mu  sync.Mutex // protects following field
	log []string
}

type requestKey struct{}

func (h *handler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.min }
func (h *handler) WithAttrs([]slog.Attr) slog.Handler           { return h }
func (h *handler) WithGroup(string) slog.Handler                { return h }

func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	if id := ctx.Value(requestKey{}); id != nil {
		line += fmt.Sprint(" request=", id)
	}
	r.Attrs(func(a slog.Attr) bool {
		v := a.Value.Resolve()
		if v.Kind() != slog.KindDuration {
			line += fmt.Sprintf(" %s=%v", a.Key, v)
		} else if v.Duration() < 0 {
			line += " " + a.Key + " is negative"
		}
		return true
	})
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log = append(h.log, line)
	return nil
}

func (h *handler) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.log
	h.log = nil
	return taken
}

// want checks that there is a record for each of what is wanted, which has its parts (between
// the stars) in this order.
func (h *handler) want(t *testing.T, what string, want ...string) {
	t.Helper()
	got := h.take()
	if !slices.EqualFunc(got, want, matches) {
		t.Errorf("%s: got\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func matches(line, want string) bool {
	for _, part := range strings.Split(want, "*") {
		_, after, found := strings.Cut(line, part)
		if !found {
			return false
		}
		line = after
	}
	return true
}

// each runs test on each database, in which there is a table users with ann and bob.
func each(t *testing.T, min slog.Level, test func(t *testing.T, db *live.Database, log *handler), options ...sqllog.Option) {
	log := &handler{min: min}
	live.Each(t, func(t *testing.T, db *live.Database) {
		_, err := db.Exec("create table users (id integer primary key, name varchar(2000))")
		check(t, err)
		_, err = db.Exec("insert into users values (1, 'ann'), (2, 'bob')")
		check(t, err)
		log.take()
		test(t, db, log)
	}, gild.WithLogger(slog.New(log), options...))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestStatements(t *testing.T) {
	each(t, slog.LevelDebug, func(t *testing.T, db *live.Database, log *handler) {
		ctx := context.WithValue(t.Context(), requestKey{}, 7)
		system := "db.system.name=" + db.Dialect.System
		_, err := db.ExecContext(ctx, "update users set name = 'secret' where id = $1", 1)
		check(t, err)
		log.want(t, "exec", "DEBUG gild: exec request=7 "+system+"* db.operation.name=UPDATE db.collection.name=users db.query.summary=UPDATE users "+
			"db.query.text=update users set name = ? where id = $1 args=[int64] rows_affected=1 cached=false")

		rows, err := db.QueryContext(ctx, "select name from users where name <> $1", "secret")
		check(t, err)
		log.want(t, "before the rows are read")
		for rows.Next() {
		}
		check(t, rows.Close())
		log.want(t, "query", "DEBUG gild: query request=7*args=[string] db.response.returned_rows=1")

		stmt := expr.Text("select name from users where id = :id")
		_, err = gild.All[string](ctx, db, stmt, sql.Named("id", 1))
		check(t, err)
		log.want(t, "statement", "DEBUG gild: query*args=[int64] db.response.returned_rows=1")

		prepared, err := db.PrepareContext(ctx, "select name from users")
		check(t, err)
		check(t, prepared.QueryRowContext(ctx).Scan(new(string)))
		check(t, prepared.Close())
		log.want(t, "prepared", "DEBUG gild: query*select name from users*returned_rows=1 cached=false")
	})
}

func TestErrors(t *testing.T) {
	each(t, slog.LevelInfo, func(t *testing.T, db *live.Database, log *handler) {
		_, err := db.Exec("insert into users values ($1, 'secret')", 1)
		if err == nil {
			t.Fatal("no error")
		}
		code := map[string]string{"sqlite": "1555", "postgresql": "23505"}[db.Dialect.Name]
		log.want(t, "constraint", "ERROR gild: exec failed*values ($1, ?)*error.type="+code+" db.response.status_code="+code+" gild.error.class=unique error=")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		tx, err := db.BeginTx(t.Context(), nil)
		check(t, err)
		_, err = tx.ExecContext(ctx, "update users set name = 'x'")
		if err == nil {
			t.Fatal("no error")
		}
		_ = tx.Rollback()
		for _, line := range log.take() {
			if !strings.HasPrefix(line, "INFO ") {
				t.Errorf("cancelled: got %s", line)
			}
		}
		_, err = db.Prepare("select secret_column from nowhere where x = 'secret'")
		if err == nil {
			t.Fatal("no error")
		}
		if got := log.take(); len(got) != 1 || !strings.HasPrefix(got[0], "ERROR gild: prepare failed") || strings.Contains(got[0], "'secret'") {
			t.Errorf("prepare: got %s", got)
		}
	})
}

// What the server ends because it takes too long is nobody's fault.
func TestTimeout(t *testing.T) {
	log := &handler{min: slog.LevelInfo}
	db := live.Postgres(t, gild.WithLogger(slog.New(log)))
	db.SetMaxOpenConns(1)
	_, err := db.Exec("set statement_timeout = 10")
	check(t, err)
	if _, err = db.Exec("select pg_sleep(600)"); err == nil {
		t.Fatal("no error")
	}
	log.want(t, "timeout", "INFO gild: exec failed*gild.error.class=canceled")
}

// An explained error brings the statement along, which is not logged as it is.
func TestExplainedStatement(t *testing.T) {
	explain := func(err error) *dialect.Error {
		return &dialect.Error{Class: dialect.ErrorSyntax, SQL: "nonsense 'secret'", Err: err}
	}
	each(t, slog.LevelInfo, func(t *testing.T, db *live.Database, log *handler) {
		_, _ = db.Exec("nonsense 'secret'")
		got := log.take()
		if len(got) != 1 || strings.Contains(got[0], "secret") {
			t.Errorf("got %q", got)
		}
	}, sqllog.WithExplain(explain))
}

func TestMessages(t *testing.T) {
	each(t, slog.LevelInfo, func(t *testing.T, db *live.Database, log *handler) {
		_, err := db.Exec("insert into users values (1, 'secret')")
		log.want(t, "message", "ERROR gild: exec failed*exception.message="+err.Error())
	}, sqllog.WithErrorMessages())
}

func TestTransactions(t *testing.T) {
	each(t, slog.LevelDebug, func(t *testing.T, db *live.Database, log *handler) {
		tx, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelSerializable})
		check(t, err)
		check(t, tx.Commit())
		tx, err = db.Begin()
		check(t, err)
		check(t, tx.Rollback())
		system := "db.system.name=" + db.Dialect.System
		log.want(t, "transactions",
			"DEBUG gild: begin "+system+"* db.operation.name=BEGIN isolation=Serializable read_only=false", "DEBUG gild: commit "+system,
			"DEBUG gild: begin*isolation=Default", "DEBUG gild: rollback")
	})
}

func TestConnections(t *testing.T) {
	log := &handler{min: slog.LevelDebug}
	db, err := gild.Open("sqlite:///"+servers.SQLite(t), gild.WithLogger(slog.New(log)))
	check(t, err)
	check(t, db.Ping())
	check(t, db.Close())
	log.want(t, "connections", "DEBUG gild: connect", "DEBUG gild: close db.system.name=sqlite db.namespace=")

	const password = "pass+word"
	db, err = gild.Open("postgresql://nobody:pass%2Bword@127.0.0.1:1/none?sslmode=disable", gild.WithLogger(slog.New(log), sqllog.WithErrorMessages()))
	check(t, err)
	defer db.Close()
	if db.Ping() == nil {
		t.Fatal("somebody answers")
	}
	for _, line := range log.take() {
		if !strings.HasPrefix(line, "ERROR gild: connect failed db.system.name=postgresql ") || !strings.Contains(line, "gild.error.class=disconnect") || strings.Contains(line, password) {
			t.Errorf("got %s", line)
		}
	}
}

func TestSlow(t *testing.T) {
	each(t, slog.LevelDebug, func(t *testing.T, db *live.Database, log *handler) {
		check(t, db.QueryRow("select 1").Scan(new(int)))
		log.want(t, "slow", "WARN gild: slow query*db.query.text=select ?")
	}, sqllog.WithSlow(1))
	each(t, slog.LevelDebug, func(t *testing.T, db *live.Database, log *handler) {
		check(t, db.QueryRow("select 1").Scan(new(int)))
		_, err := db.Exec("nonsense")
		log.want(t, "only slow ones", "ERROR gild: exec failed")
		if err == nil {
			t.Error("no error")
		}
	}, sqllog.WithSlowOnly(time.Hour))
}

func TestArgs(t *testing.T) {
	redact := func(name string, v any) any {
		if name == "2" {
			return "***"
		}
		return v
	}
	each(t, slog.LevelDebug, func(t *testing.T, db *live.Database, log *handler) {
		check(t, db.QueryRow("select 'raw' where $1 <> $2 and 1 = $3 or 1 = $4", "ännchen", "secret", 1, nil).Scan(new(string)))
		log.want(t, "args", `db.query.text=select 'raw' where $1 <> *args=["änn"... (4 more characters) "***" ... (1 more arguments) NULL]`)
	}, sqllog.WithArgs(true), sqllog.WithRedact(redact), sqllog.WithRawText(), sqllog.WithLimits(-1, 3, 3))
	each(t, slog.LevelDebug, func(t *testing.T, db *live.Database, log *handler) {
		check(t, db.QueryRow("select 'abc'").Scan(new(string)))
		log.want(t, "text", `db.query.text=selec... (3 more characters)`)
	}, sqllog.WithLimits(5, 0, 0))
}

// What MariaDB's driver leaves to database/sql to prepare is logged once.
func TestSkipped(t *testing.T) {
	log := &handler{min: slog.LevelDebug}
	k, err := (&mysql.MySQLDriver{}).OpenConnector(servers.MySQL(t))
	check(t, err)
	db := sql.OpenDB(driver.NewConnector(k, gild.WithLogger(slog.New(log))))
	defer db.Close()
	check(t, db.QueryRow("select ?", 1).Scan(new(int)))
	_, err = db.Exec("delete from nowhere where id = ?", 1)
	log.want(t, "skipped", "DEBUG gild: connect", "DEBUG gild: query*returned_rows=1", "ERROR gild: prepare failed*gild.error.class=undefined")
	if err == nil {
		t.Error("no error")
	}
}

func TestLevels(t *testing.T) {
	l := sqllog.DefaultLevels()
	l.Statement = slog.LevelWarn
	each(t, slog.LevelWarn, func(t *testing.T, db *live.Database, log *handler) {
		check(t, db.QueryRow("select 1").Scan(new(int)))
		log.want(t, "levels", "WARN gild: query")
	}, sqllog.WithLevels(l))
}

// A logger that wants nothing costs no allocation beyond those of the chain.
func TestDisabledAllocates(t *testing.T) {
	url := "sqlite:///" + servers.SQLite(t)
	allocs := func(i gild.Interceptor) float64 {
		db, err := gild.Open(url, gild.WithInterceptors(i))
		check(t, err)
		defer db.Close()
		return testing.AllocsPerRun(200, func() {
			_, err := db.ExecContext(context.Background(), "delete from sqlite_master where 1 = 0 and false")
			_ = err
			check(t, db.QueryRowContext(context.Background(), "select 1").Scan(new(int)))
		})
	}
	plain := allocs(&gild.NullInterceptor{})
	if got := allocs(sqllog.New(slog.New(&handler{min: slog.LevelError + 1}))); got > plain {
		t.Errorf("%v allocations instead of %v", got, plain)
	}
}

func TestNilLogger(t *testing.T) {
	if sqllog.New(nil, nil) == nil {
		t.Error(errors.New("nil"))
	}
}
