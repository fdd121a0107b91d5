package wrap

import (
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/internal/sqltext"
)

func TestRedacted(t *testing.T) {
	postgres, sqlite := sqltext.Postgres(), sqltext.SQLite()
	for _, test := range []struct {
		lexis       sqltext.Flavor
		query, want string
	}{
		{postgres, "", ""},
		{postgres, "select name from users where id = $1", "select name from users where id = $1"},
		{postgres, "select 'it''s', 1.5e3 from t1 -- 'kept'", "select ?, ? from t1 -- 'kept'"},
		{postgres, `select E'a\'b', $$secret$$, "c 1"`, `select ?, ?, "c 1"`},
		{postgres, "select 'no end", "select ?"},
		{sqlite, "select * from [t 1] where a = ?1 and b = x'00ff'", "select * from [t 1] where a = ?1 and b = x?"},
	} {
		info := &Info{lexis: test.lexis}
		if got := info.Redacted(test.query); got != test.want {
			t.Errorf("%q: got %q, want %q", test.query, got, test.want)
		}
	}
	c := &conn{chained: true}
	for want, compiled := range map[string]*compile.Compiled{
		"LIMIT 1": {Operation: "SELECT"},
		"LIMIT ?": {Operation: "SELECT", Text: true},
	} {
		if got := InfoFrom(c.withCompiled(t.Context(), order{compiled: compiled})).Redacted("LIMIT 1"); got != want {
			t.Errorf("%+v: got %q, want %q", compiled, got, want)
		}
	}
}

func TestShape(t *testing.T) {
	info := &Info{lexis: sqltext.Postgres()}
	const want = "select ? from t1 where a = ? and b = $1"
	for _, query := range []string{
		"select 'x' from t1 where a = 1 and b = $1", " select\n'y'  from t1 /* one */where a = 2.5 -- two\n and b = $1 /*trace='3'*/ ",
	} {
		if got := info.Shape(query); got != want {
			t.Errorf("%q: got %q", query, got)
		}
	}
	if info.Shape("select a from t1") == info.Shape("select b from t1") || info.Shape("") != "" {
		t.Error("shapes of different statements are the same")
	}
}
