package expr

// Correlate names the FROM elements that belong to a statement around this one, at any distance.
// Without it, a nested SELECT leaves out of its own FROM what the statement directly around it
// brings, as long as it keeps something to select from.
func (s *SelectStmt) Correlate(froms ...From) *SelectStmt {
	return s.extra(func(x *SelectExtras) { x.Correlate = addCanonical(x.Correlate, froms) })
}

// CorrelateExcept names the FROM elements that are this SELECT's own: all others belong to the
// statements around it, where these bring them. Without any, nothing is its own.
func (s *SelectStmt) CorrelateExcept(froms ...From) *SelectStmt {
	return s.extra(func(x *SelectExtras) { x.CorrelateExcept = addCanonical(x.CorrelateExcept, froms) })
}

// CorrelateNone makes all FROM elements this SELECT's own, whatever is around it.
func (s *SelectStmt) CorrelateNone() *SelectStmt {
	return s.extra(func(x *SelectExtras) { x.Correlate, x.CorrelateExcept = []From{}, nil })
}

// addCanonical appends to a copy, which is not nil.
func addCanonical(list, froms []From) []From {
	more := make([]From, 0, len(froms))
	for _, f := range froms {
		more = append(more, fromOf(f, "Correlate"))
	}
	if len(list) == 0 {
		return more
	}
	return extend(list, more)
}
