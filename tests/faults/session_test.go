package faults

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// ask3 stands for asking three times, so that what is kept prepared is used.
const ask3 = "?"

// A story is what happens to one session: SQL text, and the question after it.
type story struct {
	name     string
	backends []backend
	question string // about things, which has rows of n and a name
	steps    []string
}

var postgresBackends = []backend{pqBackend, pgxBackend}

var stories = []story{
	{"discard all", postgresBackends, "select * from things where n < $1", []string{
		ask3, "set statement_timeout = '70s'", ask3, "discard all", ask3, "discard plans", ask3, "discard temp", ask3}},
	{"deallocate all", []backend{pqBackend}, "select * from things where n < $1", []string{
		ask3, "deallocate all", ask3, "prepare mine as select 1", "execute mine", "deallocate mine", ask3, "deallocate prepare all", ask3}},
	{"set role", postgresBackends, "select current_user <> session_user, count(*) from things where n < $1", []string{
		ask3, "set role pg_monitor", ask3, "reset role", ask3, "set session authorization default", ask3}},
	{"search path", postgresBackends, "select * from things where n < $1", []string{
		ask3, "create schema OTHER", "create table OTHER.things (n bigint, name text, more int)",
		"insert into OTHER.things values (2, 'other', 3)", "set search_path = OTHER", ask3,
		"select set_config('search_path', 'HERE', false)", ask3, "begin", "set local search_path = OTHER", ask3, "rollback", ask3,
		"drop schema OTHER cascade", ask3}},
	{"drop and create", postgresBackends, "select * from things where n < $1", []string{
		ask3, "drop table things", ask3, "create table things (name text, n bigint)", ask3,
		"insert into things values ('new', 1)", ask3, "alter table things add extra int default 4", ask3,
		"alter table things alter n type text using n::text", ask3, "alter table things alter n type int using n::int", ask3,
		"alter table things rename column n to m", ask3, "alter table things rename column m to n", ask3,
		"begin", "alter table things drop extra", ask3, "rollback", ask3, "begin", "drop table things", ask3, "rollback", ask3}},
	{"shadow", postgresBackends, "select * from things where n < $1", []string{
		ask3, "create temp table things (n bigint, name text)", ask3, "insert into things values (1, 'temporary')", ask3,
		"drop table pg_temp.things", ask3, "create temp table things (name text, n int) on commit drop", ask3,
		"begin", "create temp view things as select 1 as n", ask3, "rollback", ask3}},
	{"times that pass", []backend{pqBackend}, "select 'now'::timestamptz = now(), 'today'::date = current_date from things where n < $1", []string{
		ask3, "begin", ask3, "commit", ask3}},
	{"literals", []backend{pqBackend}, "select '2020-02-01 00:00'::timestamptz at time zone 'UTC', '1/2/2020'::date, length('a\\b') from things where n < $1",
		[]string{ask3, "set time zone 'Asia/Tokyo'", ask3, "select set_config('timezone', 'America/Lima', false)", ask3,
			"begin", "set local datestyle = 'ISO, DMY'", ask3, "rollback", ask3, "reset all", ask3}},
	// pgx itself keeps statements, and which function those call changes whenever the server forgets its plans.
	{"functions", []backend{pqBackend}, "select f(1) from things where n < $1", []string{
		"create function HERE.f(numeric) returns text language sql as 'select ''numeric''::text'", ask3,
		"create function HERE.f(int) returns text language sql as 'select ''int''::text'", ask3,
		"create or replace function HERE.f(int) returns text language sql as 'select ''other''::text'", ask3,
		"drop function HERE.f(int)", ask3}},
	{"hidden changes", []backend{pqBackend}, "select pg_typeof(coalesce($1, n)), name from things", []string{
		ask3, "do $$ begin alter table things alter n type text using n::text; end $$", ask3,
		"create procedure HERE.p() language sql as 'alter table HERE.things alter n type int using n::int'", "call HERE.p()", ask3}},
	{"modes", []backend{mysqlBackend}, "select length('a\\b'), '1' || '0' from things where n < ?", []string{
		ask3, "set sql_mode = 'NO_BACKSLASH_ESCAPES'", ask3, "set session sql_mode = 'PIPES_AS_CONCAT'", ask3, "set @a = 1", ask3}},
	{"use", []backend{mysqlBackend}, "select * from things where n < ?", []string{
		ask3, "create database OTHER", "create table OTHER.things (n bigint, name text, more int)",
		"insert into OTHER.things values (2, 'other', 3)", "use OTHER", ask3, "use HERE", ask3, "drop database OTHER", ask3}},
	{"mariadb changes", []backend{mysqlBackend}, "select * from things where n < ?", []string{
		ask3, "drop table things", ask3, "create table things (name text, n bigint)", ask3, "insert into things values ('new', 1)", ask3,
		"alter table things add extra int default 4", ask3, "create temporary table things (n int)", ask3, "drop temporary table things", ask3,
		"alter table things modify n varchar(9)", ask3, "set role none", ask3}},
	{"sqlite changes", []backend{sqliteBackend}, "select * from things where n < ?", []string{
		ask3, "drop table things", ask3, "create table things (name text, n bigint)", ask3, "insert into things values ('new', 1)", ask3,
		"alter table things add extra int default 4", ask3, "create temp table things (n int)", ask3, "insert into temp.things values (0)", ask3,
		"drop table temp.things", ask3, "attach ':memory:' as other", "create table other.things (n int)", ask3, "detach other", ask3,
		"alter table things rename to older", ask3, "begin", "create table things (n int)", ask3, "rollback", ask3, "vacuum", ask3}},
}

