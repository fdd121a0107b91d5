package sqlite

import (
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// tokens are the words of a piece of SQL, without space and comments.
type tokens struct {
	src  string
	list []sqltext.Token
}

func tokenize(sql string) tokens {
	t := tokens{src: sql}
	scanner := sqltext.NewScanner(sql, sqltext.SQLite())
	for {
		switch token := scanner.Next(); token.Kind {
		case sqltext.EOF:
			return t
		case sqltext.Space, sqltext.Comment:
		default:
			t.list = append(t.list, token)
		}
	}
}

// is reports whether the next words are these keywords.
func (t *tokens) is(words ...string) bool {
	for i, w := range words {
		if i >= len(t.list) || t.list[i].Kind != sqltext.Word || !strings.EqualFold(t.list[i].Text(t.src), w) {
			return false
		}
	}
	return true
}

// isAny reports whether the next word is one of the keywords.
func (t *tokens) isAny(words ...string) bool {
	for _, w := range words {
		if t.is(w) {
			return true
		}
	}
	return false
}

// take takes the keywords if they are next.
func (t *tokens) take(words ...string) bool {
	if !t.is(words...) {
		return false
	}
	t.list = t.list[len(words):]
	return true
}

// next takes one token; at the end there is nothing to take.
func (t *tokens) next() (token sqltext.Token, ok bool) {
	if len(t.list) == 0 {
		return token, false
	}
	token, t.list = t.list[0], t.list[1:]
	return token, true
}

// opens reports whether a parenthesis is next.
func (t *tokens) opens() bool { return len(t.list) > 0 && t.list[0].Kind == sqltext.OpenParen }

// name takes an identifier, in any of the quotes that SQLite knows.
// Source: https://www.sqlite.org/lang_keywords.html
func (t *tokens) name() string {
	token, _ := t.next()
	text := token.Text(t.src)
	switch token.Kind {
	case sqltext.Quoted, sqltext.String:
		end := text[len(text)-1]
		inner := text[1 : len(text)-1]
		if end == ']' {
			return inner
		}
		return strings.ReplaceAll(inner, string([]byte{end, end}), string(end))
	}
	return text
}

// group takes what is between the next parenthesis and the one that closes it.
func (t *tokens) group() tokens {
	inner := tokens{src: t.src}
	depth := 0
	for {
		token, ok := t.next()
		switch {
		case !ok:
			return inner
		case token.Kind == sqltext.OpenParen:
			depth++
			if depth == 1 {
				continue
			}
		case token.Kind == sqltext.CloseParen:
			depth--
			if depth == 0 {
				return inner
			}
		}
		if depth == 0 { // it was no parenthesis
			return inner
		}
		inner.list = append(inner.list, token)
	}
}

// text is the SQL from the first token to the last, as it was written.
func (t *tokens) text() string {
	if len(t.list) == 0 {
		return ""
	}
	return t.src[t.list[0].Start:t.list[len(t.list)-1].End]
}

// items cuts the tokens at their commas.
func (t *tokens) items() []tokens {
	var items []tokens
	depth, start := 0, 0
	for i, token := range t.list {
		switch token.Kind {
		case sqltext.OpenParen:
			depth++
		case sqltext.CloseParen:
			depth--
		case sqltext.Comma:
			if depth == 0 {
				items = append(items, tokens{t.src, t.list[start:i]})
				start = i + 1
			}
		}
	}
	if start < len(t.list) {
		items = append(items, tokens{t.src, t.list[start:]})
	}
	return items
}

// names takes a list of names in parentheses, without what stands behind each.
func (t *tokens) names() []string {
	var names []string
	group := t.group()
	for _, item := range group.items() {
		names = append(names, item.name())
	}
	return names
}
