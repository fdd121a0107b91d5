package expr

// DistinctOn keeps one row, the first in the order, of those that are equal in exprs: DISTINCT ON,
// which only PostgreSQL has.
func (s *SelectStmt) DistinctOn(exprs ...Expr) *SelectStmt {
	return s.derive(func(c *SelectClauses) {
		c.Distinct = true
		x := c.extras()
		x.DistinctOn = extend(x.DistinctOn, canons(exprs, "DistinctOn"))
	})
}

// Prefix adds SQL text behind the word SELECT for the dialect of that name, for all if it is
// empty. The text is never user input.
func (s *SelectStmt) Prefix(text, dialect string) *SelectStmt {
	return s.extra(func(x *SelectExtras) { x.Prefixes = extend(x.Prefixes, []Hint{{dialect, text}}) })
}

// Suffix adds SQL text behind the statement, as Prefix does in front.
func (s *SelectStmt) Suffix(text, dialect string) *SelectStmt {
	return s.extra(func(x *SelectExtras) { x.Suffixes = extend(x.Suffixes, []Hint{{dialect, text}}) })
}

// Hint adds SQL text for the optimizer about what is selected from, where the dialect of that
// name, or each if it is empty, has such hints: behind the table, on Oracle behind SELECT, where
// %(name)s in the text stands for the table's name. The text is never user input.
func (s *SelectStmt) Hint(f From, text, dialect string) *SelectStmt {
	return s.extra(func(x *SelectExtras) {
		x.Hinted = extend(x.Hinted, []From{fromOf(f, "Hint")})
		x.Hints = extend(x.Hints, []Hint{{dialect, text}})
	})
}

// StatementHint adds SQL text for the optimizer behind the statement, such as OPTION on SQL
// Server, for the dialect of that name, for all if it is empty. The text is never user input.
func (s *SelectStmt) StatementHint(text, dialect string) *SelectStmt {
	return s.extra(func(x *SelectExtras) {
		x.StatementHints = extend(x.StatementHints, []Hint{{dialect, text}})
	})
}
