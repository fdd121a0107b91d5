package sqltext

import (
	"slices"
	"strings"
	"testing"
)

// products are texts with the tables that nothing links to the first one.
var products = map[string]string{
	"select * from a, b":                                                          "a|b",
	"select * from a, b, c where a.id = c.id":                                     "a|b",
	"select a.x, b.y from a, b where a.x = 1 and b.y > 2":                         "a|b",
	"select * from a, b where name = 'x'":                                         "a|b",
	"select * from a join b on true":                                              "a|b",
	"select * from a join b on 1 = 1":                                             "a|b",
	"select * from a inner join b on (1=1)":                                       "a|b",
	"select * from a left join b on b.kind = 'x'":                                 "a|b",
	"select * from a left outer join b on a.kind = 'x' where a.id = 5":            "a|b",
	"select * from a join b on b.id = b.parent_id":                                "a|b",
	"select * from a join b":                                                      "a|b",
	"select * from a join b on true cross join c":                                 "a|b c",
	"select * from a join b on a.id = b.id, c":                                    "a|c",
	"select * from users as u, orders o where u.id = u.parent":                    "u|o",
	`select * from "Users", public.orders`:                                        "Users|orders",
	"select * from x.t, y.t where x.t.id = 1":                                     "t|t",
	"select count(*) from a, b group by a.x, b.y order by a.x, b.y limit 1":       "a|b",
	"select * from (a join b on a.id = b.id) join c on c.x is not null":           "a|c",
	"select * from t where id in (select a.id from a, b)":                         "a|b",
	"select * from t where exists (select 1 from a, b where a.id = t.id)":         "a|b",
	"select (select max(a.x) from a, b) from t":                                   "a|b",
	"with c as (select * from a, b) select * from c":                              "a|b",
	"select 1 from t union all select 1 from a, b where a.x = 1":                  "a|b",
	"insert into t select a.x from a, b":                                          "a|b",
	"insert into t select a.x from a, b on conflict do update set x = excluded.x": "a|b",
	"update a set x = b.y from b":                                                 "a|b",
	"update a set x = b.y from b where b.z = 1 returning a.x":                     "a|b",
	"update a, b set a.x = 1 where b.y = 2":                                       "a|b",
	"update a join b on b.x = 1 set a.x = 1":                                      "a|b",
	"delete from a using b where b.x = 1":                                         "a|b",
	"delete a from a join b on b.x = 1":                                           "a|b",
	"select 1; select * from a, b":                                                "a|b",
	"select * from a, b, generate_series(1, 3) g":                                 "a|b",
	"select * from a, b, (select max(x) as m from c) s where a.x = s.m":           "a|b",
	"select * from a, b where a.x = current_date and b.y between 1 and 2":         "a|b",
	"SELECT * FROM A, B WHERE A.X=1 FOR UPDATE":                                   "A|B",
	"select * from größen, пользователи":                                          "größen|пользователи",
	"select * from a /* , */ join b -- on a.id = b.id\n on true":                  "a|b",
	"explain select * from a, b":                                                  "a|b",
	"select * from a, b where public.a.x = 1":                                     "a|b",
	"select * from a, b where a.x = true and b.x = true":                          "a|b",
	"select * from a, b where a.x = $1::int and b.x = $2::int":                    "a|b",
	"select * from a, b where a.x = lower($1) and b.x = upper($1)":                "a|b",
}

