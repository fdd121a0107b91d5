package sqltext

// limits are the words with which an UPDATE or DELETE is not one of all rows.
var limits = []string{"WHERE", "LIMIT", "JOIN", "USING"}

// Bare reports whether a statement in text is an UPDATE or DELETE of all rows: no word of its own
// clauses limits them. What it does not know is none.
func Bare(text string, f Flavor) bool {
	r := reader{s: NewScanner(text, f)}
	for {
		tok := r.next()
		for tok.Kind == Semicolon {
			tok = r.next()
		}
		if tok.Kind == EOF {
			return false
		}
		verb := upper(r.text(tok))
		if tok.Kind == Word && verb == "WITH" {
			verb = upper(r.mainVerb(true))
		}
		limited := tok.Kind != Word || verb != "UPDATE" && verb != "DELETE"
		for tok = r.next(); tok.Kind != EOF && (tok.Kind != Semicolon || r.depth > r.base); tok = r.next() {
			limited = limited || r.depth <= r.base && r.in(tok, limits)
		}
		if !limited {
			return true
		}
		r.depth, r.base = 0, 0
	}
}
