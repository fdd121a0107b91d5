package driver_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap"
)

// engine is a driver with a database of its own for each test.
type engine struct {
	bare, name string // for sql.Open, without gild and with it
	dsn        func(t testing.TB) string
	url        func(t testing.TB) string
	dollar     bool // placeholders are $1, $2
}

func postgresURL(driver string) func(t testing.TB) string {
	return func(t testing.TB) string {
		_, rest, _ := strings.Cut(servers.Postgres(t), "://")
		return "postgresql+" + driver + "://" + rest
	}
}

var engines = []engine{
	{"postgres", "postgres+gild", servers.Postgres, postgresURL("pq"), true},
	{"pgx", "pgx+gild", servers.Postgres, postgresURL("pgx"), true},
	{"mysql", "mysql+gild", servers.MySQL, servers.MySQLURL, false},
}

// eachEngine runs test with each driver, opened by name and by URL.
func eachEngine(t *testing.T, test func(t *testing.T, e engine, db *sql.DB)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			db, err := sql.Open(e.name, e.dsn(t))
			test(t, e, opened(t, db, err))
		})
		t.Run(e.name+" by URL", func(t *testing.T) {
			db, err := gild.Open(e.url(t))
			test(t, e, opened(t, db, err))
		})
	}
}

func opened(t *testing.T, db *sql.DB, err error) *sql.DB {
	t.Helper()
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// text writes question marks as the engine's placeholders.
func (e engine) text(query string) string {
	for n := 1; e.dollar && strings.Contains(query, "?"); n++ {
		query = strings.Replace(query, "?", fmt.Sprintf("$%d", n), 1)
	}
	return query
}

// A program's own SQL works as with the bare driver.
func TestOwnSQL(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine, db *sql.DB) {
		check(t, db.PingContext(ctx))
		_, err := db.ExecContext(ctx, "create table t (id integer primary key, name varchar(20))")
		check(t, err)
		insert, err := db.PrepareContext(ctx, e.text("insert into t (id, name) values (?, ?)"))
		check(t, err)
		defer insert.Close()
		for id, name := range map[int]any{1: "one", 2: "two", 3: nil} {
			result, err := insert.ExecContext(ctx, id, name)
			check(t, err)
			if n, err := result.RowsAffected(); n != 1 || err != nil {
				t.Errorf("%d rows inserted, %v", n, err)
			}
		}
		tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
		check(t, err)
		_, err = tx.ExecContext(ctx, e.text("delete from t where id > ?"), 1)
		check(t, err)
		check(t, tx.Rollback())
		var names []string
		rows, err := db.QueryContext(ctx, e.text("select coalesce(name, 'nil') from t where id in (?, ?, ?) order by id"), 1, 2, 3)
		check(t, err)
		defer rows.Close()
		for rows.Next() {
			var name string
			check(t, rows.Scan(&name))
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != "one two nil" || rows.Err() != nil {
			t.Errorf("got %q, %v", got, rows.Err())
		}
	})
}

// Values of all basic types reach a program's own SQL, and come back, as with the bare driver.
func TestOwnValues(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			dsn := e.dsn(t)
			bare, err := sql.Open(e.bare, dsn)
			bare = opened(t, bare, err)
			wrapped, err := sql.Open(e.name, dsn)
			wrapped = opened(t, wrapped, err)
			types := "b boolean, i bigint, f double precision, s varchar(20), y bytea, d date, t timestamp, j json"
			if !e.dollar {
				types = strings.NewReplacer("bytea", "blob", "timestamp", "datetime(6)").Replace(types)
			}
			_, err = wrapped.Exec("create table v (" + types + ")")
			check(t, err)
			at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.UTC)
			for _, args := range [][]any{
				{true, 1, 2.5, "text", []byte{0, 1, 255}, at, at, `{"a":1}`},
				{false, int8(-1), float32(0.5), "ü", []byte{}, "2024-02-29", &at, `[]`},
				{nil, nil, nil, nil, nil, nil, nil, nil},
			} {
				var got [2][]any
				for i, db := range []*sql.DB{bare, wrapped} {
					_, err := db.Exec("delete from v")
					check(t, err)
					_, err = db.Exec(e.text("insert into v values (?, ?, ?, ?, ?, ?, ?, ?)"), args...)
					check(t, err)
					for _, query := range []string{"select * from v", e.text("select * from v where 1 = ?")} {
						got[i] = append(got[i], values(t, db, query, make([]any, strings.Count(query, "?")+strings.Count(query, "$"))...)...)
					}
				}
				if !reflect.DeepEqual(got[0], got[1]) {
					t.Errorf("%v: bare %#v, through gild %#v", args, got[0], got[1])
				}
			}
		})
	}
}

