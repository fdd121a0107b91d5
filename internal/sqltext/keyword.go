package sqltext

import "strings"

// equalFold reports whether word is the upper-case ASCII keyword, in any case.
func equalFold(word, keyword string) bool {
	if len(word) != len(keyword) {
		return false
	}
	for i := range len(word) {
		c := word[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != keyword[i] {
			return false
		}
	}
	return true
}

// oneOf reports whether word is one of the keywords, in any case.
func oneOf(word string, keywords []string) bool {
	for _, k := range keywords {
		if equalFold(word, k) {
			return true
		}
	}
	return false
}

// frequentVerbs are returned by upper without allocating, most frequent first.
var frequentVerbs = []string{
	"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK",
	"SET", "SAVEPOINT", "RELEASE", "MERGE", "REPLACE", "CREATE", "DROP", "ALTER",
	"TRUNCATE", "PRAGMA", "EXPLAIN", "SHOW", "CALL", "EXEC", "VALUES", "START", "COPY",
}

// upper returns word in upper case.
func upper(word string) string {
	for _, k := range frequentVerbs {
		if equalFold(word, k) {
			return k
		}
	}
	return strings.ToUpper(word)
}
