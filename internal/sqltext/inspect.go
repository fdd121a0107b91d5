package sqltext

import "strings"

// A Nature says what matters about a text to somebody who keeps statements prepared.
type Nature struct {
	Effect Effect
	// Single says that there is one statement only, and that all its strings, quoted
	// identifiers and comments end.
	Single bool
	// Star says that a list of columns has a star, so that the columns of the result are not
	// known from the text.
	Star bool
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
	{Switch, []string{"DISCARD", "DEALLOCATE", "USE"}},
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
	if effect := effectOf(r.text(first)); effect != End {
		return effect
	}
	return Inspect(text, f).Effect
}

// Inspect tells the nature of a text. Like Summarize it has no grammar, but it errs on
// the safe side: what it does not know is Other. Of several statements, the effect is
// Change if any of them is.
func Inspect(text string, f Flavor) Nature {
	r := reader{s: NewScanner(text, f)}
	first := r.next()
	if first.Kind == OpenParen { // (select ...) union (select ...)
		return Nature{}
	}
	if first.Kind != Word {
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
			if effectOf(r.text(tok)) == Change {
				n.Effect = Change
			}
		case tok.Unterminated:
			n.Single = false
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
