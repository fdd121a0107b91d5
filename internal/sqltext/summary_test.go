package sqltext

import (
	"strings"
	"testing"
)

func TestSummarize(t *testing.T) {
	pg, lite, my, ms, ora := Postgres(), SQLite(), MySQL(), MSSQL(), Oracle()
	one := func(op, coll string) Summary { return Summary{Operation: op, Collection: coll} }
	tests := []struct {
		flavor Flavor
		text   string
		want   Summary
	}{
		{pg, "", Summary{}},
		{pg, " -- nothing\n", Summary{}},
		{pg, "?", Summary{}},
		{pg, "select 1", one("SELECT", "")},
		{pg, "SELECT * FROM users", one("SELECT", "users")},
		{pg, "/* hint */ -- x\n Select a from Users u", one("SELECT", "Users")},
		{pg, "select * from public.users u join b on true", one("SELECT", "public.users")},
		{pg, `select * from "public"."us""ers"`, one("SELECT", `public.us"ers`)},
		{pg, `select * from public . users`, one("SELECT", "public.users")},
		{my, "select * from `db`.`t`", one("SELECT", "db.t")},
		{my, "select * from 2024_logs", one("SELECT", "2024_logs")},
		{ms, "select * from [My DB]..[t]", one("SELECT", "My DB..t")},
		{ms, "select top 5 * from db.dbo.t with (nolock)", one("SELECT", "db.dbo.t")},
		{ms, "select * from srv.db.dbo.t.x", one("SELECT", "srv.db.dbo.t")},
		{pg, "select a from x, y", one("SELECT", "x")},
		{pg, "select a from (b join c on true)", one("SELECT", "b")},
		{pg, "select a from (select b from c) d", one("SELECT", "")},
		{pg, "select a from ((values (1))) d", one("SELECT", "")},
		{pg, "select (select max(b) from c), extract(year from d) from e", one("SELECT", "e")},
		{pg, "select a is distinct from b from c", one("SELECT", "c")},
		{pg, "select a from only b", one("SELECT", "b")},
		{pg, "select a from only (b)", one("SELECT", "b")},
		{pg, "select a from lateral f(b)", one("SELECT", "")},
		{pg, "select a from generate_series(1, 2)", one("SELECT", "")},
		{pg, "select a from :t", one("SELECT", "")},
		{pg, "select a from 't'", one("SELECT", "")},
		{pg, "select a into b from c", one("SELECT", "c")},
		{pg, "(select a from b) union (select c from d)", one("SELECT", "b")},
		{pg, "(select 1) union select c from d", one("SELECT", "d")},
		{pg, "select a from", one("SELECT", "")},
		{pg, "select a from b.", one("SELECT", "b")},

		{pg, "with a as (select 1 from x) select * from a", one("SELECT", "a")},
		{pg, "with recursive a(b) as (select 1), c as not materialized (select 2) insert into d select * from c", one("INSERT", "d")},
		{pg, "with a as (delete from x returning *) update y set z = 1", one("UPDATE", "y")},
		{pg, "with a as (select 1) (select * from b)", one("SELECT", "b")},
		{pg, "with replace as (select 1) select * from replace", one("SELECT", "replace")},
		{pg, "(with a as (select 1) select * from b)", one("SELECT", "b")},
		{pg, "with a", one("WITH", "")},
		{ms, ";with a as (select 1) merge into t using a on 1=1", one("MERGE", "t")},

		{pg, "insert into a (b) values (1)", one("INSERT", "a")},
		{pg, `insert into "a"(b) values (1)`, one("INSERT", "a")},
		{lite, "insert or replace into a values (1)", one("INSERT", "a")},
		{lite, "replace into a values (1)", one("REPLACE", "a")},
		{my, "insert ignore a values (1)", one("INSERT", "a")},
		{my, "insert low_priority ignore into a.b values (1)", one("INSERT", "a.b")},
		{pg, "insert into ignore values (1)", one("INSERT", "ignore")},
		{ms, "insert top (5) into a select * from b", one("INSERT", "a")},
		{ms, "insert into top (a) values (1)", one("INSERT", "top")},
		{pg, "insert into (select a from b) values (1)", one("INSERT", "")},
		{pg, "insert into ? values (1)", one("INSERT", "")},
		{pg, "insert into", one("INSERT", "")},

		{pg, "update a set b = 1 from c", one("UPDATE", "a")},
		{pg, "update only a set b = 1", one("UPDATE", "a")},
		{pg, "update only (a) set b = 1", one("UPDATE", "a")},
		{pg, "update only", one("UPDATE", "")},
		{lite, "update or rollback a set b = 1", one("UPDATE", "a")},
		{pg, "update ignore set b = 1", one("UPDATE", "ignore")},
		{ms, "update top (10) percent a set b = 1", one("UPDATE", "a")},
		{ms, "update top set b = 1", one("UPDATE", "top")},
		{pg, "update set", one("UPDATE", "")},

		{pg, "delete from a where b = (select c from d)", one("DELETE", "a")},
		{ms, "delete u from users u join b on 1=1", one("DELETE", "users")},
		{ms, "delete top (3) from a", one("DELETE", "a")},
		{ora, "delete a where b is not distinct from c", one("DELETE", "a")},
		{my, "delete a, b from a join b", one("DELETE", "a")},

		{ora, "merge into a.b t using c on (1=1)", one("MERGE", "a.b")},
		{pg, "truncate table a, b", one("TRUNCATE", "a")},
		{pg, "truncate a", one("TRUNCATE", "a")},
		{pg, "table a", one("TABLE", "a")},
		{pg, "copy a.b (c) from stdin", one("COPY", "a.b")},
		{pg, "copy (select a from b) to stdout", one("COPY", "")},
		{pg, "create table if not exists a.b (c int)", one("CREATE", "a.b")},
		{pg, "create global temporary table a (c int)", one("CREATE", "a")},
		{pg, "create index i on a (b)", one("CREATE", "")},
		{pg, "create", one("CREATE", "")},
		{pg, "drop table if exists a", one("DROP", "a")},
		{pg, "alter table only a add b int", one("ALTER", "a")},
		{pg, "explain (analyze) select * from a", one("EXPLAIN", "a")},
		{lite, "explain query plan with x as (select 1) delete from a", one("EXPLAIN", "a")},
		{my, "explain a", one("EXPLAIN", "")},
		{pg, "begin", one("BEGIN", "")},
		{lite, "pragma table_info(a)", one("PRAGMA", "")},
		{my, "show columns from a", one("SHOW", "")},
		{pg, "vacuum a", one("VACUUM", "")},
		{pg, "listen a", one("LISTEN", "")},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got := Summarize(tt.text, tt.flavor); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestSummarizeDoesNotAllocate(t *testing.T) {
	for _, text := range []string{
		"SELECT a, b FROM public.users WHERE c = $1 -- d",
		"with x as (select 1) update \"t\" set a = 1; select 2",
		"FOO bar",
	} {
		n := testing.AllocsPerRun(100, func() { Summarize(text, Postgres()) })
		if n != 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}

// Long texts must not take quadratic time; the test would run for minutes.
func TestLongTexts(t *testing.T) {
	for _, piece := range []string{
		"(", "select ", "a.", `"a".`, "/*", "$a$", "E'a'\n", "?|", ":a", "with ", "insert or ", ";", "from (", "'", "only ", "explain ", "\\:", "[", "1_",
	} {
		text := strings.Repeat(piece, 1<<14/len(piece))
		for _, f := range flavors {
			checkTokens(t, text, f.flavor)
			checkParams(t, text, f.flavor)
			Summarize("select 1 from "+text, f.flavor)
			Summarize(text, f.flavor)
		}
	}
}

func BenchmarkSummarize(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Summarize("SELECT u.id, u.name FROM users u WHERE u.name LIKE $1 AND u.age > $2", Postgres())
	}
}
