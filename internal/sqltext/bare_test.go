package sqltext

import "testing"

func TestBare(t *testing.T) {
	for text, want := range map[string]bool{
		"delete from users":                                                             true,
		"update users set a = 1":                                                        true,
		"update users set a = (select b from c where d = 1)":                            true,
		"with x as (select 1 where true) delete from users":                             true,
		"select 1; delete from users":                                                   true,
		"delete from users where id = 1":                                                false,
		"delete from users limit 5":                                                     false,
		"with x as (select 1) delete from users where id in (x)":                        false,
		"update a join b on a.id = b.id set a.x = 1":                                    false,
		"select * from users for update":                                                false,
		"insert into t values (1) on conflict do update set a = 1":                      false,
		"truncate users":                                                                false,
		"with d as (delete from users returning *) select * from d":                     true,
		"with a as (select 1), d as (update users set a = (select 1 where b)) select 1": true,
		"with d as (delete from users where id = 1 returning *) select * from d":        false,
		"with d as (select (delete) from t) select 1":                                   false,
		"create trigger x after insert on t begin delete from a; delete from b; end":    false,
		"": false,
	} {
		if got := Bare(text, Flavor{}); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
