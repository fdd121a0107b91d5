package expr

// Union adds the rows of others, each row once: see the function Union.
func (s *SelectStmt) Union(others ...Query) *CompoundStmt {
	return Union(append([]Query{s}, others...)...)
}

// UnionAll adds the rows of others: see the function UnionAll.
func (s *SelectStmt) UnionAll(others ...Query) *CompoundStmt {
	return UnionAll(append([]Query{s}, others...)...)
}

// Intersect keeps the rows that others have too, each once: see the function Intersect.
func (s *SelectStmt) Intersect(others ...Query) *CompoundStmt {
	return Intersect(append([]Query{s}, others...)...)
}

// IntersectAll keeps the rows that others have too, as often as all have them: see the function IntersectAll.
func (s *SelectStmt) IntersectAll(others ...Query) *CompoundStmt {
	return IntersectAll(append([]Query{s}, others...)...)
}

// Except removes the rows that others have; each row that is left comes once: see the function Except.
func (s *SelectStmt) Except(others ...Query) *CompoundStmt {
	return Except(append([]Query{s}, others...)...)
}

// ExceptAll removes one row for each of others: see the function ExceptAll.
func (s *SelectStmt) ExceptAll(others ...Query) *CompoundStmt {
	return ExceptAll(append([]Query{s}, others...)...)
}

// Union adds the rows of others, each row once: see the function Union.
func (s *CompoundStmt) Union(others ...Query) *CompoundStmt {
	return Union(append([]Query{s}, others...)...)
}

// UnionAll adds the rows of others: see the function UnionAll.
func (s *CompoundStmt) UnionAll(others ...Query) *CompoundStmt {
	return UnionAll(append([]Query{s}, others...)...)
}

// Intersect keeps the rows that others have too, each once: see the function Intersect.
func (s *CompoundStmt) Intersect(others ...Query) *CompoundStmt {
	return Intersect(append([]Query{s}, others...)...)
}

// IntersectAll keeps the rows that others have too, as often as all have them: see the function IntersectAll.
func (s *CompoundStmt) IntersectAll(others ...Query) *CompoundStmt {
	return IntersectAll(append([]Query{s}, others...)...)
}

// Except removes the rows that others have; each row that is left comes once: see the function Except.
func (s *CompoundStmt) Except(others ...Query) *CompoundStmt {
	return Except(append([]Query{s}, others...)...)
}

// ExceptAll removes one row for each of others: see the function ExceptAll.
func (s *CompoundStmt) ExceptAll(others ...Query) *CompoundStmt {
	return ExceptAll(append([]Query{s}, others...)...)
}

// Union adds the rows of others, each row once: see the function Union.
func (s *TextQuery) Union(others ...Query) *CompoundStmt {
	return Union(append([]Query{s}, others...)...)
}

// UnionAll adds the rows of others: see the function UnionAll.
func (s *TextQuery) UnionAll(others ...Query) *CompoundStmt {
	return UnionAll(append([]Query{s}, others...)...)
}

// Intersect keeps the rows that others have too, each once: see the function Intersect.
func (s *TextQuery) Intersect(others ...Query) *CompoundStmt {
	return Intersect(append([]Query{s}, others...)...)
}

// IntersectAll keeps the rows that others have too, as often as all have them: see the function IntersectAll.
func (s *TextQuery) IntersectAll(others ...Query) *CompoundStmt {
	return IntersectAll(append([]Query{s}, others...)...)
}

// Except removes the rows that others have; each row that is left comes once: see the function Except.
func (s *TextQuery) Except(others ...Query) *CompoundStmt {
	return Except(append([]Query{s}, others...)...)
}

// ExceptAll removes one row for each of others: see the function ExceptAll.
func (s *TextQuery) ExceptAll(others ...Query) *CompoundStmt {
	return ExceptAll(append([]Query{s}, others...)...)
}
