package otel

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/wrap"
)

func TestName(t *testing.T) {
	server := wrap.Server{Address: "::1", Port: 5432, Database: "shop"}
	nameless := wrap.Server{Address: "::1", Port: 5432}
	for _, test := range []struct {
		op, query string
		server    wrap.Server
		want      string
	}{
		{wrap.OpQuery, "select * from users", server, "SELECT users"},
		{wrap.OpQuery, "select * from users, orders", server, "SELECT users orders"},
		{wrap.OpPrepare, "select * from users", server, "PREPARE SELECT users"},
		{wrap.OpCommit, "", server, "COMMIT"},
		{wrap.OpExec, "?", server, "shop"},
		{wrap.OpExec, "?", nameless, "[::1]:5432"},
		{wrap.OpExec, "?", wrap.Server{Address: "/run/postgresql"}, "/run/postgresql"},
		{wrap.OpExec, "?", wrap.Server{}, "sqlite"},
	} {
		key := targetKey{op: test.op, query: test.query, server: test.server, system: "sqlite"}
		if got := newTarget(key, &wrap.Info{}, true).name; got != test.want {
			t.Errorf("%+v: got %q, want %q", key, got, test.want)
		}
	}
}

func TestShort(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "select ö": "select ö", "t\xfe\xff": "t\uFFFD",
		strings.Repeat("ö", longestText/2): strings.Repeat("ö", longestText/2),
		strings.Repeat("ö", longestText):   strings.Repeat("ö", (longestText-len(cut))/2) + cut,
		strings.Repeat("\x80", 1<<20):      cut,
	} {
		if got := short(text); got != want {
			t.Errorf("%.20q: got %.40q, %d bytes", text, got, len(got))
		}
	}
}