// linked are texts that have no product, or of which nobody can know.
var linked = []string{
	"", ";", "select", "select 1", "select * from", "from", "select * from a,", "select * from a join", "select * from a on",
	"select * from a", "select a, b from t", "select f(a, b) from t where x in (1, 2)",
	"select * from a, b where a.id = b.id", "select * from a, b where b.id = a.id and a.x = 1",
	"select * from a, b where a.id=b.id(+)", "select * from a, b where (a.x, a.y) = (b.x, b.y)",
	"select * from a, b where a.x = 1 and (a.id = b.id or b.id is null)",
	"select * from a, b where a.x between b.low and b.high", "select * from a, b where b.low between 1 and a.x",
	"select * from a, b where f(a.x, b.y)", "select * from a, b where a.x + b.y > 3", "select * from a, b where not (a.x <> b.y)",
	"select * from a, b where case when a.x = 1 and b.y = 2 then true end",
	"select * from a, b where id = a_id", "select * from a, b where a.id = b_id", "select * from a, b where a.id in (select x from c)",
	"select * from a, b where a.x = 1 or b.y = 2", "select * from a, b, c where a.id = b.id and b.id = c.id",
	"select * from a, b having a.x = max(b.x)",
	"select * from a cross join b", "select * from a natural join b", "select * from a join b using (id)",
	"select * from a natural left join b", "select * from a join b using (id) as j join c using (x)", "select * from a full outer join b using (id)",
	"select * from a join b on a.id = b.id left join c on c.id = b.id", "select * from a join b join c on b.x = c.x on a.id = b.id",
	"select * from a join (b join c on b.x = c.x) on a.id = c.id", "select * from a cross join (b join c on b.x = c.x)",
	"select * from (a join b on a.id = b.id) as j, c where j.x = c.x",
	"select * from a join b on true where a.id = b.id", "select * from a join b on false", "select * from a join b on $1", "select * from a join b on 1 = 0",
	"select * from users u join tenants t on t.id = $1 where u.tenant_id = $1", "select * from users u, tenants t where t.id = ? and u.tenant_id = ?",
	"select * from users, tenants where id = 7 and tenant_id = 7", "select * from a, b where a.x = -1 and b.x = - 1",
	"select * from users u, tenants t where u.tenant_id = $1::uuid and t.id = $1", "select * from a, b where a.x = lower($1) and lower( $1 ) = b.x",
	"select * from a, b where a.x = current_setting('app.x')::int and b.x = current_setting('app.x')::int", "select * from a, b where a.x = any($1) and b.x = any($1)", "select * from a, b where 'x' = a.k and b.k = 'x'",
	"select * from a, (select 1 as x) s", "select * from a join (select max(x) as m from b) s on true",
	"select * from a, lateral (select * from b where b.id = a.id) l", "select * from a left join lateral (select x from b limit 1) l on true",
	"select * from a, unnest(a.tags) as t (tag)", "select * from a, json_each(data)", "select * from a, b, f(a.x, b.y) as z", "select * from generate_series(1, 2), a",
	"select * from a cross apply f(a.x) z", "select * from a, json_table(a.doc, '$[*]' columns (id int path '$.id')) j",
	"with one as (select 1 as x) select * from a, one", "with one (x) as materialized (select 1) select * from a, One o", "select * from a, dual",
	"with a as (select 1), b as (select 2) select * from a, b",
	"select * from t where exists (select 1 from a, b where a.id = t.id and b.id = t.id)",
	"select * from s.a, s.b where s.a.id = s.b.id", "select * from s.a, s.b where a.id = b.id", "select * from x.t, y.t where x.t.id = y.t.id",
	"select * from a, b where s.a.id = s.b.id", "select * from s.a, b where d.s.a.id = d.s.b.id",
	`select * from "a b", "c""d" where "a b".id = "c""d".id`, `select * from "A" as "x y", b where "x y".id = b.id`,
	"select * from a, b where a = b", "select * from a, b where a.* = b.*", "select * from a, b where a.id::text = b.code",
	"select * from a, b where a.set = b.group and a.limit = 1", "select * from a window, b where window.id = b.id",
	"select * from a, b where limit = 1 and a.id = b.id",
	"update a set x = b.y from b where a.id = b.id", "update a set x = 1 where id = 2", "update a as t set x = b.y from b where t.id = b.id",
	"update u set x = 1 from users u join b on b.id = u.id", "update users set x = 1 from users u join b on b.id = u.id",
	"update a join b on a.id = b.id set a.x = b.y", "update a, b set a.x = b.y where a.id = b.id", "update only a set x = (select max(y) from b)",
	"update or replace a set x = 1", "update a set x = 1 from b, c where a.id = b.id and b.id is not distinct from c.id",
	"delete from a using b where a.id = b.id", "delete from a using a join b on a.id = b.id", "delete a, b from a join b on a.id = b.id",
	"delete from a using a join b using (id) where b.x = 1", "delete from a where id in (1, 2)", "delete from a using (select 1) s",
	"insert into t (a, b) values (1, 2) on conflict (a) do update set b = 1", "insert into t select * from a join b on a.id = b.id on duplicate key update x = 1",
	"merge into a using b on a.id = b.id when matched then update set x = 1 when not matched then insert values (1, 2)",
	"create trigger x after update of a, b on t begin select 1; select * from a, b; end", "grant select, update on a to b", "set a = 1, b = 2",
	"select * from a with (nolock), b", "select * from a (nolock), b", "select * from a tablesample system (10), b", "select * from a use index (x), b",
	"select * from a, b connect by prior a.id = b.id", "select * from a /*! , b */", "select * from rows from (f()), b",
	"select extract(day from x), y from t", "select x is distinct from y, z from t", "select * from a for update", "select * from 'a', b",
	"select * from a, b where @x := a.id and b.id = @x",
	`select * from a, b where "a"."id" = "b"."id"`,
	"select * from a, b where a.id = b.id and 'open", "select * from (a, b where a.id = 1", "select * from a), b",
	"values (1, 2), (3, 4)", "table a", "call f(1, 2)", "select 1 from a limit 1, 2",
}

