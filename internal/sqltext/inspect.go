package sqltext

import (
	"slices"
	"strings"
)

// A Nature says what matters about a text to somebody who keeps statements prepared.
type Nature struct {
	Effect Effect
	// Single says that there is one statement only, and that all its strings, quoted
	// identifiers and comments end.
	Single bool
	// Star says that a list of columns has a star, so that the columns of the result are not
	// known from the text.
	Star bool
	// Momentary says that a string may stand for a time that passes, which is read when the
	// statement is prepared: 'now'.
	Momentary bool
	// Tail says that a comment follows the semicolon at the end, which drivers that run statement
	// by statement take for one more: go-sqlite3 then gives no rows.
	Tail bool
}

// Effect is what a statement does.
type Effect uint8

// The effects of statements.
const (
	Other  Effect = iota // anything else, among it what is not known
	Read                 // SELECT, VALUES
	Write                // INSERT, UPDATE, DELETE, REPLACE, MERGE, without rows
	Return               // the same with RETURNING, or in front of a WITH's SELECT
	Begin                // BEGIN, START TRANSACTION
	End                  // COMMIT, ROLLBACK and their synonyms, without savepoints
	Change               // DDL that changes what exists: ALTER, DROP, RENAME
	Create               // CREATE, which changes what names mean that were looked up before
	Call                 // CALL, DO: anything
	Switch               // what drops prepared statements or gives names another meaning
)

var effects = []struct {
	effect   Effect
	keywords []string
}{
	{Read, []string{"SELECT", "VALUES"}},
	{Write, []string{"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"}},
	{Begin, []string{"BEGIN", "START"}},
	{End, []string{"COMMIT", "ROLLBACK", "END", "ABORT"}},
	{Change, []string{"ALTER", "DROP", "RENAME"}},
	{Create, []string{"CREATE"}},
	{Call, []string{"CALL", "DO"}},
	{Switch, []string{"DISCARD", "DEALLOCATE", "USE", "SET", "RESET"}},
}

func effectOf(verb string) Effect {
	for _, e := range effects {
		if oneOf(verb, e.keywords) {
			return e.effect
		}
	}
	return Other
}

// EffectOf is Inspect's Effect for somebody to whom queries are all the same: it reads a
// single one no further than its first word.
func EffectOf(text string, f Flavor) Effect {
	if strings.IndexByte(text, ';') >= 0 {
		return Inspect(text, f).Effect
	}
	r := reader{s: NewScanner(text, f)}
	first := r.next()
	effect := effectOf(r.text(first))
	if first.Kind == EOF && hasExecutable(text, f) {
		return Switch
	}
	if r.is(first, "WITH") || effect == End || effect == Switch || effect == Read && strings.Contains(text, "set_config") {
		return Inspect(text, f).Effect // the words that follow matter
	}
	return effect
}

// Inspect tells the nature of a text. Like Summarize it has no grammar, but it errs on
// the safe side: what it does not know is Other. Of several statements, the effect is
// Change if any of them is.
func Inspect(text string, f Flavor) Nature {
	r := reader{s: NewScanner(text, f)}
	first := r.next()
	switch {
	case first.Kind == EOF && hasExecutable(text, f): /*!40101 SET NAMES utf8 */
		return Nature{Effect: Switch}
	case first.Kind != Word: // (select ...) union (select ...)
		return Nature{}
	}
	verb := r.text(first)
	n := Nature{Effect: effectOf(verb)}
	with := equalFold(verb, "WITH")
	if n.Effect == Other && !with {
		return r.changes(first)
	}
	if with {
		ahead := r
		n.Effect = effectOf(ahead.mainVerb(true))
		if n.Effect != Read && n.Effect != Write {
			return Nature{}
		}
	}
	n.Single = true
	return r.inspect(n, first, with)
}

// changes looks for DDL behind a first statement that is of no interest.
func (r *reader) changes(first Token) Nature {
	if strings.IndexByte(r.s.text[first.End:], ';') < 0 {
		return Nature{Single: true}
	}
	return r.inspect(Nature{Single: true}, first, false)
}

// inspect reads on to the end of the text, after its first word.
func (r *reader) inspect(n Nature, prev Token, with bool) Nature {
	for tok := r.next(); tok.Kind != EOF; tok = r.next() {
		switch {
		case prev.Kind == Semicolon:
			n.Single = false
			n.Effect = stronger(n.Effect, effectOf(r.text(tok)))
		case tok.Unterminated:
			n.Single = false
		case r.isMoment(tok):
			n.Momentary = true
		case r.is(tok, "SET_CONFIG"):
			n.Effect = stronger(n.Effect, Switch)
		case n.Effect == Switch && r.in(prev, settings) && r.isHarmless(tok):
			n.Effect = Other
		case r.is(tok, "RETURNING") && n.Effect == Write:
			n.Effect = Return
		case with && n.Effect == Read && r.in(tok, writes):
			n.Effect = Return // with x as (delete ...) select ...
		case n.Effect == End && r.is(tok, "TO"):
			n.Effect = Other // rollback to a savepoint
		case tok.Kind == Op && r.isStar(prev, tok):
			n.Star = true
		}
		prev = tok
	}
	n.Single = n.Single && !r.open
	n.Tail = prev.Kind == Semicolon && strings.TrimSpace(r.s.text[prev.End:]) != ""
	return n
}

var writes = []string{"INSERT", "UPDATE", "DELETE", "MERGE"}

// beforeStar are the words that a list of columns follows.
var beforeStar = []string{"SELECT", "DISTINCT", "ALL", "RETURNING"}

// isStar reports whether tok stands for all columns: not in count(*) or a * b.
func (r *reader) isStar(prev, tok Token) bool {
	if r.text(tok) != "*" {
		return false
	}
	return prev.Kind == Comma || r.in(prev, beforeStar) || prev.Kind == Op && r.text(prev) == "."
}

// stronger returns the effect that matters of two statements in one text.
func stronger(a, b Effect) Effect {
	for _, e := range []Effect{Change, Create, Call, Switch} {
		if a == e || b == e {
			return e
		}
	}
	return a
}

// isHarmless reports whether what SET sets has no say in what a prepared statement means.
// Of several settings in one statement some other may.
func (r *reader) isHarmless(tok Token) bool {
	if strings.IndexByte(r.s.text, ',') >= 0 {
		return false
	}
	return tok.Kind == Variable && !strings.HasPrefix(r.text(tok), "@@") || r.in(tok, harmless)
}

var settings = []string{"SET", "LOCAL", "SESSION"}

var harmless = []string{
	"TRANSACTION", "ROLE", "APPLICATION_NAME", "STATEMENT_TIMEOUT", "LOCK_TIMEOUT", "AUTOCOMMIT",
	"INNODB_LOCK_WAIT_TIMEOUT", "FOREIGN_KEY_CHECKS", "UNIQUE_CHECKS",
}

// isMoment reports whether tok is a string that PostgreSQL may read as a time that passes,
// once, when it prepares the statement: 'now', 'tomorrow 12:00'.
// Source: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-SPECIAL-VALUES
func (r *reader) isMoment(tok Token) bool {
	if tok.Kind != String || !r.s.flavor.EscapeStrings || tok.End-tok.Start > longestMoment {
		return false
	}
	words := strings.FieldsFunc(r.text(tok), func(c rune) bool { return c < 'A' || c > 'z' || c > 'Z' && c < 'a' })
	return slices.ContainsFunc(words, func(word string) bool { return oneOf(word, moments) })
}

var moments = []string{"NOW", "TODAY", "TOMORROW", "YESTERDAY"}

const longestMoment = 64
