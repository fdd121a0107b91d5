package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/gildsql/gild"
)

// A commit that BeforeCommit refuses is known not to have happened.
func TestRefusedCommitIsNotAmbiguous(t *testing.T) {
	refusal := errors.New("not on a Sunday")
	db, err := gild.Open("sqlite://", gild.WithEvents(gild.Events{
		BeforeCommit: func(context.Context, *gild.Transaction) error { return refusal },
	}))
	check(t, err)
	defer db.Close()
	err = gild.Tx(t.Context(), db, nil, func(context.Context, *sql.Tx) error { return nil })
	var ambiguous *gild.AmbiguousCommitError
	if !errors.Is(err, refusal) || errors.As(err, &ambiguous) {
		t.Errorf("got %v", err)
	}
}

// What may be committed is not run again, whatever error comes after it.
func TestCommittedWorkIsNotRunAgain(t *testing.T) {
	db := openPostgres(t)
	mustExec(t, db, "create table once (id serial primary key)")
	err := gild.Tx(t.Context(), db, nil, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "insert into once default values")
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, "do $$ begin raise exception sqlstate '40001'; end $$")
		return err
	})
	var n int
	check(t, db.QueryRow("select count(*) from once").Scan(&n))
	if n != 1 || err == nil {
		t.Errorf("committed %d times: %v", n, err)
	}
	runs := 0
	err = gild.Tx(t.Context(), db, nil, func(context.Context, *sql.Tx) error {
		runs++
		return fmt.Errorf("another database: %w", &gild.AmbiguousCommitError{Err: gild.ErrSerialization})
	})
	if runs != 1 || err == nil {
		t.Errorf("run %d times: %v", runs, err)
	}
}

// shop is a DB that cannot be compared.
type shop struct {
	*sql.DB
	tables []string
}

func TestTxOnWhatCannotBeCompared(t *testing.T) {
	s := shop{openPostgres(t), nil}
	check(t, gild.Tx(t.Context(), s, nil, func(ctx context.Context, _ *sql.Tx) error {
		return gild.Tx(ctx, s, nil, func(context.Context, *sql.Tx) error { return nil })
	}))
}
