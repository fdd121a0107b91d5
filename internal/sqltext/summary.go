package sqltext

import "strings"

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
	// Multi says that another statement follows after a semicolon.
	Multi bool
}

// Summarize summarizes the first statement in text. It guesses from tokens and
// has no grammar, so it is good enough for naming spans and for nothing else.
// It does not allocate for frequent operations and plain table names.
func Summarize(text string, f Flavor) Summary {
	sum := Summary{Multi: hasSecondStatement(text, f)}
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
	depth int // open parentheses
	base  int // depth of the statement's own clauses
}

func (r *reader) next() Token {
	for {
		tok := r.s.Next()
		switch tok.Kind {
		case Space, Comment:
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

// hasSecondStatement reports whether anything but comments follows the first
// statement's semicolon.
func hasSecondStatement(text string, f Flavor) bool {
	if strings.IndexByte(strings.TrimRight(text, "; \t\r\n"), ';') < 0 {
		return false
	}
	r := reader{s: NewScanner(text, f)}
	var b body
	seen, ended := false, false
	for tok := r.next(); tok.Kind != EOF; tok = r.next() {
		switch {
		case tok.Kind != Semicolon && ended:
			return true
		case tok.Kind != Semicolon:
			seen = true
			b.see(&r, tok)
		case r.depth == 0 && b.blocks == 0:
			ended = seen
		}
	}
	return false
}

// A body follows BEGIN ... END in the definition of a trigger or routine,
// whose semicolons do not end the statement.
type body struct {
	words   int
	create  bool
	routine bool
	blocks  int
}

var (
	routineWords  = []string{"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"}
	untrackedEnds = []string{"IF", "LOOP", "WHILE", "REPEAT", "FOR"}
)

func (b *body) see(r *reader, tok Token) {
	if tok.Kind != Word {
		return
	}
	b.words++
	switch {
	case b.words == 1:
		b.create = r.is(tok, "CREATE") || r.is(tok, "ALTER")
	case b.create && !b.routine:
		b.routine = r.in(tok, routineWords)
	case b.routine && (r.is(tok, "BEGIN") || r.is(tok, "CASE")):
		b.blocks++
	case b.routine && r.is(tok, "END"):
		b.end(r)
	}
}

// end sees END, or END CASE, or the END of a construct whose start is not
// tracked, such as END IF.
func (b *body) end(r *reader) {
	after := r.peek()
	if r.in(after, untrackedEnds) {
		r.next()
		return
	}
	if r.is(after, "CASE") {
		r.next()
	}
	b.blocks = max(b.blocks-1, 0)
}
