package gild_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

type userTable struct {
	schema.Table `gild:"users"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Name         expr.Col[string] `gild:"name"`
	Nick         expr.Null[string]
}

var (
	meta  = schema.NewMetaData()
	Users = schema.Define[userTable](meta)

	// everyone and byID are the statements of these tests.
	everyone = expr.Select(Users).OrderBy(Users.ID.Asc())
	byID     = expr.Select(Users).Where(Users.ID.EqExpr(expr.Param[int64]("id")))
)

// eachWithUsers runs test on each database, with the users ann (nick "a"), bob and cid.
func eachWithUsers(t *testing.T, test func(t *testing.T, db *live.Database)) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		check(t, meta.CreateAll(context.Background(), db))
		_, err := db.Exec("insert into users (id, name, nick) values (1, 'ann', 'a'), (2, 'bob', null), (3, 'cid', null)")
		check(t, err)
		db.Log.Take()
		test(t, db)
		if n := db.Stats().InUse; n != 0 {
			t.Errorf("%d connections are still in use", n)
		}
	})
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError checks that err says each of the parts.
func wantError(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got error %q, want it to say %q", err, part)
		}
	}
}
