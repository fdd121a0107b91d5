package sqltext

import "strings"

// hasExecutable reports whether there is a comment in text that is run.
func hasExecutable(text string, f Flavor) bool {
	if !strings.Contains(text, "!") {
		return false
	}
	s := NewScanner(text, f)
	for tok := s.Next(); tok.Kind != EOF; tok = s.Next() {
		if tok.Kind == Comment && IsExecutable(tok.Text(text)) {
			return true
		}
	}
	return false
}

// IsBlank reports whether text has nothing to be run in it, only space and comments that end.
func IsBlank(text string, f Flavor) bool {
	s := NewScanner(text, f)
	for tok := s.Next(); tok.Kind != EOF; tok = s.Next() {
		switch {
		case tok.Kind == Space:
		case tok.Kind != Comment || tok.Unterminated, IsExecutable(tok.Text(text)):
			return false
		}
	}
	return true
}

// IsExecutable reports whether a comment is one that MySQL or MariaDB runs.
func IsExecutable(comment string) bool {
	return len(comment) > 3 && comment[1] == '*' && (comment[2] == '!' || comment[2] == 'M' && comment[3] == '!')
}
