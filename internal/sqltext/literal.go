package sqltext

import "strings"

// quote scans a string or identifier whose opening quote is at i and whose
// closing quote, doubled inside, is q.
func (s *Scanner) quote(i int, kind Kind, q byte, backslash bool) Token {
	t := s.text
	for j := i + 1; j < len(t); j++ {
		switch {
		case t[j] == '\\' && backslash:
			j++
		case t[j] == q && s.at(j+1) == q:
			j++
		case t[j] == q:
			return Token{Kind: kind, End: j + 1}
		}
	}
	return Token{Kind: kind, End: len(t), Unterminated: true}
}

// prefixed scans a string that starts with the word at i, where q is the
// place of the quote after the word. Other prefixes (N, X, B, _utf8) do not
// change where the string ends and stay words of their own.
func (s *Scanner) prefixed(i, q int) (Token, bool) {
	prefix := s.text[i:q]
	switch {
	case s.flavor.EscapeStrings && equalFold(prefix, "E"):
		return s.escapeString(q), true
	case s.flavor.AlternativeQuotes && (equalFold(prefix, "Q") || equalFold(prefix, "NQ")):
		return s.alternativeQuote(q), true
	}
	return Token{}, false
}

// escapeString scans E'...' from its quote on. Segments that are separated by
// whitespace with a line break are one string, and the later ones have escapes
// too although they have no E.
func (s *Scanner) escapeString(i int) Token {
	tok := s.quote(i, String, '\'', true)
	for !tok.Unterminated {
		next := spaceEnd(s.text, tok.End)
		if s.at(next) != '\'' || !strings.ContainsAny(s.text[tok.End:next], "\r\n") {
			break
		}
		tok = s.quote(next, String, '\'', true)
	}
	return tok
}

// alternativeQuote scans Oracle's q'[...]' from its quote on.
func (s *Scanner) alternativeQuote(i int) Token {
	t := s.text
	if i+1 >= len(t) {
		return Token{Kind: String, End: len(t), Unterminated: true}
	}
	closing := t[i+1]
	if k := strings.IndexByte("[{(<", closing); k >= 0 {
		closing = "]})>"[k]
	}
	for j := i + 2; j+1 < len(t); j++ {
		if t[j] == closing && t[j+1] == '\'' {
			return Token{Kind: String, End: j + 2}
		}
	}
	return Token{Kind: String, End: len(t), Unterminated: true}
}

// dollarQuote scans $tag$...$tag$ at i, if there is one.
func (s *Scanner) dollarQuote(i int) (Token, bool) {
	t := s.text
	j := i + 1
	if isIdentStart(s.at(j)) {
		for j < len(t) && t[j] != '$' && isIdentByte(t[j]) {
			j++
		}
	}
	if s.at(j) != '$' {
		return Token{}, false
	}
	body, mark := j+1, t[i:j+1]
	k := strings.Index(t[body:], mark)
	if k < 0 {
		return Token{Kind: String, End: len(t), Unterminated: true}, true
	}
	return Token{Kind: String, End: body + k + len(mark)}, true
}

// comment scans the comment at i, if there is one; c is the byte at i.
func (s *Scanner) comment(i int, c byte) (Token, bool) {
	switch {
	case c == '#' && s.flavor.HashComments:
		return s.lineComment(i), true
	case c == '/' && s.at(i+1) == '*':
		return s.blockComment(i), true
	case c == '-' && s.at(i+1) == '-':
		// MySQL wants whitespace or a control character; at yields 0 at the end.
		if !s.flavor.DashCommentNeedsSpace || s.at(i+2) <= ' ' {
			return s.lineComment(i), true
		}
	}
	return Token{}, false
}

func (s *Scanner) lineComment(i int) Token {
	ends := "\n"
	if s.flavor.ReturnEndsComment {
		ends = "\r\n"
	}
	if n := strings.IndexAny(s.text[i:], ends); n >= 0 {
		return Token{Kind: Comment, End: i + n}
	}
	return Token{Kind: Comment, End: len(s.text)}
}

func (s *Scanner) blockComment(i int) Token {
	t, depth := s.text, 1
	for j := i + 2; j+1 < len(t); j++ {
		switch {
		case t[j] == '*' && t[j+1] == '/':
			j++
			if depth--; depth == 0 {
				return Token{Kind: Comment, End: j + 1}
			}
		case t[j] == '/' && t[j+1] == '*' && s.flavor.NestedComments:
			j++
			depth++
		}
	}
	return Token{Kind: Comment, End: len(t), Unterminated: true}
}

// number scans a number at i, which is a digit or a dot before a digit.
func (s *Scanner) number(i int) Token {
	end, plain := s.numberEnd(i)
	if plain && s.flavor.DigitIdentifiers && s.isIdent(s.at(end)) {
		return Token{Kind: Word, End: s.identEnd(end)}
	}
	return Token{Kind: Number, End: end}
}

// numberEnd returns the end of the number at i, and whether it has no dot.
func (s *Scanner) numberEnd(i int) (end int, plain bool) {
	t := s.text
	if t[i] == '0' && strings.IndexByte("xXoObB", s.at(i+1)) >= 0 && isHexDigit(s.at(i+2)) {
		j := i + 2
		for j < len(t) && (isHexDigit(t[j]) || t[j] == '_') {
			j++
		}
		return j, true
	}
	j, plain := digitsEnd(t, i), true
	if s.at(j) == '.' && s.at(j+1) != '.' { // 1..9 is a range
		j, plain = digitsEnd(t, j+1), false
	}
	if s.at(j)|0x20 == 'e' {
		k := j + 1
		if c := s.at(k); c == '+' || c == '-' {
			k++
		}
		if isDigit(s.at(k)) {
			j = digitsEnd(t, k)
		}
	}
	return j, plain
}
