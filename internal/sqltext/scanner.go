package sqltext

// A Scanner cuts a text into tokens. It is not safe for concurrent use. It
// never allocates. A copy of a Scanner continues independently from the same
// place, which is how to look ahead.
type Scanner struct {
	text   string
	flavor Flavor
	pos    int
}

// NewScanner returns a Scanner at the start of text.
func NewScanner(text string, f Flavor) Scanner {
	return Scanner{text: text, flavor: f}
}

// Next returns the next token. Tokens are never empty and follow each other
// without gaps, so together they are the text; at its end Next returns EOF,
// every time.
func (s *Scanner) Next() Token {
	start := s.pos
	if start >= len(s.text) {
		return Token{Kind: EOF, Start: start, End: start}
	}
	tok := s.scan(start)
	tok.Start = start
	s.pos = tok.End
	return tok
}

// scan returns the token at i, except for its Start.
func (s *Scanner) scan(i int) Token {
	c := s.text[i]
	switch {
	case isSpace(c):
		return Token{Kind: Space, End: spaceEnd(s.text, i+1)}
	case isIdentStart(c):
		return s.word(i)
	case isDigit(c):
		return s.number(i)
	}
	return s.mark(i, c)
}

// mark scans what starts with a punctuation byte c.
func (s *Scanner) mark(i int, c byte) Token {
	switch c {
	case '(':
		return Token{Kind: OpenParen, End: i + 1}
	case ')':
		return Token{Kind: CloseParen, End: i + 1}
	case ',':
		return Token{Kind: Comma, End: i + 1}
	case ';':
		return Token{Kind: Semicolon, End: i + 1}
	case '\'':
		return s.quote(i, String, c, s.flavor.BackslashEscapes)
	case '"':
		if s.flavor.DoubleQuotedStrings {
			return s.quote(i, String, c, s.flavor.BackslashEscapes)
		}
		return s.quote(i, Quoted, c, false)
	case '`':
		if s.flavor.Backticks {
			return s.quote(i, Quoted, c, false)
		}
	case '[':
		if s.flavor.Brackets {
			return s.quote(i, Quoted, ']', false)
		}
	case '-', '/', '#':
		if tok, ok := s.comment(i, c); ok {
			return tok
		}
		if c == '#' && s.flavor.HashIdentifiers {
			return s.word(i)
		}
	case ':', '?', '$', '@':
		return s.param(i, c)
	case '.':
		// After an operand the dot qualifies a name: t.1 is not t and .1
		if isDigit(s.at(i+1)) && !s.afterOperand(i) {
			return s.number(i)
		}
	}
	return s.op(i)
}

// word scans an identifier or keyword, or the string that a one-letter prefix
// introduces.
func (s *Scanner) word(i int) Token {
	end := s.identEnd(i + 1)
	if s.at(end) == '\'' {
		if tok, ok := s.prefixed(i, end); ok {
			return tok
		}
	}
	return Token{Kind: Word, End: end}
}

// identEnd returns the end of the identifier that continues at i.
func (s *Scanner) identEnd(i int) int {
	t := s.text
	for i < len(t) && (isIdentByte(t[i]) || s.isIdent(t[i])) {
		i++
	}
	return i
}

// isIdent reports whether c continues an identifier. All bytes of a multibyte
// UTF-8 sequence do; every database here treats them as letters.
func (s *Scanner) isIdent(c byte) bool {
	switch c {
	case '#':
		return s.flavor.HashIdentifiers
	case '@': // of the two flavors with # in names, SQL Server also has @
		return s.flavor.HashIdentifiers && s.flavor.AtVariables
	}
	return isIdentByte(c)
}

// at returns the byte at i, or 0 outside of the text. A NUL in the text is
// never mistaken for anything, since no token starts with one.
func (s *Scanner) at(i int) byte {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

// afterOperand reports whether the byte before i ends a name, a number, a
// quoted thing or a bracketed expression, without space between.
func (s *Scanner) afterOperand(i int) bool {
	switch c := s.at(i - 1); c {
	case '\'', '"', '`', ')', ']':
		return true
	default:
		return s.isIdent(c)
	}
}
