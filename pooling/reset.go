package pooling

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
)

// ResetFunc brings a connection that is given back into its first state; Exec runs SQL on
// it. An error has the connection closed.
type ResetFunc func(ctx context.Context, conn driver.Conn) error

// Rollback is a ResetFunc that ends a transaction which was begun in SQL text and left open.
// Those of sql.Tx database/sql ends itself. It sends ROLLBACK. Some databases (SQLite, SQL
// Server) take that for an error where there is no transaction; whether one is open is then
// found out by beginning another.
func Rollback(ctx context.Context, conn driver.Conn) error {
	err := Exec(ctx, conn, "ROLLBACK")
	if err == nil || ctx.Err() != nil || errors.Is(err, driver.ErrBadConn) {
		return err
	}
	beginner, ok := conn.(driver.ConnBeginTx)
	if !ok {
		return err
	}
	tx, beginErr := beginner.BeginTx(ctx, driver.TxOptions{})
	if beginErr != nil {
		return errors.Join(err, beginErr)
	}
	return tx.Rollback()
}

// reset runs Config.Reset, if there is one.
func (p *Pool) reset(conn driver.Conn) error {
	if p.config.Reset == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(p.config.ResetTimeout, defaultResetTimeout))
	defer cancel()
	if err := p.config.Reset(ctx, conn); err != nil {
		return err
	}
	return ctx.Err() // a driver from before contexts may have taken its time
}
