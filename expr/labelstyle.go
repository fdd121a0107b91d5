package expr

// LabelStyle says how the columns of the result get their names, which is LabelDisambiguate
// without it.
func (s *SelectStmt) LabelStyle(style LabelStyle) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.LabelStyle = style })
}

func (s *SelectStmt) labelStyle() LabelStyle {
	if s.rest == nil {
		return LabelDisambiguate
	}
	return s.rest.LabelStyle
}
