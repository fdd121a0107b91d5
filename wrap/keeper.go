package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
)

// keeper makes one real connection and hands it out again when it is closed. The pool
// may close connections for many reasons: their age, a transaction that was cancelled,
// too many idle ones. A database that lives and dies with its connection must outlive
// that. It is safe for concurrent use.
type keeper struct {
	real driver.Connector
	slot chan keepable // holds the connection while nobody has it
	done chan struct{} // closed for good
	end  sync.Once     // closes done: several *sql.DB may share a Connector
}

// keepable is the real connection; without conn, it is still to be made.
type keepable struct{ conn driver.Conn }

var errKeeperClosed = errors.New("sql: database is closed")

func newKeeper(real driver.Connector) *keeper {
	k := &keeper{real: real, slot: make(chan keepable, 1), done: make(chan struct{})}
	k.slot <- keepable{}
	return k
}

// take waits until the connection is free.
func (k *keeper) take(ctx context.Context) (driver.Conn, error) {
	select {
	case kept := <-k.slot:
		if kept.conn != nil {
			return kept.conn, nil
		}
		conn, err := k.real.Connect(ctx)
		if err != nil {
			k.slot <- keepable{}
		}
		return conn, err
	case <-k.done:
		return nil, errKeeperClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// giveBack takes the place of closing conn.
func (k *keeper) giveBack(conn driver.Conn) error {
	k.slot <- keepable{conn}
	select {
	case <-k.done: // closed for good while somebody had it
		return k.closeIdle()
	default:
		return nil
	}
}

// closeForGood closes the connection, now or when it is given back. It may be called again.
func (k *keeper) closeForGood() error {
	k.end.Do(func() { close(k.done) })
	return k.closeIdle()
}

func (k *keeper) closeIdle() error {
	select {
	case kept := <-k.slot:
		if kept.conn != nil {
			return kept.conn.Close()
		}
	default:
	}
	return nil
}