// What happens to a session between two uses of a text changes what it answers as it does without gild, whatever
// is kept prepared.
func TestSessionChanges(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			each(t, s.backends, func(t *testing.T, h *house) {
				there := h.house(t, h.place(t), false)
				got := s.tell(t, h.db, h.here(t))
				want := s.tell(t, there.bare, there.here(t))
				for i := range got {
					if got[i] != want[i] {
						t.Errorf("got\n%s\nwant\n%s", got[i], want[i])
					}
				}
				back(t, h.db)
			})
		})
	}
}

// here returns the name of the schema or the database.
func (h *house) here(t *testing.T) string {
	switch h.name {
	case "sqlite3":
		return "main"
	case "mysql":
		return scan[string](t, h.bare, "select database()")
	}
	return scan[string](t, h.bare, "select current_schema()")
}

// tell lets a story happen to one connection, with other connections looking on, and returns what it answers.
func (s story) tell(t *testing.T, db *sql.DB, here string) (answers []string) {
	t.Helper()
	ctx := limited(t)
	other := here + "_other"
	names := strings.NewReplacer("OTHER", other, "HERE", here)
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, query := range []string{
		"create table things (n bigint, name varchar(20))", "insert into things values (1, 'one'), (2, 'two'), (3, 'three')",
	} {
		mustExec(t, conn, query)
	}
	for _, table := range []string{"create database", "create schema"} {
		if strings.Contains(strings.Join(s.steps, ";"), table) {
			kind := strings.TrimPrefix(table, "create ")
			t.Cleanup(func() { _, _ = db.Exec("drop " + kind + " if exists " + other) })
		}
	}
	said := ""
	for _, step := range s.steps {
		if step != ask3 {
			_, err := conn.ExecContext(ctx, names.Replace(step))
			said = fmt.Sprintf("%s: %s", step, code(err))
			answers = append(answers, said)
			continue
		}
		for i := range 3 {
			answers = append(answers, fmt.Sprintf("%s, %d: %s", said, i, table(ctx, conn, s.question, 3)))
		}
	}
	return answers
}

// code returns what is the same in the errors of two places.
func code(err error) string {
	if err == nil {
		return "well"
	}
	if e := gild.ErrorOf(err); e != nil {
		return fmt.Sprint(e.Class, e.Code)
	}
	return err.Error()
}

// table returns the answer to a query, with the names and types of its columns.
func table(ctx context.Context, db gild.DB, query string, args ...any) string {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return code(err)
	}
	defer rows.Close()
	var b strings.Builder
	columns, err := rows.ColumnTypes()
	if err != nil {
		return code(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		fmt.Fprint(&b, c.Name(), " ", c.DatabaseTypeName(), "; ")
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return code(err)
		}
		fmt.Fprintf(&b, "%q; ", values)
	}
	return b.String() + code(rows.Err())
}

// Statements of gild's follow the session, too: what is gone is an error, what is there is found.
func TestSessionChangesUnderStatements(t *testing.T) {
	numbers := expr.Select(Numbers.N).Where(Numbers.N.Ge(98)).OrderBy(Numbers.N)
	each(t, allBackends, func(t *testing.T, h *house) {
		ctx := limited(t)
		conn, err := h.db.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		answer := func(after, want string) {
			t.Helper()
			for range 3 {
				all, err := gild.All[int64](ctx, conn, numbers)
				if h.name == "pgx" && gild.Is(err, gild.ErrStalePlan) {
					continue // of a statement that pgx has kept, not gild
				}
				got := fmt.Sprint(all)
				if err != nil {
					got = code(err)
				}
				if gild.Is(err, gild.ErrUndefined) {
					got = "undefined"
				}
				if got != want {
					t.Errorf("after %s: got %s, want %s", after, got, want)
				}
			}
		}
		answer("nothing", "[98 99]")
		mustExec(t, h.bare, "drop table numbers") // by another connection
		if h.name != "sqlite3" {
			answer("the drop", "undefined")
		}
		mustExec(t, h.bare, "create table numbers (n int)")
		mustExec(t, h.bare, "insert into numbers values (100)")
		answer("the new table", "[100]")
		temp := "create temporary table numbers (n bigint)"
		mustExec(t, conn, temp)
		mustExec(t, conn, "insert into numbers values (101), (102)")
		answer("the temporary table", "[101 102]")
	})
}
