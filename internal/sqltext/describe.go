package sqltext

import (
	"slices"
	"strings"
)

// A Description says what a text does, in the terms of OpenTelemetry's database conventions. It
// never holds values from the text, and is the same for all texts of one shape.
type Description struct {
	Summary
	// Query is db.query.summary: the operations and the tables in the order of the text, such
	// as "INSERT archive SELECT orders". It has at most 255 bytes.
	Query string
	// Procedure is the stored procedure that CALL or EXECUTE runs.
	Procedure string
	// Statements is how many there are, 1 for a single one.
	Statements int
}

// longestSummary is what the conventions allow.
// Source: https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query
const longestSummary = 255

// Describe reads a text to its end. Like Summarize it has no grammar: it knows the verbs, and
// where tables stand behind them.
func Describe(text string, f Flavor) Description {
	d := describer{reader: reader{s: NewScanner(text, f)}}
	d.Summary = Summarize(text, f)
	for d.statement() {
		d.Statements++
	}
	if d.Statements > 1 {
		d.Operation = d.batch()
	}
	return Description{Summary: d.Summary, Query: string(d.words), Procedure: d.procedure, Statements: d.Statements}
}

type describer struct {
	reader
	Summary
	Statements int

	words     []byte
	full      bool // no more words fit
	procedure string
	verbs     []string // the first of each statement
	levels    []level  // by the depth of parentheses
	made      []string // names of common table expressions
	named     []string // tables behind the last verb
}

// level is what is known of the text between two parentheses.
type level struct {
	verb bool // a SELECT or DELETE has begun, so that FROM has tables behind it
	from bool // a comma is followed by another table
	with bool // a comma is followed by the name of another common table expression
}

// batch names the operation of several statements.
func (d *describer) batch() string {
	if verbs := slices.Compact(d.verbs); len(verbs) == 1 {
		return "BATCH " + verbs[0]
	}
	return "BATCH"
}

// statement describes one statement, and reports whether there was one.
func (d *describer) statement() bool {
	tok := d.next()
	for tok.Kind == Semicolon {
		tok = d.next()
	}
	d.levels, d.made = append(d.levels[:0], level{}), d.made[:0]
	for tok.Kind == OpenParen {
		d.levels = append(d.levels, level{})
		tok = d.next()
	}
	if tok.Kind == EOF {
		return false
	}
	prev := Token{Kind: EOF}
	if verb := d.first(tok); verb != "" {
		d.verbs, prev = append(d.verbs, verb), tok
	}
	for tok = d.next(); tok.Kind != EOF && (tok.Kind != Semicolon || d.depth > 0); tok = d.next() {
		d.token(prev, tok)
		prev = tok
	}
	d.depth = 0
	return true
}

// first takes the first word of a statement.
func (d *describer) first(tok Token) (verb string) {
	if tok.Kind != Word {
		return ""
	}
	verb = upper(d.text(tok))
	switch verb {
	case "WITH":
		return verb
	case "CALL", "EXEC", "EXECUTE":
		d.verb(verb)
		d.procedure = d.name()
		d.word(d.procedure)
	case "CREATE", "ALTER", "DROP":
		d.verb(verb)
		d.object()
	default:
		d.begins(verb)
	}
	return verb
}

// kinds are the objects of DDL, before whose names words may stand.
var (
	kinds       = []string{"TABLE", "INDEX", "VIEW", "SCHEMA", "DATABASE", "SEQUENCE", "TYPE", "FUNCTION", "PROCEDURE", "TRIGGER", "ROLE", "USER", "EXTENSION", "DOMAIN"}
	beforeNames = []string{"IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY"}
)

// object takes what DDL makes, changes or drops.
func (d *describer) object() {
	for range 5 { // create or replace global temporary table
		tok := d.peek()
		if tok.Kind != Word {
			return
		}
		d.next()
		if !d.in(tok, kinds) {
			continue
		}
		d.word(upper(d.text(tok)))
		for d.in(d.peek(), beforeNames) {
			d.next()
		}
		if !d.is(d.peek(), "ON") { // an index without a name
			d.word(d.name())
		}
		return
	}
}

