package expr

// The clauses of queries and set operations.
func init() {
	query := func(v any) *SelectStmt { return Select(id).Where(id.Eq(v)) }
	union := func(v any) *CompoundStmt { return Union(query(v), Select(name)) }
	limits := []func(*SelectStmt, any) *SelectStmt{
		func(s *SelectStmt, _ any) *SelectStmt { return s.Limit(1) },
		func(s *SelectStmt, v any) *SelectStmt { return s.LimitExpr(Val(v)) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Offset(1) },
		func(s *SelectStmt, v any) *SelectStmt { return s.OffsetExpr(Val(v)) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Fetch(1) },
		func(s *SelectStmt, v any) *SelectStmt { return s.FetchExpr(Val(v)) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Fetch(1, WithTies()) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Fetch(1, Percent()) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate() },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate(LockShared()) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate(LockKeyShare()) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate(LockNoWait()) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate(LockSkipLocked()) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate(LockOf(users)) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.ForUpdate(LockOf(id)) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.DistinctOn(id) },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Prefix("ALL", "") },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Prefix("ALL", "mysql") },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Suffix("ALL", "") },
		func(s *SelectStmt, _ any) *SelectStmt { return s.StatementHint("ALL", "") },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Hint(users, "ALL", "") },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Hint(users, "ONLY", "") },
		func(s *SelectStmt, _ any) *SelectStmt { return s.Hint(mails, "ALL", "") },
	}
	for _, change := range limits {
		variants["SelectStmt"] = append(variants["SelectStmt"], func(v any) Node { return change(Select(id, name), v) })
	}
	variants["CompoundStmt"] = []variant{
		func(v any) Node { return union(v) },
		func(v any) Node { return UnionAll(query(v), Select(name)) },
		func(v any) Node { return Union(query(v), Select(name), Select(name)) },
		func(v any) Node { return union(v).OrderBy(name) },
		func(v any) Node { return union(v).GroupBy(name) },
		func(v any) Node { return union(v).AddCTE(query(v).CTE("c")) },
		func(v any) Node { return union(v).ForUpdate() },
		func(v any) Node { return union(v).Limit(1) },
		func(v any) Node { return union(v).LimitExpr(Val(v)) },
		func(v any) Node { return union(v).Offset(1) },
		func(v any) Node { return union(v).OffsetExpr(Val(v)) },
		func(v any) Node { return union(v).Fetch(1) },
		func(v any) Node { return union(v).FetchExpr(Val(v)) },
		func(v any) Node { return union(v).Fetch(1, WithTies()) },
		func(v any) Node { return union(v).Fetch(1, Percent()) },
	}
	variants["Operand"] = []variant{
		func(v any) Node { return &Operand{query: query(v)} },
		func(v any) Node { return &Operand{query: Select(name)} },
	}
}