// values returns all columns of all rows. A nil argument stands for 1.
func values(t *testing.T, db *sql.DB, query string, args ...any) []any {
	t.Helper()
	for i := range args {
		args[i] = 1
	}
	rows, err := db.Query(query, args...)
	check(t, err)
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	check(t, err)
	var all []any
	for _, c := range columns {
		all = append(all, c.Name(), c.DatabaseTypeName(), c.ScanType())
	}
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		check(t, rows.Scan(row...))
		all = append(all, row...)
	}
	check(t, rows.Err())
	return all
}

// Errors are the driver's own.
func TestOwnErrors(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine, db *sql.DB) {
		_, err := db.Exec("select from where")
		var ofMySQL *mysql.MySQLError
		var ofPgx *pgconn.PgError
		switch e.bare {
		case "mysql":
			if !errors.As(err, &ofMySQL) || ofMySQL.Number != 1064 {
				t.Errorf("got %v", err)
			}
		case "pgx":
			if !errors.As(err, &ofPgx) || ofPgx.Code != "42601" {
				t.Errorf("got %v", err)
			}
		}
		if err == nil {
			t.Error("no error")
		}
	})
}

// The real driver and its connection are within reach.
func TestRealDriver(t *testing.T) {
	ctx := context.Background()
	want := map[string]string{"postgres": "*pq.conn", "pgx": "*stdlib.Conn", "mysql": "*mysql.mysqlConn"}
	eachEngine(t, func(t *testing.T, e engine, db *sql.DB) {
		conn, err := db.Conn(ctx)
		check(t, err)
		defer conn.Close()
		check(t, conn.Raw(func(c any) error {
			real := c.(wrap.Conn).Unwrap()
			if got := fmt.Sprintf("%T", real); got != want[e.bare] {
				t.Errorf("got a %s", got)
			}
			if p, ok := real.(*stdlib.Conn); ok {
				return p.Conn().Ping(ctx)
			}
			return nil
		}))
		var d sqldriver.Driver = db.Driver()
		for {
			u, ok := d.(interface{ Unwrap() sqldriver.Driver })
			if !ok {
				break
			}
			d = u.Unwrap()
		}
		bare, err := sql.Open(e.bare, e.dsn(t))
		if got, want := fmt.Sprintf("%T", d), fmt.Sprintf("%T", opened(t, bare, err).Driver()); strings.TrimPrefix(got, "*") != strings.TrimPrefix(want, "*") {
			t.Errorf("the driver is a %s, want %s", got, want)
		}
	})
}

// pgx's registered configurations are found by their names.
func TestRegisteredConfig(t *testing.T) {
	config, err := pgx.ParseConfig(servers.Postgres(t))
	check(t, err)
	config.RuntimeParams["application_name"] = "registered"
	name := stdlib.RegisterConnConfig(config)
	defer stdlib.UnregisterConnConfig(name)
	db, err := sql.Open("pgx+gild", name)
	db = opened(t, db, err)
	var got string
	if err := db.QueryRow("select current_setting('application_name')").Scan(&got); got != "registered" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// identifier is a UUID as the usual packages have it.
type identifier [16]byte

func (u identifier) MarshalText() ([]byte, error) {
	h := hex.EncodeToString(u[:])
	return []byte(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]), nil
}

