package expr

// Join joins target by the foreign key between it and what is selected from. No key,
// or more than one, is an error at compile that names both tables.
func (s *SelectStmt) Join(target From) *SelectStmt { return s.join(InnerJoin, target, nil) }

// JoinOn joins target on a condition.
func (s *SelectStmt) JoinOn(target From, on Expr) *SelectStmt {
	return s.join(InnerJoin, target, within(canon(on), "JoinOn"))
}

// LeftJoin joins target by the foreign key, keeping rows without a partner.
func (s *SelectStmt) LeftJoin(target From) *SelectStmt { return s.join(LeftJoin, target, nil) }

// LeftJoinOn joins target on a condition, keeping rows without a partner.
func (s *SelectStmt) LeftJoinOn(target From, on Expr) *SelectStmt {
	return s.join(LeftJoin, target, within(canon(on), "LeftJoinOn"))
}

func (s *SelectStmt) join(kind JoinKind, target From, on Expr) *SelectStmt {
	d := s.next(lengths{froms: 1})
	j := d.joined()
	j.Kind, j.Right, j.On = kind, fromOf(target, "Join"), on
	d.chain.froms[d.has.froms] = j
	d.has.froms++
	return d
}

// FullJoin joins target by the foreign key, keeping rows of both sides without a partner.
func (s *SelectStmt) FullJoin(target From) *SelectStmt { return s.join(FullJoin, target, nil) }

// FullJoinOn joins target on a condition, keeping rows of both sides without a partner.
func (s *SelectStmt) FullJoinOn(target From, on Expr) *SelectStmt {
	return s.join(FullJoin, target, within(canon(on), "FullJoinOn"))
}

// Joined is left and right joined by the foreign key between them, as one element for From. No
// key, or more than one, is an error at compile that names both.
func Joined(kind JoinKind, left, right From) *Join {
	return &Join{Kind: kind, Left: fromOf(left, "Joined"), Right: fromOf(right, "Joined")}
}

// JoinedOn is left and right joined on a condition, as one element for From.
func JoinedOn(kind JoinKind, left, right From, on Expr) *Join {
	j := Joined(kind, left, right)
	j.On = within(canon(on), "JoinedOn")
	return j
}

// C returns the column of a joined table: by the table's name and the column's, joined by an
// underscore, such as users_id. An unknown name is an error when the statement is compiled.
func (j *Join) C(name string) Col[any] {
	for _, c := range j.Columns() {
		if tableKey(c) == name {
			return ColOf[any](c)
		}
	}
	return DynamicColumn(j, name)
}

// joinsAmong returns the joins that stand among items for their columns.
func joinsAmong(items []Item) []From {
	var joins []From
	for _, item := range items {
		if f, ok := item.(From); ok {
			if j, ok := CanonicalFrom(f).(*Join); ok {
				joins = append(joins, j)
			}
		}
	}
	return joins
}
