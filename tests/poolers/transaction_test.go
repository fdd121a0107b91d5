package poolers

import (
	"database/sql"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// Many clients share two connections of the server with pooler=transaction, and each gets its own answers.
// Nothing stays prepared on the server.
func TestTransaction(t *testing.T) {
	eachDriver(t, settings(t, "transaction"), func(t *testing.T, p place) {
		db := p.open(t, "&pooler=transaction")
		db.SetMaxIdleConns(clients)
		for _, c := range taken(t, db, clients) {
			check(t, c.PingContext(t.Context()))
			check(t, c.Close()) // into the pool: from now on there are as many clients
		}
		rush(t, db)
		if n := db.Stats().OpenConnections; n != clients {
			t.Errorf("%d clients are connected, want %d", n, clients)
		}
		count, pids := preparedOn(t, db, behind)
		if count != 0 {
			t.Errorf("%d statements are prepared", count)
		}
		if len(pids) != behind {
			t.Errorf("the server has the connections %d, want %d", pids, behind)
		}
	})
}

// Without the option the statement that one client has prepared is in the way of the next one, at the only
// connection of the server. This is what the option is for.
func TestWithoutOption(t *testing.T) {
	config := append(settings(t, "transaction"), "default_pool_size=1")
	eachDriver(t, config, func(t *testing.T, p place) {
		collides := func(options string) error {
			first, second := p.open(t, options), p.open(t, options)
			for _, db := range []*sql.DB{first, second} {
				got, err := gild.One[int64](t.Context(), db, expr.Select(expr.Val(int64(7))))
				if err != nil {
					return err
				}
				check(t, same("the answer", got, 7))
			}
			return nil
		}
		if err := collides("&pooler=transaction"); err != nil {
			t.Errorf("with the option: %v", err)
		}
		if err := collides(""); !gild.Is(err, gild.ErrDuplicate) {
			t.Errorf("without the option: got %v, want that the prepared statement exists already", err)
		}
	})
}

// What a program prepares itself collides there, too, whether the driver is bare or gild has the option, unless it
// does so within a transaction.
func TestOwnPrepared(t *testing.T) {
	config := append(settings(t, "transaction"), "default_pool_size=1")
	eachDriver(t, config, func(t *testing.T, p place) {
		prepare := func(db *sql.DB) error {
			stmt, err := db.PrepareContext(t.Context(), "select $1::bigint")
			if err == nil {
				t.Cleanup(func() { _ = stmt.Close() })
			}
			return err
		}
		check(t, prepare(p.bare(t)))
		wrapped := p.open(t, "&pooler=transaction")
		for name, db := range map[string]*sql.DB{"bare": p.bare(t), "gild": wrapped} {
			if err := prepare(db); !gild.Is(err, gild.ErrDuplicate) {
				t.Errorf("%s: got %v, want that the prepared statement exists already", name, err)
			}
		}
		err := (&client{db: wrapped, who: 1}).prepared(t.Context())
		check(t, err)
	})
}

// A PgBouncer that follows prepared statements needs no option of gild's: pgx's stay prepared, and clients that
// share a connection of the server share them. lib/pq must send a text and its arguments in one message.
func TestFollowing(t *testing.T) {
	if !follows(t) {
		t.Log("this PgBouncer does not follow prepared statements: it would from 1.21 on")
		return
	}
	config := append(settings(t, "transaction"), "max_prepared_statements=100")
	eachDriver(t, config, func(t *testing.T, p place) {
		options := ""
		if p.driver == "pq" {
			options = "&binary_parameters=yes"
		}
		db := p.open(t, options)
		db.SetMaxIdleConns(clients)
		rush(t, db)
		if count, _ := preparedOn(t, db, behind); (count > 0) != (p.driver == "pgx") { // lib/pq is told to prepare nothing
			t.Errorf("%d statements are prepared", count)
		}
	})
}
