package mysql

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/dialect"
)

// transactions: two-phase commit is XA. An identifier of gild is the global part of an XA identifier
// whose branch is empty and whose format is 1, the server's default.
// Source: https://dev.mysql.com/doc/refman/8.4/en/xa-statements.html, https://mariadb.com/kb/en/xa-transactions/
var transactions = dialect.Transactions{TwoPhase: &dialect.TwoPhase{
	Check:            checkXA,
	Begin:            func(id string) []string { return []string{"XA START " + xid(id)} },
	Prepare:          func(id string) []string { return []string{"XA END " + xid(id), "XA PREPARE " + xid(id)} },
	Rollback:         func(id string) []string { return []string{"XA END " + xid(id), "XA ROLLBACK " + xid(id)} },
	CommitPrepared:   func(id string) string { return "XA COMMIT " + xid(id) },
	RollbackPrepared: func(id string) string { return "XA ROLLBACK " + xid(id) },
	List:             "XA RECOVER",
	ID: func(row []string) (string, bool) {
		ours := len(row) == 4 && row[0] == "1" && row[2] == "0" // formatID, gtrid_length, bqual_length, data
		return row[len(row)-1], ours
	},
}}

// maxXA is the longest global part, in bytes.
const maxXA = 64

func checkXA(id string) error {
	switch {
	case id == "":
		return errors.New("it is empty")
	case len(id) > maxXA:
		return fmt.Errorf("it has %d bytes, MySQL and MariaDB take %d", len(id), maxXA)
	case strings.Contains(id, "\x00"):
		return errors.New("it has a zero byte")
	}
	return nil
}

// xid writes the identifier as a hexadecimal literal, which no sql_mode and no character set reads otherwise.
func xid(id string) string { return fmt.Sprintf("X'%x'", id) }