func TestFindProduct(t *testing.T) {
	for text, want := range products {
		got := ""
		if p, ok := FindProduct(text, Postgres()); ok {
			got = p.From + "|" + strings.Join(p.Unlinked, " ")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	for _, text := range linked {
		for _, f := range []Flavor{{}, Postgres(), SQLite(), MySQL(), MSSQL(), Oracle()} {
			if p, ok := FindProduct(text, f); ok {
				t.Errorf("%s: found %v", text, p)
			}
		}
	}
}

// TestFindProductInside has each text within others, where it is found, or not, just as well.
func TestFindProductInside(t *testing.T) {
	for text := range products {
		if !strings.HasPrefix(text, "select") || strings.Contains(text, ";") {
			continue
		}
		p, ok := FindProduct(text, Postgres())
		for _, around := range []string{"(%)", "% ;", "with w as (%\n) select * from w", "select * from t where x in (%\n)", "/* a */ %", "insert into z %"} {
			within := strings.ReplaceAll(around, "%", text)
			if q, found := FindProduct(within, Postgres()); found != ok || q.From != p.From || !slices.Equal(q.Unlinked, p.Unlinked) {
				t.Errorf("%s: got %v, want %v", within, q, p)
			}
		}
	}
}

// TestFindProductHuge reads texts of any size and depth, soon.
func TestFindProductHuge(t *testing.T) {
	for _, text := range []string{
		"select * from a, b where x in (" + strings.Repeat("1, ", 1<<20) + "1)",
		"select * from a, b where " + strings.Repeat("(", 1<<20),
		"select * from a, b where " + strings.Repeat("(", 20000) + "a.id = b.id" + strings.Repeat(")", 20000),
		"select * from " + strings.Repeat("a, ", 20000) + "b",
		strings.Repeat("select (", 6000) + strings.Repeat(")", 6000),
		strings.Repeat("select * from a join b on a.x = b.x union ", 1000) + "select 1",
	} {
		if p, ok := FindProduct(text, Postgres()); ok {
			t.Errorf("%.60s: found %v", text, p)
		}
	}
}
