package sqltext

// param scans what starts with one of : ? $ @, a parameter or an operator.
func (s *Scanner) param(i int, c byte) Token {
	switch c {
	case ':':
		return s.colon(i)
	case '?':
		return s.question(i)
	case '$':
		return s.dollar(i)
	}
	if s.flavor.AtVariables {
		j := i + 1
		if s.at(j) == '@' {
			j++
		}
		if end := s.identEnd(j); end > j {
			return Token{Kind: Variable, End: end}
		}
	}
	return s.op(i)
}

// colon scans :name. Directly after an operand a colon is a slice a[i:j], a
// label or a path, not a parameter; so is ::name, and \:name is escaped.
func (s *Scanner) colon(i int) Token {
	if prev := s.at(i - 1); prev == ':' || prev == '\\' || s.afterOperand(i) {
		return s.op(i)
	}
	next := s.at(i + 1)
	switch {
	case isIdentStart(next):
		return Token{Kind: NamedParam, End: s.identEnd(i + 2)}
	case s.flavor.ColonParams && isDigit(next):
		return Token{Kind: PositionalParam, End: s.decimalEnd(i + 1)}
	}
	return s.op(i)
}

// question scans ? and ?1, and the operators ?| ?& ?? where the flavor has
// them. In ?||x and ?&&x the ? is a parameter, because || and && are far more
// frequent than PostgreSQL's geometric ?||.
func (s *Scanner) question(i int) Token {
	if s.flavor.QuestionOperators {
		j := i + 1
		if s.at(j) == '?' { // ?? and ??| are how some drivers escape ? and ?|
			j++
		}
		if c := s.at(j); (c == '|' || c == '&') && s.at(j+1) != c {
			j++
		}
		if j > i+1 {
			return Token{Kind: Op, End: j}
		}
	}
	return Token{Kind: PositionalParam, End: s.decimalEnd(i + 1)}
}

// dollar scans $1, $tag$...$tag$ or a name that starts with $.
func (s *Scanner) dollar(i int) Token {
	f := &s.flavor
	if f.DollarParams && isDigit(s.at(i+1)) {
		return Token{Kind: PositionalParam, End: s.decimalEnd(i + 1)}
	}
	if f.DollarQuotes {
		if tok, ok := s.dollarQuote(i); ok {
			return tok
		}
		return s.op(i)
	}
	end := s.identEnd(i + 1)
	switch {
	case end == i+1:
		return s.op(i)
	case f.DollarParams:
		return Token{Kind: Variable, End: end}
	}
	return Token{Kind: Word, End: end}
}

func (s *Scanner) decimalEnd(i int) int {
	for isDigit(s.at(i)) {
		i++
	}
	return i
}

// op scans an operator. Only operators that matter to readers of tokens are
// kept together; the rest comes out byte by byte.
func (s *Scanner) op(i int) Token {
	return Token{Kind: Op, End: i + s.opLen(s.text[i:])}
}

func (s *Scanner) opLen(rest string) int {
	if len(rest) >= 3 {
		switch rest[:3] {
		case "->>", "#>>", "<=>":
			return 3
		}
	}
	if len(rest) >= 2 {
		switch rest[:2] {
		case "::", ":=", "||", "&&", "<=", ">=", "<>", "!=", "==", "=>", "->", "#>", "<<", ">>", "..":
			return 2
		case "@>", "<@", "@@", "@?": // not where a<@b compares with a variable
			if !s.flavor.AtVariables {
				return 2
			}
		}
	}
	return 1
}
