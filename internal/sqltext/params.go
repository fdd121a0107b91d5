package sqltext

import "strings"

// A Part is a piece of a text with named parameters: either literal SQL in
// Text, or a parameter's name, without its colon, in Param. Exactly one of
// the two is not empty.
type Part struct {
	Text  string
	Param string
}

// Params cuts text at its named parameters (:name) and returns the pieces in
// order. A text without any is one literal part, an empty text none. Two
// literal parts may follow each other; no text is copied.
//
// Outside of strings, quoted identifiers and comments, \: stands for a colon
// that does not start a parameter, as in SQLAlchemy's text(): the backslash is
// left out of the literal part. Inside of them nothing is a parameter, and
// nothing is changed. Not parameters are ::cast, :=, and a colon directly
// after a name, number, quote or closing bracket, as in a[i:j].
func Params(text string, f Flavor) []Part {
	if text == "" {
		return nil
	}
	if strings.IndexByte(text, ':') < 0 {
		return []Part{{Text: text}}
	}
	var parts []Part
	literal := 0 // start of the literal that is being collected
	flush := func(end int) {
		if end > literal {
			parts = append(parts, Part{Text: text[literal:end]})
		}
	}
	s := NewScanner(text, f)
	for tok := s.Next(); tok.Kind != EOF; tok = s.Next() {
		switch {
		case tok.Kind == NamedParam:
			flush(tok.Start)
			parts = append(parts, Part{Param: text[tok.Start+1 : tok.End]})
			literal = tok.End
		case tok.Kind == Op && text[tok.Start] == '\\' && s.at(tok.End) == ':':
			flush(tok.Start)
			literal = tok.End
		}
	}
	flush(len(text))
	return parts
}
