package params

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// Template is a text cut at its parameters.
type Template struct {
	style     *Style
	parts     []part
	names     []string // of the parameters, each once
	marks     int      // question marks
	lists     bool     // there are lists among the parts
	variables bool     // there are parameters with names that are not :name
	numbered  bool     // there are placeholders with numbers, which are kept
}

// part is a piece of literal text or a parameter.
type part struct {
	text    string
	name    string // of a named parameter
	ordinal int    // of a positional one, counted from 1
	list    string // for the only member of IN: "IN (" as written
	not     bool   // it is NOT IN
}

// Parse cuts text at what may have to be rewritten.
func Parse(text string, lexis sqltext.Flavor, s *Style) *Template {
	p := parser{Template: &Template{style: s}, scanner: sqltext.NewScanner(text, lexis), text: text}
	for tok := p.scanner.Next(); tok.Kind != sqltext.EOF; tok = p.scanner.Next() {
		p.token(tok)
	}
	p.literal(len(text))
	return p.Template
}

type parser struct {
	*Template
	scanner  sqltext.Scanner
	text     string
	done     int // where the parts end
	brackets int // open ones: a[:n] is a slice
	last     [3]sqltext.Token
}

func (p *parser) token(tok sqltext.Token) {
	word := tok.Text(p.text)
	switch tok.Kind {
	case sqltext.Space, sqltext.Comment:
		return
	case sqltext.NamedParam:
		if p.brackets == 0 {
			p.param(tok, part{name: word[1:]})
		}
	case sqltext.PositionalParam:
		p.positional(tok, word)
	case sqltext.Variable:
		p.variables = p.variables || p.style.Native // @name and $name are SQLite's parameters, too
	case sqltext.Op:
		switch {
		case word == "[":
			p.brackets++
		case word == "]":
			p.brackets = max(0, p.brackets-1)
		case p.style.Questions && strings.HasPrefix(word, "??"):
			p.literal(tok.Start)
			p.parts = append(p.parts, part{text: word[1:]})
			p.done = tok.End
		}
	}
	p.last = [3]sqltext.Token{p.last[1], p.last[2], tok}
}

func (p *parser) positional(tok sqltext.Token, word string) {
	switch {
	case word == "?" && p.style.Marks:
		p.marks++
		p.param(tok, part{ordinal: p.marks})
	case word == "?": // an operator of the database
	default:
		p.numbered = true
	}
}

func (p *parser) literal(end int) {
	if end > p.done {
		p.parts = append(p.parts, part{text: p.text[p.done:end]})
		p.done = end
	}
}

// param ends the literal before a parameter. For a list it takes IN and its parentheses
// along.
func (p *parser) param(tok sqltext.Token, made part) {
	start, end := tok.Start, tok.End
	if p.inList(tok) {
		start = p.last[1].Start
		if made.not = p.isWord(p.last[0], "NOT"); made.not {
			start = p.last[0].Start
		}
		made.list = p.text[start:tok.Start]
		end = p.closing()
		p.lists = true
	}
	p.literal(start)
	p.parts = append(p.parts, made)
	p.done = end
	if made.name != "" && !slices.Contains(p.names, made.name) {
		p.names = append(p.names, made.name)
	}
}

// inList reports whether tok stands alone in the parentheses of IN.
func (p *parser) inList(tok sqltext.Token) bool {
	return p.last[2].Kind == sqltext.OpenParen && p.isWord(p.last[1], "IN") && p.closing() > 0
}

func (p *parser) isWord(tok sqltext.Token, word string) bool {
	return tok.Kind == sqltext.Word && strings.EqualFold(tok.Text(p.text), word)
}

// closing returns the end of the parenthesis that closes next, 0 if something else is next.
func (p *parser) closing() int {
	ahead := p.scanner
	for {
		switch tok := ahead.Next(); tok.Kind {
		case sqltext.Space, sqltext.Comment:
		case sqltext.CloseParen:
			return tok.End
		default:
			return 0
		}
	}
}
