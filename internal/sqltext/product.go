package sqltext

import "slices"

// A Product is a statement within a text that pairs all rows of some of its tables with all rows
// of others, since no condition links them.
type Product struct {
	From     string   // the first of the tables, as the statement calls it
	Unlinked []string // those that nothing links to it, at any distance
}

// The limits of a text that FindProduct reads.
const (
	longestProduct = 64 << 10
	deepestProduct = 50
)

// FindProduct finds the first SELECT, UPDATE or DELETE in text, itself or inside, whose tables are
// a product. It has no grammar, and errs on the side of silence: what it does not know to the end,
// such as hints for a table, is no product. A derived table, a common table expression and a
// function may have a single row, and so are never those that are not linked; a name without its
// table may be of any, and so links all of them if the condition mentions another; tables that are
// equal to one value are linked by it. CROSS JOIN is meant, a join ON TRUE is not.
func FindProduct(text string, f Flavor) (Product, bool) {
	if len(text) > longestProduct || !mayPair(text, f) {
		return Product{}, false
	}
	w, ok := wordsOf(text, f)
	if !ok {
		return Product{}, false
	}
	w.findMade()
	for start := 0; start < len(w.tokens); {
		end := start
		for end < len(w.tokens) && w.tokens[end].Kind != Semicolon {
			end = w.after(end)
		}
		if w.in(start, defining) {
			return Product{}, false
		}
		if end > start && w.in(start, starts) || end > start && w.tokens[start].Kind == OpenParen {
			if p, found := w.product(start, end, 0); found {
				return p, true
			}
		}
		start = end + 1
	}
	return Product{}, false
}

// starts are the first words of statements that are looked into.
var starts = []string{"SELECT", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE", "EXPLAIN"}

// mayPair reports whether a text has several tables: it is quick and takes no memory.
func mayPair(text string, f Flavor) bool {
	scanner := NewScanner(text, f)
	tables, pairs := false, false
	for tok := scanner.Next(); tok.Kind != EOF && !pairs; tok = scanner.Next() {
		switch tok.Kind {
		case Comma:
			pairs = tables
		case Word:
			switch word := tok.Text(text); {
			case equalFold(word, "FROM"), equalFold(word, "UPDATE"):
				pairs, tables = tables && equalFold(word, "FROM"), true
			case equalFold(word, "JOIN"), equalFold(word, "STRAIGHT_JOIN"), equalFold(word, "USING"):
				pairs = true
			}
		}
	}
	return pairs
}

// words are the tokens of a text that mean something.
type words struct {
	text   string
	tokens []Token
	close  []int    // of an opening parenthesis, the index of the closing one
	made   []string // names of common table expressions
}

// wordsOf fails for a text that does not end what it begins, or that has more in its comments.
func wordsOf(text string, f Flavor) (*words, bool) {
	w := &words{text: text}
	var open []int
	scanner := NewScanner(text, f)
	for tok := scanner.Next(); tok.Kind != EOF; tok = scanner.Next() {
		switch {
		case tok.Unterminated, tok.Kind == Comment && IsExecutable(tok.Text(text)):
			return nil, false
		case tok.Kind == Space, tok.Kind == Comment:
			continue
		case tok.Kind == OpenParen:
			open = append(open, len(w.tokens))
		case tok.Kind == CloseParen:
			if len(open) == 0 {
				return nil, false
			}
			w.close[open[len(open)-1]] = len(w.tokens)
			open = open[:len(open)-1]
		}
		w.tokens, w.close = append(w.tokens, tok), append(w.close, 0)
	}
	return w, len(open) == 0
}

// kind returns that of the token at i, EOF outside of the text.
func (w *words) kind(i int) Kind {
	if i < 0 || i >= len(w.tokens) {
		return EOF
	}
	return w.tokens[i].Kind
}

func (w *words) at(i int) string { return w.tokens[i].Text(w.text) }

// is reports whether the token at i is a keyword, and not a name behind a dot.
func (w *words) is(i int, keyword string) bool {
	return w.kind(i) == Word && equalFold(w.at(i), keyword) && !w.op(i-1, ".")
}

func (w *words) in(i int, keywords []string) bool {
	return w.kind(i) == Word && oneOf(w.at(i), keywords) && !w.op(i-1, ".")
}

func (w *words) op(i int, text string) bool { return w.kind(i) == Op && w.at(i) == text }

// after returns the index behind the token at i, or behind the parentheses that it opens.
func (w *words) after(i int) int {
	if w.kind(i) == OpenParen {
		return w.close[i] + 1
	}
	return i + 1
}

// findMade finds what may be the name of a common table expression: x AS (, x (a, b) AS (.
func (w *words) findMade() {
	for i := range w.tokens {
		if w.kind(i) != Word && w.kind(i) != Quoted {
			continue
		}
		as := i + 1
		if w.kind(as) == OpenParen {
			as = w.after(as)
		}
		if !w.is(as, "AS") {
			continue
		}
		for as++; w.is(as, "NOT") || w.is(as, "MATERIALIZED"); as++ {
		}
		if w.kind(as) == OpenParen {
			w.made = append(w.made, w.name(i))
		}
	}
}

// name returns the name at i without its quotes.
func (w *words) name(i int) string {
	r := reader{s: Scanner{text: w.text}}
	return r.unquote(w.tokens[i])
}

// product finds one between two tokens: on this level of parentheses, or within some.
func (w *words) product(start, end, depth int) (Product, bool) {
	if depth > deepestProduct {
		return Product{}, false
	}
	for i := start; i < end; i = w.after(i) {
		if w.kind(i) == OpenParen {
			if p, found := w.product(i+1, w.close[i], depth+1); found {
				return p, true
			}
		}
	}
	for i := start; i < end; {
		if !w.in(i, pairing) || w.in(i-1, noVerbs) {
			i = w.after(i)
			continue
		}
		last := i + 1
		for last < end && !w.combines(last) {
			last = w.after(last)
		}
		l := &links{words: w}
		if l.read(i, last); !l.unsure {
			if p, found := l.product(); found {
				return p, true
			}
		}
		i = last
	}
	return Product{}, false
}

// pairing are the verbs of statements that can have several tables.
var pairing = []string{"SELECT", "UPDATE", "DELETE"}

// combines reports whether the word at i stands between two SELECTs.
func (w *words) combines(i int) bool {
	if !w.in(i, []string{"UNION", "EXCEPT", "INTERSECT", "MINUS"}) {
		return false
	}
	next := i + 1
	if w.is(next, "ALL") || w.is(next, "DISTINCT") {
		next++
	}
	return w.kind(next) == OpenParen || w.in(next, queries)
}

// product returns what is not linked once everything has been read.
func (l *links) product() (Product, bool) {
	first := slices.IndexFunc(l.elements, func(e element) bool { return e.table })
	if first < 0 {
		return Product{}, false
	}
	p := Product{From: l.elements[first].label}
	for i, e := range l.elements {
		if e.table && l.group(i) != l.group(first) {
			p.Unlinked = append(p.Unlinked, e.label)
		}
	}
	return p, p.Unlinked != nil
}
