package sqltext

import "strings"

var (
	// modifiers may stand between a verb and the table it works on, and are
	// reserved: no table is named so.
	modifiers = []string{"INTO", "TABLE", "ONLY", "OR", "IF", "NOT", "EXISTS"}
	// softModifiers may also be the name of a table.
	softModifiers = []string{
		"IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK",
		"ROLLBACK", "ABORT", "FAIL", "REPLACE", "OVERWRITE",
	}
	// clauses follow a table's name, and never are one.
	clauses = []string{"SET", "VALUES", "DEFAULT", "SELECT", "AS", "USING", "WHERE", "FROM"}
	// queries start a subquery after a parenthesis.
	queries = []string{"SELECT", "WITH", "VALUES", "TABLE", "FROM"}
)

// collection returns the table of the statement whose verb was just read.
func (r *reader) collection(verb string) string {
	switch verb {
	case "SELECT":
		return r.fromTable()
	case "DELETE":
		// FROM wins: in "delete u from users u" the first name is an alias.
		ahead := *r
		if name := ahead.fromTable(); name != "" {
			return name
		}
		return r.target()
	case "INSERT", "REPLACE", "UPDATE", "MERGE", "TRUNCATE", "TABLE", "COPY":
		return r.target()
	case "CREATE", "ALTER", "DROP":
		return r.definedTable()
	case "EXPLAIN":
		if main := r.mainVerb(false); main != "" {
			return r.collection(upper(main))
		}
	}
	return ""
}

// fromTable returns the first table of the statement's own FROM.
func (r *reader) fromTable() string {
	distinct := false // in "a is distinct from b", FROM is an operator
	for tok := r.next(); !r.ends(tok); tok = r.next() {
		if r.depth <= r.base && r.is(tok, "FROM") && !distinct {
			return r.source()
		}
		distinct = r.is(tok, "DISTINCT")
	}
	return ""
}

// source returns the table at the start of a FROM clause, through the
// parentheses of a join; a subquery or a function is none.
func (r *reader) source() string {
	for r.peek().Kind == OpenParen {
		r.next()
		if r.in(r.peek(), queries) {
			return ""
		}
	}
	r.skip("ONLY")
	if r.is(r.peek(), "LATERAL") {
		return ""
	}
	name := r.name()
	if r.peek().Kind == OpenParen {
		return ""
	}
	return name
}

// skip passes over the keyword, and a parenthesis after it, if a name or
// parenthesis follows. It reports whether it did.
func (r *reader) skip(keyword string) bool {
	if !r.is(r.peek(), keyword) {
		return false
	}
	ahead := *r
	ahead.next()
	switch after := ahead.peek(); after.Kind {
	case OpenParen:
		ahead.next()
	case Word, Quoted:
	default:
		return false
	}
	*r = ahead
	return true
}

// target returns the table after a verb and its modifiers.
func (r *reader) target() string {
	for {
		tok := r.peek()
		switch {
		case r.is(tok, "ONLY"):
			if !r.skip("ONLY") {
				return ""
			}
		case r.in(tok, modifiers):
			r.next()
		case r.is(tok, "TOP") && r.skipTop():
		case r.in(tok, softModifiers) && r.skipSoft():
		case r.in(tok, clauses):
			return ""
		default:
			return r.name()
		}
	}
}

// skipSoft passes over a modifier, unless what follows shows that it is the
// table's name.
func (r *reader) skipSoft() bool {
	ahead := *r
	ahead.next()
	after := ahead.peek()
	if after.Kind != Quoted && (after.Kind != Word || r.in(after, clauses)) {
		return false
	}
	*r = ahead
	return true
}

// skipTop passes over SQL Server's TOP (n) [PERCENT], unless TOP is the name
// of the table, which follows INTO or comes before a clause.
func (r *reader) skipTop() bool {
	ahead := *r
	ahead.next()
	switch ahead.next().Kind {
	case OpenParen:
		for tok := ahead.next(); tok.Kind != EOF && ahead.depth > r.depth; tok = ahead.next() {
		}
	case Number:
	default:
		return false
	}
	after := ahead.peek()
	if r.is(after, "PERCENT") {
		ahead.next()
		after = ahead.peek()
	}
	if after.Kind != Quoted && (after.Kind != Word || !r.is(after, "FROM") && r.in(after, clauses)) {
		return false
	}
	*r = ahead
	return true
}

// definedTable returns the table that DDL is about. Other objects have none.
func (r *reader) definedTable() string {
	for range 5 { // create or replace global temporary table
		tok := r.next()
		if tok.Kind != Word {
			return ""
		}
		if equalFold(r.text(tok), "TABLE") {
			return r.target()
		}
	}
	return ""
}

// maxQualifiers is how many dots a table's name may have: SQL Server's
// server.database.schema.table.
const maxQualifiers = 3

// name returns the possibly qualified name at the reader's place, without
// quotes, or "".
func (r *reader) name() string {
	tok := r.peek()
	if !isName(tok) {
		return ""
	}
	r.next()
	full, plain, end := r.unquote(tok), tok.Kind == Word, tok.End
	for range maxQualifiers {
		dot := r.peek()
		if dot.Kind != Op || r.s.at(dot.Start) != '.' {
			break
		}
		r.next()
		part := r.peek()
		if !isName(part) {
			break
		}
		r.next()
		// Words and dots without space between are a piece of the text as it is.
		plain = plain && part.Kind == Word && dot.Start == end && part.Start == dot.End
		end = part.End
		if plain {
			full = r.s.text[tok.Start:end]
		} else {
			full += r.text(dot) + r.unquote(part)
		}
	}
	return full
}

func isName(tok Token) bool { return tok.Kind == Word || tok.Kind == Quoted }

// unquote returns tok's text without its identifier quotes.
func (r *reader) unquote(tok Token) string {
	text := r.text(tok)
	if tok.Kind != Quoted {
		return text
	}
	closing := text[:1]
	if closing == "[" {
		closing = "]"
	}
	text = text[1:]
	if !tok.Unterminated {
		text = strings.TrimSuffix(text, closing)
	}
	if strings.Contains(text, closing) {
		text = strings.ReplaceAll(text, closing+closing, closing)
	}
	return text
}