func (u *identifier) UnmarshalText(text []byte) error {
	_, err := hex.Decode(u[:], []byte(strings.ReplaceAll(string(text), "-", "")))
	return err
}

var meta = schema.NewMetaData()

// Kinds has a column of each SQL type.
var Kinds = schema.Define[struct {
	schema.Table `gild:"kinds"`
	ID           expr.Col[int64] `gild:"id,pk"`
	Flag         expr.Col[bool]
	Small        expr.Col[int16]
	Whole        expr.Col[int32]
	Big          expr.Col[int64]
	Single       expr.Col[float32]
	Twice        expr.Col[float64]
	Exact        expr.Col[string] `gild:"exact,type=numeric,precision=12,scale=2"`
	Name         expr.Col[string] `gild:"name,size=50"`
	Body         expr.Col[string] `gild:"body,type=text"`
	Raw          expr.Col[[]byte]
	Day          expr.Col[time.Time] `gild:"day,type=date"`
	Clock        expr.Col[time.Time] `gild:"clock,type=time"`
	At           expr.Col[time.Time] `gild:"at,type=datetime"`
	Instant      expr.Col[time.Time]
	Doc          expr.Col[map[string]any] `gild:"doc,type=json"`
	UID          expr.Col[identifier]
	Nothing      expr.Null[string] `gild:"nothing,size=10"`
}](meta)

// kinds is a row of the table.
type kinds struct {
	ID                      int64
	Flag                    bool
	Small                   int16
	Whole                   int32
	Big                     int64
	Single                  float32
	Twice                   float64
	Exact, Name, Body       string
	Raw                     []byte
	Day, Clock, At, Instant time.Time
	Doc                     map[string]any
	UID                     identifier
	Nothing                 *string
}

func (k kinds) assignments() []expr.Assignment {
	return []expr.Assignment{
		Kinds.Flag.Set(k.Flag), Kinds.Small.Set(k.Small), Kinds.Whole.Set(k.Whole), Kinds.Big.Set(k.Big), Kinds.Single.Set(k.Single),
		Kinds.Twice.Set(k.Twice), Kinds.Exact.Set(k.Exact), Kinds.Name.Set(k.Name), Kinds.Body.Set(k.Body), Kinds.Raw.Set(k.Raw),
		Kinds.Day.Set(k.Day), Kinds.Clock.Set(k.Clock), Kinds.At.Set(k.At), Kinds.Instant.Set(k.Instant), Kinds.Doc.Set(k.Doc),
		Kinds.UID.Set(k.UID), Kinds.Nothing.SetPtr(k.Nothing),
	}
}

// in gives the times one zone, since what a driver gives has the server's or its own.
func (k kinds) in(zone *time.Location) kinds {
	for _, t := range []*time.Time{&k.Day, &k.Clock, &k.At, &k.Instant} {
		*t = t.In(zone)
	}
	k.Clock = time.Date(0, 1, 1, k.Clock.Hour(), k.Clock.Minute(), k.Clock.Second(), k.Clock.Nanosecond(), zone)
	return k
}

