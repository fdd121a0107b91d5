package sqltext

// limits are the words with which an UPDATE or DELETE is not one of all rows.
var limits = []string{"WHERE", "LIMIT", "JOIN", "USING"}

// defining are the verbs whose statements may have others in them that are not run: the body of a
// trigger or procedure.
var defining = []string{"CREATE", "ALTER"}

// Bare reports whether a statement in text is an UPDATE or DELETE of all rows, itself or as a common
// table expression: no word of its own clauses limits them. What it does not know is none.
func Bare(text string, f Flavor) bool {
	r := reader{s: NewScanner(text, f)}
	for {
		tok := r.next()
		for tok.Kind == Semicolon {
			tok = r.next()
		}
		if tok.Kind == EOF || r.in(tok, defining) {
			return false
		}
		verb, bare := upper(r.text(tok)), false
		if tok.Kind == Word && verb == "WITH" {
			verb, bare = r.mainOf()
		}
		limited := tok.Kind != Word || verb != "UPDATE" && verb != "DELETE"
		for tok = r.next(); tok.Kind != EOF && (tok.Kind != Semicolon || r.depth > r.base); tok = r.next() {
			limited = limited || r.depth <= r.base && r.in(tok, limits)
		}
		if !limited || bare {
			return true
		}
		r.depth, r.base = 0, 0
	}
}

// mainOf goes to the verb of a statement with WITH, and reports whether what is in front of it is bare.
func (r *reader) mainOf() (verb string, bare bool) {
	within := *r
	verb = upper(r.mainVerb(true))
	for within.s.pos < r.s.pos && !bare {
		if within.next().Kind == OpenParen && within.in(within.peek(), []string{"UPDATE", "DELETE"}) {
			bare = within.bareWithin()
		}
	}
	return verb, bare
}

// bareWithin reads on to the end of the parentheses, and reports whether nothing limits what is in
// them.
func (r *reader) bareWithin() bool {
	r.next() // the verb, unless it is a name
	depth, limited := r.depth, !isName(r.peek())
	for tok := r.next(); tok.Kind != EOF && r.depth >= depth; tok = r.next() {
		limited = limited || r.depth == depth && r.in(tok, limits)
	}
	return !limited
}
