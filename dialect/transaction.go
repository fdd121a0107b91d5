package dialect

// Transactions holds what gild knows about a database's transactions. The zero value is a database whose
// drivers honour sql.TxOptions, or refuse what they cannot, and that has no two-phase commit. Savepoints
// are standard SQL and need no words here.
type Transactions struct {
	// ReadOnlyIgnored says that drivers begin a transaction that writes where a read-only one was
	// asked for, in silence.
	ReadOnlyIgnored bool
	// Autocommit says that a statement outside of transactions is one by itself, whatever the
	// settings of the connection.
	Autocommit bool
	// TwoPhase has the statements of two-phase commit, nil where there is none.
	TwoPhase *TwoPhase
}

// TwoPhase has the statements of two-phase commit. All functions take an identifier that Check has let
// pass. They are run in the order given, each alone.
type TwoPhase struct {
	// Check refuses identifiers that the database does not take.
	Check func(id string) error
	// Begin, Prepare and Rollback are run on one connection. Rollback is for what is not prepared.
	Begin, Prepare, Rollback func(id string) []string
	// CommitPrepared and RollbackPrepared decide about a prepared transaction, on its connection or,
	// when that is closed, on any.
	CommitPrepared, RollbackPrepared func(id string) string
	// List is a query for what is prepared. ID reads the identifier from a row, as text; ok is false
	// for a transaction that an identifier of ours cannot name.
	List string
	ID   func(row []string) (id string, ok bool)
}
