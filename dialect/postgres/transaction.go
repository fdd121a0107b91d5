package postgres

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gildsql/gild/dialect"
)

// transactions: two-phase commit is there if the server's setting max_prepared_transactions is not 0.
// Source: https://www.postgresql.org/docs/current/sql-prepare-transaction.html
var transactions = dialect.Transactions{Autocommit: true, TwoPhase: &dialect.TwoPhase{
	Check:    checkPrepared,
	Begin:    func(string) []string { return []string{"BEGIN"} },
	Rollback: func(string) []string { return []string{"ROLLBACK"} },
	Prepare: func(id string) []string {
		// In a transaction that has failed, and outside of one, PREPARE TRANSACTION does nothing without an
		// error; SAVEPOINT does not.
		return []string{"SAVEPOINT gild_prepare", "PREPARE TRANSACTION " + literal(id)}
	},
	CommitPrepared:   func(id string) string { return "COMMIT PREPARED " + literal(id) },
	RollbackPrepared: func(id string) string { return "ROLLBACK PREPARED " + literal(id) },
	// Those of other databases can only be decided about there.
	List: "SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared, gid",
	ID:   func(row []string) (string, bool) { return row[0], true },
}}

// maxPrepared is the longest identifier, in bytes: GIDSIZE of the server, less the final zero.
const maxPrepared = 199

func checkPrepared(id string) error {
	switch {
	case id == "":
		return errors.New("it is empty")
	case len(id) > maxPrepared:
		return fmt.Errorf("it has %d bytes, PostgreSQL takes %d", len(id), maxPrepared)
	case strings.Contains(id, "\x00") || !utf8.ValidString(id):
		return errors.New("it is not text")
	}
	return nil
}

// literal quotes text, in the same way whatever standard_conforming_strings says.
func literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.Contains(text, `\`) {
		return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}