// Statements of the expression language read and write each type.
func TestStatements(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine, db *sql.DB) {
		check(t, meta.CreateAll(ctx, db))
		check(t, meta.CreateAll(ctx, db)) // again
		want := kinds{
			ID: 1, Flag: true, Small: -32768, Whole: 1 << 30, Big: 1<<62 + 1, Single: 0.1, Twice: 0.1, Exact: "1234567890.12",
			Name: `it's "ü" \`, Body: strings.Repeat("x", 70000), Raw: []byte{0, 1, 255},
			Day: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), Clock: time.Date(0, 1, 1, 23, 59, 58, 123456000, time.UTC),
			At: time.Date(1999, 12, 31, 23, 59, 59, 999999000, time.UTC), Instant: time.Date(2024, 7, 1, 12, 0, 0, 1000, time.FixedZone("", 7200)),
			Doc: map[string]any{"a": []any{1.5, "x", nil}}, UID: identifier{0: 1, 15: 0xff},
		}
		_, err := gild.Exec(ctx, db, expr.Insert(Kinds).Values(want.assignments()...))
		check(t, err)
		for range 2 { // the second time prepared
			got, err := gild.One[kinds](ctx, db, expr.Select(Kinds).Where(Kinds.Flag.Eq(true), Kinds.Day.Eq(want.Day), Kinds.Twice.Lt(0.2), Kinds.Instant.Eq(want.Instant)))
			check(t, err)
			if got := got.in(time.UTC); !reflect.DeepEqual(got, want.in(time.UTC)) {
				t.Errorf("got  %+v\nwant %+v", got, want.in(time.UTC))
			}
		}

		// Rows are counted that an UPDATE finds, changed or not, unless a data source name says otherwise.
		result, err := gild.Exec(ctx, db, expr.Update(Kinds).Set(Kinds.Whole.Set(want.Whole), Kinds.Name.Set(want.Name)).Where(Kinds.ID.Eq(1)))
		check(t, err)
		found := int64(1)
		if e.bare == "mysql" && !strings.HasSuffix(t.Name(), "URL") {
			found = 0
		}
		if n, err := result.RowsAffected(); n != found || err != nil {
			t.Errorf("%d rows found, %v, want %d", n, err, found)
		}
		result, err = gild.Exec(ctx, db, expr.Delete(Kinds).Where(Kinds.ID.In(1, 2, 3)))
		check(t, err)
		if n, err := result.RowsAffected(); n != 1 || err != nil {
			t.Errorf("%d rows deleted, %v", n, err)
		}
		if left, err := gild.All[kinds](ctx, db, expr.Select(Kinds)); len(left) > 0 || err != nil {
			t.Errorf("left are %+v, %v", left, err)
		}
	})
}

// Values that nothing says the type of come back as they were.
func TestBareValues(t *testing.T) {
	ctx := context.Background()
	type row struct {
		I    int64
		F    float64
		S    string
		B    bool
		T    time.Time
		Text string
	}
	eachEngine(t, func(t *testing.T, _ engine, db *sql.DB) {
		at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.UTC)
		want := row{42, -2.5, "x", true, at, "n=7"}
		got, err := gild.One[row](ctx, db, expr.Select(expr.Val[int64](42).As("i"), expr.Val(-2.5).As("f"), expr.Val("x").As("s"), expr.Val(true).As("b"),
			expr.Val(at).As("t"), expr.Val("n=").ConcatExpr(expr.Typed[string](expr.Val(7))).As("text")))
		got.T = got.T.UTC()
		if err != nil || got != want {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// What the database numbers and gives back.
func TestReturning(t *testing.T) {
	ctx := context.Background()
	eachEngine(t, func(t *testing.T, e engine, db *sql.DB) {
		check(t, meta.CreateAll(ctx, db))
		row := kinds{Name: "n", Body: "b", Raw: []byte{}, Exact: "1", Day: time.Unix(0, 0), Clock: time.Unix(0, 0), At: time.Unix(0, 0), Instant: time.Unix(0, 0)}
		for want := int64(1); want <= 2; want++ {
			if id, err := gild.One[int64](ctx, db, expr.Insert(Kinds).Values(row.assignments()...).Returning(Kinds.ID)); id != want || err != nil {
				t.Errorf("got id %d, %v, want %d", id, err, want)
			}
		}
		if ids, err := gild.All[int64](ctx, db, expr.Delete(Kinds).Where(Kinds.ID.Gt(1)).Returning(Kinds.ID)); len(ids) != 1 || ids[0] != 2 || err != nil {
			t.Errorf("deleted %v, %v", ids, err)
		}
		_, err := gild.All[int64](ctx, db, expr.Update(Kinds).Set(Kinds.Name.Set("x")).Returning(Kinds.ID))
		if e.bare != "mysql" {
			check(t, err)
		} else if err == nil || !strings.Contains(err.Error(), "mariadb: UPDATE: the database has no RETURNING for UPDATE") {
			t.Errorf("got %v", err)
		}
	})
}
