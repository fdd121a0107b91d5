package compile_test

import (
	"testing"

	"github.com/gildsql/gild/compile"
)

// TestLexis: each database reads text in its own way, and a dialect of another package can
// say which and change it.
func TestLexis(t *testing.T) {
	seen := map[compile.Lexis]bool{{}: true}
	for _, l := range []compile.Lexis{compile.PostgresLexis(), compile.SQLiteLexis(), compile.MySQLLexis(), compile.MSSQLLexis(), compile.OracleLexis()} {
		if seen[l] {
			t.Errorf("%+v is there twice", l)
		}
		seen[l] = true
	}
	rules := compile.Default()
	rules.Query.Lexis = compile.MySQLLexis()
	rules.Query.Lexis.BackslashEscapes = false
	if rules.Query.Lexis == compile.MySQLLexis() {
		t.Error("a changed copy changes the original")
	}
}
