package expr

// LabelStyle says how the columns of the result get their names, which is LabelDisambiguate
// without it.
func (s *SelectStmt) LabelStyle(style LabelStyle) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.LabelStyle = style })
}

func (s *SelectStmt) labelStyle() LabelStyle { return s.c.LabelStyle }
