package sqltext

// A Summary says in a few words what a statement does, in the terms of
// OpenTelemetry's database conventions (db.operation.name,
// db.collection.name). It never holds values from the statement.
type Summary struct {
	// Operation is the first keyword in upper case; for WITH it is the verb
	// after the common table expressions. Empty if the text does not start
	// with a word.
	Operation string
	// Collection is the first table that the statement names as its target or
	// in FROM, as written but without quotes: public.users. Empty if there is
	// none, or if FROM starts with a subquery or function.
	Collection string
}

// Summarize summarizes the first statement in text. It guesses from tokens and
// has no grammar, so it is good enough for naming spans and for nothing else.
// It does not allocate for frequent operations and plain table names.
func Summarize(text string, f Flavor) Summary {
	var sum Summary
	r := reader{s: NewScanner(text, f)}
	tok := r.next()
	for tok.Kind == OpenParen || tok.Kind == Semicolon {
		tok = r.next()
	}
	if tok.Kind != Word {
		return sum
	}
	r.base = r.depth
	verb := tok.Text(text)
	if equalFold(verb, "WITH") {
		if main := r.mainVerb(true); main != "" {
			verb = main
		}
	}
	sum.Operation = upper(verb)
	sum.Collection = r.collection(sum.Operation)
	return sum
}

// A reader yields the tokens that mean something, and counts parentheses.
type reader struct {
	s     Scanner
	depth int  // open parentheses
	base  int  // depth of the statement's own clauses
	open  bool // a comment did not end
}

func (r *reader) next() Token {
	for {
		tok := r.s.Next()
		switch tok.Kind {
		case Space, Comment:
			r.open = r.open || tok.Unterminated
			continue
		case OpenParen:
			r.depth++
		case CloseParen:
			r.depth = max(r.depth-1, 0)
		}
		return tok
	}
}

// peek returns the token that next will return.
func (r *reader) peek() Token {
	ahead := *r
	return ahead.next()
}

func (r *reader) text(tok Token) string { return tok.Text(r.s.text) }

// is reports whether tok is the keyword.
func (r *reader) is(tok Token, keyword string) bool {
	return tok.Kind == Word && equalFold(r.text(tok), keyword)
}

// in reports whether tok is one of the keywords.
func (r *reader) in(tok Token, keywords []string) bool {
	return tok.Kind == Word && oneOf(r.text(tok), keywords)
}

// ends reports whether tok ends the statement.
func (r *reader) ends(tok Token) bool {
	return tok.Kind == EOF || tok.Kind == Semicolon && r.depth <= r.base
}

var mainVerbs = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE"}

// mainVerb goes to the verb after the common table expressions of WITH, or
// after the options of EXPLAIN, and returns it. A word where a name belongs,
// after WITH, RECURSIVE or a comma, is none; name says that one comes first.
func (r *reader) mainVerb(name bool) string {
	prev := EOF
	for tok := r.next(); !r.ends(tok); tok = r.next() {
		switch {
		case tok.Kind == OpenParen && prev == CloseParen && r.depth == r.base+1:
			r.base++ // with x as (...) (select ...)
		case r.depth <= r.base && !name && r.in(tok, mainVerbs):
			return r.text(tok)
		}
		name = tok.Kind == Comma || r.is(tok, "RECURSIVE")
		prev = tok.Kind
	}
	return ""
}
