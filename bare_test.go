package gild_test

import (
	"database/sql"
	"errors"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

// A driver that gild does not wrap makes an error of a statement, and does not panic, as pgx does
// at arguments of an empty text.
func TestBareDriver(t *testing.T) {
	for _, name := range []string{"pgx", "postgres"} {
		db, err := sql.Open(name, servers.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, on := range []gild.DB{db, conn} {
			one := expr.Select(expr.Val(1))
			_, errFeatures := gild.FeaturesOf(t.Context(), on)
			_, errAll := gild.All[int](t.Context(), on, one)
			_, errExec := gild.Exec(t.Context(), on, one)
			for _, err := range []error{errFeatures, errAll, errExec} {
				if !errors.Is(err, expr.ErrNotGild) {
					t.Errorf("%s on a %T: %v", name, on, err)
				}
			}
			ctx, end := gild.StartSpan(t.Context(), on, "nothing")
			if end(nil); ctx != t.Context() {
				t.Errorf("%s on a %T: a span", name, on)
			}
		}
	}
}
