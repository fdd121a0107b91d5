package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// fusedFrom is how many arguments make it worth to ask for the result by a statement of its own.
const fusedFrom = 24

// fusedResult asks SQLite for what Exec would have told. Source: https://www.sqlite.org/lang_corefunc.html
const fusedResult = "SELECT last_insert_rowid(), changes()"

// execOrdered runs a statement of the expression language for its effect.
func (s *shield) execOrdered(ctx context.Context, p *preparedStatement, args []driver.NamedValue) (driver.Result, error) {
	if !s.traits.FusedQuery || len(args) < fusedFrom {
		return s.execPrepared(ctx, p, args)
	}
	p.busy, s.sent = true, true
	defer p.release()
	return s.execFused(ctx, p, args)
}

// execFused runs a statement that writes by querying it: it has run to its end when it has no row.
func (s *shield) execFused(ctx context.Context, p *preparedStatement, args []driver.NamedValue) (driver.Result, error) {
	rows, err := queryStmt(ctx, p.stmt, args)
	if err != nil {
		return nil, err
	}
	if err = rows.Next(nil); err == nil {
		err = errors.New("gild: a statement run for its effect gives rows back")
	}
	if closeErr := rows.Close(); err == io.EOF {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	rows, err = s.prepared.query(ctx, fusedResult, nil)
	if err != nil {
		return nil, err
	}
	var row [2]driver.Value
	err = rows.Next(row[:])
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	id, _ := row[0].(int64)
	n, _ := row[1].(int64)
	return fused{id, n}, nil
}

// fused is the result of such a statement.
type fused struct{ id, n int64 }

func (f fused) LastInsertId() (int64, error) { return f.id, nil }
func (f fused) RowsAffected() (int64, error) { return f.n, nil }
