package dialect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
)

// TestTwoPhaseStatements has an identifier that tries to get out of its quotes.
func TestTwoPhaseStatements(t *testing.T) {
	const id = `a'\b`
	for _, tt := range []struct {
		dialect *dialect.Dialect
		want    []string
	}{
		{postgres.Dialect, []string{
			"BEGIN", "SAVEPOINT gild_prepare", `PREPARE TRANSACTION E'a''\\b'`, "ROLLBACK", `COMMIT PREPARED E'a''\\b'`, `ROLLBACK PREPARED E'a''\\b'`,
		}},
		{mysql.Dialect, []string{
			"XA START X'61275c62'", "XA END X'61275c62'", "XA PREPARE X'61275c62'", "XA END X'61275c62'", "XA ROLLBACK X'61275c62'",
			"XA COMMIT X'61275c62'", "XA ROLLBACK X'61275c62'",
		}},
	} {
		words := tt.dialect.Transactions.TwoPhase
		got := slices.Concat(words.Begin(id), words.Prepare(id), words.Rollback(id), []string{words.CommitPrepared(id), words.RollbackPrepared(id)})
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: the statements are\n%q, want\n%q", tt.dialect.Name, got, tt.want)
		}
		for _, wrong := range []string{"", "a\x00b", strings.Repeat("x", 200)} {
			if words.Check(wrong) == nil {
				t.Errorf("%s takes the identifier %q", tt.dialect.Name, wrong)
			}
		}
		if err := words.Check(id); err != nil {
			t.Errorf("%s does not take %s: %v", tt.dialect.Name, id, err)
		}
	}
}

// TestForeignXA leaves out identifiers that a transaction of gild cannot have.
func TestForeignXA(t *testing.T) {
	words := mysql.Dialect.Transactions.TwoPhase
	for _, tt := range []struct {
		row  []string
		want bool
	}{
		{[]string{"1", "1", "0", "a"}, true},
		{[]string{"2", "1", "0", "a"}, false},
		{[]string{"1", "1", "1", "ab"}, false},
	} {
		if id, ok := words.ID(tt.row); ok != tt.want || ok && id != "a" {
			t.Errorf("%q is %q, %v", tt.row, id, ok)
		}
	}
}
