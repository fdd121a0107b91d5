package wrap

import "database/sql/driver"

// watchedTx tells the prepared statements of its connection when it ends.
type watchedTx struct {
	driver.Tx
	prepared *preparedStatements
}

// Unwrap returns the real driver's transaction.
func (t *watchedTx) Unwrap() driver.Tx { return t.Tx }

func (t *watchedTx) Commit() error {
	defer t.prepared.ended()
	return t.Tx.Commit()
}

func (t *watchedTx) Rollback() error {
	defer t.prepared.ended()
	return t.Tx.Rollback()
}
