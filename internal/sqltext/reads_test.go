package sqltext

import "testing"

func TestOnlyReads(t *testing.T) {
	for text, want := range map[string]bool{
		"select a from t where id = 1":                       true,
		"with x as (select 1) select * from x":               true,
		"select 'for update into', \"for\" from t -- into x": true,
		"select for_update, now() from t order by a limit 1": true,
		"values (1)":                 true,
		"select a from t for update": false,
		"select a from t FOR /* */ NO KEY UPDATE of t":   false,
		"select a from t for share skip locked":          false,
		"select a from t lock in share mode":             false,
		"select * from (select a from t for update) x":   false,
		"select a into b from t":                         false,
		"select a from t into outfile 'x'":               false,
		"select @a := 1":                                 false,
		"select get_lock ('a', 1)":                       false,
		"select nextval('s')":                            false,
		"select next value for s":                        false,
		"select s.nextval from dual":                     false,
		"with x as (delete from t returning *) select 1": false,
		"with x as (select 1) delete from t":             false,
		"select 1; delete from t":                        false,
		"select 1; select 2":                             false,
		"select 1 /*! into outfile 'x' */":               false,
		"delete from t":                                  false,
		"insert into t values (1)":                       false,
		"explain analyze delete from t":                  false,
		"(select 1)":                                     false, // not known
		"call f()":                                       false,
		"do $$ begin end $$":                             false,
		"select 'open":                                   false,
		"":                                               false,
		"with x as (insert into t values (1) returning a) table x": false,
	} {
		for name, f := range map[string]Flavor{"postgres": Postgres(), "mysql": MySQL(), "sqlite": SQLite()} {
			if got := OnlyReads(text, f); got != want {
				t.Errorf("%s: %q: %v", name, text, got)
			}
		}
	}
}