// begins takes a verb, and the table that stands behind it.
func (d *describer) begins(verb string) {
	d.verb(verb)
	here := &d.levels[len(d.levels)-1]
	switch verb {
	case "SELECT", "DELETE":
		here.verb = true
	case "UPDATE":
		here.verb = true
		d.table(d.target())
	case "INSERT", "REPLACE", "MERGE", "TRUNCATE", "TABLE", "COPY":
		d.table(d.target())
	}
	here.from, here.with = false, false
}

// beforeMade stand in front of the first common table expression.
var beforeMade = []string{"WITH", "RECURSIVE"}

var (
	// noVerbs stand in front of words that are verbs elsewhere: ON CONFLICT DO UPDATE, FOR
	// UPDATE, WHEN MATCHED THEN DELETE, ON DELETE CASCADE.
	noVerbs = []string{"DO", "KEY", "THEN", "FOR", "ON", "OR", "NO"}
	// inner are the verbs that can stand within a statement.
	inner = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"}
	// endFrom are the words behind which there are no more tables.
	endFrom = []string{
		"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "WINDOW", "RETURNING", "SET", "UNION", "EXCEPT", "INTERSECT",
	}
)

func (d *describer) token(prev, tok Token) {
	here := &d.levels[len(d.levels)-1]
	switch {
	case tok.Kind == OpenParen:
		opened := level{}
		if d.listed(here, prev) && !d.in(d.peek(), queries) { // from (a join b)
			opened = level{verb: true, from: true}
		}
		d.levels = append(d.levels, opened)
		if opened.from {
			d.source()
		}
	case tok.Kind == CloseParen:
		if len(d.levels) > 1 {
			d.levels = d.levels[:len(d.levels)-1]
		}
	case d.in(tok, inner) && !d.in(prev, noVerbs) && prev.Kind != Comma && (prev.Kind != Op || d.text(prev) != "."):
		d.begins(upper(d.text(tok)))
	case d.in(prev, beforeMade) && isName(tok), here.with && prev.Kind == Comma && isName(tok):
		if here.with = true; !d.is(tok, "RECURSIVE") {
			d.made = append(d.made, d.unquote(tok))
		}
	case d.listed(here, tok) && (tok.Kind != Word || !d.is(prev, "DISTINCT")):
		here.from = true
		d.source()
	case d.in(tok, endFrom):
		here.from = false
	}
}

// listed reports whether a table may follow tok.
func (d *describer) listed(here *level, tok Token) bool {
	switch {
	case tok.Kind == Comma:
		return here.from
	case !here.verb:
		return false
	}
	return d.is(tok, "FROM") || d.is(tok, "JOIN") || d.is(tok, "USING") && d.last("DELETE")
}

// last reports whether the verb is the last one.
func (d *describer) last(verb string) bool {
	return strings.HasSuffix(d.Operation, verb)
}

// source takes the table that stands here, unless it is a subquery or function.
func (d *describer) source() {
	if d.peek().Kind == OpenParen || d.is(d.peek(), "LATERAL") || d.in(d.peek(), queries) {
		return
	}
	d.skip("ONLY")
	name := d.name()
	if d.peek().Kind != OpenParen {
		d.table(name)
	}
}

// table takes the name of a table, once for each verb.
func (d *describer) table(name string) {
	same := func(other string) bool { return strings.EqualFold(name, other) }
	if name == "" || slices.ContainsFunc(d.made, same) || slices.ContainsFunc(d.named, same) {
		return
	}
	d.named = append(d.named, name)
	d.word(name)
}

func (d *describer) verb(verb string) {
	d.named = d.named[:0]
	d.word(verb)
}

// word adds to the summary what is still room for; from the first word on that does not fit,
// nothing.
func (d *describer) word(w string) {
	if w == "" || d.full {
		return
	}
	if len(d.words)+1+len(w) > longestSummary {
		d.full = true
		return
	}
	if len(d.words) > 0 {
		d.words = append(d.words, ' ')
	}
	d.words = append(d.words, w...)
}
