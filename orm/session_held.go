package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// heldTx is a transaction on a connection that the session has taken from the pool. A *sql.Tx has a goroutine of
// its own that waits for the end of its context, which never ends, and one more for each of its rows: a
// quarter of the time that a short transaction takes on SQLite. So there is one only for a program that asks the
// session for rows. It is used by one goroutine at a time.
type heldTx struct {
	conn  *sql.Conn
	tx    driver.Tx // nil if only database/sql can begin one
	whole *sql.Tx   // the same transaction, as database/sql has it; nil until it is wanted
	done  bool
}

// holder is a connection of gild's driver.
type holder interface {
	driver.ConnBeginTx
	Hold(tx driver.Tx)
	Within()
}

// errNotHeld tells that only database/sql can begin a transaction.
var errNotHeld = errors.New("the connection is not gild's own")

// hold begins a transaction on a connection of the pool.
func hold(ctx context.Context, db *sql.DB, options *sql.TxOptions) (transaction, error) {
	t, err := holdOne(ctx, db, options)
	switch {
	case err == nil:
		return t, nil
	case errors.Is(err, driver.ErrBadConn): // database/sql goes on until it has one that is alive
		return db.BeginTx(context.WithoutCancel(ctx), options)
	}
	return nil, err
}

func holdOne(ctx context.Context, db *sql.DB, options *sql.TxOptions) (*heldTx, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t := &heldTx{conn: conn}
	err = conn.Raw(func(dc any) error {
		begins, ok := dc.(holder)
		if !ok {
			return errNotHeld
		}
		t.tx, err = begins.BeginTx(context.WithoutCancel(ctx), driver.TxOptions{
			Isolation: driver.IsolationLevel(options.Isolation), ReadOnly: options.ReadOnly,
		})
		if err == nil {
			begins.Hold(t.tx)
		}
		return err
	})
	if err == errNotHeld {
		t.whole, err = conn.BeginTx(context.WithoutCancel(ctx), options)
	}
	if err != nil {
		_ = t.giveBack() // the error counts
		return nil, err
	}
	return t, nil
}

// ExecContext runs a statement in the transaction.
func (t *heldTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	switch {
	case t.done:
		return nil, sql.ErrTxDone
	case t.whole != nil: // a connection with a *sql.Tx that turns out to be dead waits for the end of that for ever
		return t.whole.ExecContext(ctx, query, args...)
	case ctx.Err() != nil: // which a *sql.Conn leaves to the driver, and some give the connection up for it
		return nil, ctx.Err()
	}
	result, err := t.conn.ExecContext(ctx, query, args...)
	return result, lost(err)
}

// QueryContext runs a query in the transaction. Rows that are open when it ends are closed by database/sql, and
// have an error for who reads on.
func (t *heldTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	switch {
	case t.done:
		return nil, sql.ErrTxDone
	case t.whole == nil:
		if err := t.adopt(); err != nil {
			return nil, lost(err)
		}
	}
	return t.whole.QueryContext(ctx, query, args...)
}

// adopt makes the transaction one of database/sql, which looks after the rows in it. It is ended by this one.
func (t *heldTx) adopt() error {
	err := t.conn.Raw(func(dc any) error {
		dc.(holder).Within()
		return nil
	})
	if err == nil {
		t.whole, err = t.conn.BeginTx(context.Background(), nil)
	}
	return err
}

// Commit commits.
func (t *heldTx) Commit() error { return t.end((*sql.Tx).Commit, driver.Tx.Commit) }

// Rollback rolls back.
func (t *heldTx) Rollback() error { return t.end((*sql.Tx).Rollback, driver.Tx.Rollback) }

func (t *heldTx) end(whole func(*sql.Tx) error, held func(driver.Tx) error) (err error) {
	if t.done {
		return sql.ErrTxDone
	}
	if t.done = true; t.tx == nil {
		err = whole(t.whole)
	} else {
		if t.whole != nil {
			_ = t.whole.Rollback() // of rows that are open, and nothing else
		}
		err = lost(t.conn.Raw(func(dc any) error {
			dc.(holder).Hold(nil)
			return held(t.tx)
		}))
	}
	if closeErr := t.giveBack(); err == nil {
		err = closeErr
	}
	return err
}

// giveBack gives the connection back to the pool, if it has not been given up.
func (t *heldTx) giveBack() error {
	if err := t.conn.Close(); err != sql.ErrConnDone {
		return err
	}
	return nil
}

// lost is an error as a *sql.Tx has it: of a connection that is dead database/sql says from then on that it is
// closed.
func lost(err error) error {
	if err == sql.ErrConnDone {
		return driver.ErrBadConn
	}
	return err
}
