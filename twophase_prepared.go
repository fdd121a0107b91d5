package gild

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/wrap"
)

// PreparedTransactions returns the ids of the transactions that are prepared and neither
// committed nor rolled back, by any program: in the database of db for PostgreSQL, on the
// whole server for MySQL and MariaDB, where ids of XA that BeginTwoPhase would not make are
// left out. Transactions whose program is still at work are among them. Errors are those of
// BeginTwoPhase.
func PreparedTransactions(ctx context.Context, db *sql.DB) (ids []string, err error) {
	err = withWords(ctx, db, func(conn *sql.Conn, words *dialect.TwoPhase) error {
		ids, err = listPrepared(ctx, conn, words)
		return err
	})
	if err != nil {
		return nil, fault.Errorf("prepared transactions: %w", err)
	}
	return ids, nil
}

// CommitPrepared commits a transaction that BeginTwoPhase has begun under id and Prepare has
// prepared, in this program or another. MariaDB, and MySQL before 8.0.29, know it by that name
// only when the connection that has prepared it is closed. Errors are those of BeginTwoPhase, and the
// database's if there is no such transaction.
func CommitPrepared(ctx context.Context, db *sql.DB, id string) error {
	return decidePrepared(ctx, db, id, "commit", func(w *dialect.TwoPhase) string { return w.CommitPrepared(id) })
}

// RollbackPrepared rolls such a transaction back. All that holds for CommitPrepared holds for
// it too.
func RollbackPrepared(ctx context.Context, db *sql.DB, id string) error {
	return decidePrepared(ctx, db, id, "rollback", func(w *dialect.TwoPhase) string { return w.RollbackPrepared(id) })
}

func decidePrepared(ctx context.Context, db *sql.DB, id, what string, text func(*dialect.TwoPhase) string) error {
	err := withWords(ctx, db, func(conn *sql.Conn, words *dialect.TwoPhase) error {
		if err := words.Check(id); err != nil {
			return err
		}
		_, err := conn.ExecContext(ctx, text(words))
		return err
	})
	if err != nil {
		return fault.Errorf("%s of prepared transaction %q: %w", what, id, err)
	}
	return nil
}

// withWords runs do with a connection and its statements of two-phase commit.
func withWords(ctx context.Context, db *sql.DB, do func(*sql.Conn, *dialect.TwoPhase) error) error {
	if db == nil {
		return errNilDB
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	words, err := twoPhaseOf(conn)
	if err == nil {
		err = do(conn, words)
	}
	return errors.Join(err, conn.Close())
}

func listPrepared(ctx context.Context, conn *sql.Conn, words *dialect.TwoPhase) ([]string, error) {
	rows, err := conn.QueryContext(ctx, words.List)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	row, targets := make([]string, len(columns)), make([]any, len(columns))
	for i := range row {
		targets[i] = &row[i]
	}
	ids := []string{}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		if id, ok := words.ID(row); ok {
			ids = append(ids, id)
		}
	}
	return ids, rows.Err()
}

// twoPhaseOf returns the statements for a connection.
func twoPhaseOf(conn *sql.Conn) (*dialect.TwoPhase, error) {
	d, err := connDialect(conn)
	switch {
	case err != nil:
		return nil, err
	case d == nil:
		return nil, errors.New("two-phase commit needs a database opened through gild: by gild.Open, or a driver's name that ends in +gild")
	case d.Transactions.TwoPhase == nil:
		return nil, fmt.Errorf("%s has no two-phase commit", d.Name)
	}
	return d.Transactions.TwoPhase, nil
}

// wordsFor is twoPhaseOf for a transaction to be begun under id.
func wordsFor(conn *sql.Conn, id string) (*dialect.TwoPhase, error) {
	words, err := twoPhaseOf(conn)
	if err == nil {
		err = words.Check(id)
	}
	if err != nil {
		return nil, fault.Errorf("two-phase begin of %q: %w", id, err)
	}
	return words, nil
}

// dialectOf returns the dialect of a database, nil if it was not opened through gild.
func dialectOf(ctx context.Context, db any) (*dialect.Dialect, error) {
	switch db := db.(type) {
	case *sql.Conn:
		return connDialect(db)
	case interface {
		Conn(ctx context.Context) (*sql.Conn, error)
	}:
		conn, err := db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		d, err := connDialect(conn)
		return d, errors.Join(err, conn.Close())
	}
	return nil, nil
}

func connDialect(conn *sql.Conn) (d *dialect.Dialect, err error) {
	err = conn.Raw(func(c any) error {
		if known, ok := c.(wrap.Conn); ok {
			d = known.Dialect()
		}
		return nil
	})
	return d, err
}
