package otel

import (
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
