package poolers

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// With pooler=session a client has a connection of the server for itself, and statements are kept prepared on it.
// Clients come and go meanwhile.
func TestSession(t *testing.T) {
	eachDriver(t, settings(t, "session"), func(t *testing.T, p place) {
		db := p.open(t, "&pooler=session")
		db.SetMaxOpenConns(behind)
		db.SetConnMaxLifetime(20 * time.Millisecond)
		rush(t, db)
		db.SetConnMaxLifetime(0)
		point := expr.Select(expr.Val(int64(7)))
		for _, c := range taken(t, db, behind) {
			for range 3 {
				got, err := gild.One[int64](t.Context(), c, point)
				check(t, err)
				check(t, same("the answer", got, 7))
			}
			if one[int](t, c, kept) == 0 {
				t.Error("nothing is prepared")
			}
		}
	})
}

// When a client leaves, the pooler runs DISCARD ALL on its connection of the server, which the next client gets.
// That one prepares its statements anew; those of a client that stays are untouched.
func TestDiscard(t *testing.T) {
	eachDriver(t, settings(t, "session"), func(t *testing.T, p place) {
		stays := newcomer(t, p)
		stays.prepares(t, 0)
		var pids []int
		for range 3 {
			comes := newcomer(t, p)
			comes.prepares(t, 0)
			pids = append(pids, one[int](t, comes.conn, pid))
			stays.prepares(t, stays.kept)
			check(t, comes.conn.Close())
			check(t, comes.db.Close())
		}
		if left := slices.Compact(pids); len(left) != 1 {
			t.Errorf("the clients had the connections %d of the server, want one after the other on the same", pids)
		}
	})
}

// A guest is a client with one connection to a pooler.
type guest struct {
	db   *sql.DB
	conn *sql.Conn
	kept int // statements that are prepared on it
}

func newcomer(t *testing.T, p place) *guest {
	t.Helper()
	db := p.open(t, "&pooler=session")
	return &guest{db: db, conn: taken(t, db, 1)[0]}
}

// prepares runs two statements where as many as before are prepared, after which they are prepared.
func (g *guest) prepares(t *testing.T, before int) {
	t.Helper()
	if n := one[int](t, g.conn, kept); n != before {
		t.Errorf("%d statements are prepared, want %d", n, before)
	}
	for i := range int64(3) {
		got, err := gild.One[int64](t.Context(), g.conn, expr.Select(expr.Val(i)))
		check(t, err)
		var text int64
		check(t, g.conn.QueryRowContext(t.Context(), "select 1 + $1::bigint", i).Scan(&text))
		check(t, same("the answer", got+text, 2*i+1))
	}
	if g.kept = one[int](t, g.conn, kept); g.kept < 2 {
		t.Errorf("%d statements are prepared, want both", g.kept)
	}
}
