package sqltext

import (
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		text, query, operation string
		statements             int
	}{
		{"select 1", "SELECT", "SELECT", 1},
		{"select * from users where id = 7", "SELECT users", "SELECT", 1},
		{"select * from users u join orders o on o.uid = u.id, items", "SELECT users orders items", "SELECT", 1},
		{"select f(a, b), c from t, u where x in (1, 2), z", "SELECT t u", "SELECT", 1},
		{"select * from (a join b on a.x = b.x) left join c using (id)", "SELECT a b c", "SELECT", 1},
		{"select * from (select id from a) x, b", "SELECT SELECT a b", "SELECT", 1},
		{"select extract(year from created) from orders", "SELECT orders", "SELECT", 1},
		{"select a is distinct from b from t", "SELECT t", "SELECT", 1},
		{"select * from generate_series(1, 2), t", "SELECT t", "SELECT", 1},
		{"select * from users where id in (select uid from orders)", "SELECT users SELECT orders", "SELECT", 1},
		{"select id from a union select id from b", "SELECT a SELECT b", "SELECT", 1},
		{"select * from users for update of users", "SELECT users", "SELECT", 1},
		{"insert into archive select * from orders", "INSERT archive SELECT orders", "INSERT", 1},
		{"insert into t (a) values (1) on conflict (a) do update set a = 2 returning a", "INSERT t", "INSERT", 1},
		{"insert into t (a) values (1), (2)", "INSERT t", "INSERT", 1},
		{"update t set a = (select max(b) from u) from v where t.id = v.id", "UPDATE t SELECT u v", "UPDATE", 1},
		{"delete from t where id = 1", "DELETE t", "DELETE", 1},
		{"with x as (select id from a), y as not materialized (select 1) select * from x join y on true join b on true",
			"SELECT a SELECT SELECT b", "SELECT", 1},
		{"with recursive n (i) as (select 1 union select i + 1 from n), m as (select 2) select * from n, m, o", "SELECT SELECT SELECT SELECT o", "SELECT", 1},
		{"(select id from a) union (select id from b)", "SELECT a SELECT b", "SELECT", 1},
		{"merge into t using s on t.id = s.id when matched then update set a = 1 when not matched then insert (a) values (1)",
			"MERGE t", "MERGE", 1},
		{"call pay(1, 'x')", "CALL pay", "CALL", 1},
		{"create table if not exists users (id int)", "CREATE TABLE users", "CREATE", 1},
		{"create unique index ix on users (id)", "CREATE INDEX ix", "CREATE", 1},
		{"drop table users", "DROP TABLE users", "DROP", 1},
		{"savepoint a_1234", "SAVEPOINT", "SAVEPOINT", 1},
		{"insert into a values (1); insert into b values (2);", "INSERT a INSERT b", "BATCH INSERT", 2},
		{"insert into a values (1); select 2", "INSERT a SELECT", "BATCH", 2},
		{"select a.select from a", "SELECT a", "SELECT", 1},
		{`select "from" from "Users"`, "SELECT Users", "SELECT", 1},
		{"", "", "", 0},
	} {
		d := Describe(tt.text, Flavor{})
		if d.Query != tt.query || d.Operation != tt.operation || d.Statements != tt.statements {
			t.Errorf("%s:\ngot  %q, %s, %d\nwant %q, %s, %d", tt.text, d.Query, d.Operation, d.Statements, tt.query, tt.operation, tt.statements)
		}
	}
	if d := Describe("call pay(1)", Flavor{}); d.Procedure != "pay" {
		t.Errorf("procedure %q", d.Procedure)
	}
	long := "select * from " + strings.Repeat("x", 200) + ", " + strings.Repeat("y", 100)
	if d := Describe(long, Flavor{}); d.Query != "SELECT "+strings.Repeat("x", 200) {
		t.Errorf("long: %q", d.Query)
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add("select * from a join (b)) x, ((")
	f.Add("with a as (; select from")
	f.Fuzz(func(t *testing.T, text string) {
		d := Describe(text, Flavor{})
		if len(d.Query) > longestSummary {
			t.Errorf("%d bytes", len(d.Query))
		}
	})
}
