package expr

// The clauses of INSERT, UPDATE and DELETE.
func init() {
	named := func(v any) *CTE { return Select(id).Where(id.Eq(v)).CTE("c") }
	insert := func(v any) *InsertStmt { return Insert(users).Values(id.Set(v)) }
	for _, derive := range []func(*InsertStmt, any) *InsertStmt{
		func(s *InsertStmt, v any) *InsertStmt { return s.AddCTE(named(v)) },
		func(s *InsertStmt, _ any) *InsertStmt { return s.Prefix("IGNORE", "") },
		func(s *InsertStmt, _ any) *InsertStmt { return s.Prefix("IGNORE", "mysql") },
		func(s *InsertStmt, _ any) *InsertStmt { return s.Hint("WITH (TABLOCK)", "") },
		func(s *InsertStmt, _ any) *InsertStmt { return s.WithoutDefaults() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.ReturningKey() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.InOrder() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.InOrder(id) },
		func(_ *InsertStmt, v any) *InsertStmt {
			return Insert(users).FromSelect(Select(id).Where(id.Eq(v)), id)
		},
		func(_ *InsertStmt, v any) *InsertStmt {
			return Insert(users).FromSelect(Select(id).Where(id.Eq(v)), name)
		},
	} {
		variants["InsertStmt"] = append(variants["InsertStmt"], func(v any) Node { return derive(insert(v), v) })
	}
	update := func(v any) *UpdateStmt { return Update(users).Set(id.Set(v)) }
	for _, derive := range []func(*UpdateStmt, any) *UpdateStmt{
		func(s *UpdateStmt, v any) *UpdateStmt { return s.AddCTE(named(v)) },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.Prefix("IGNORE", "") },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.Hint("WITH (TABLOCK)", "") },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.WithoutDefaults() },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.SetOrdered() },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.From(mails) },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.OrderBy(id) },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.Limit(0) },
		func(s *UpdateStmt, _ any) *UpdateStmt { return s.Limit(1) },
	} {
		variants["UpdateStmt"] = append(variants["UpdateStmt"], func(v any) Node { return derive(update(v), v) })
	}
	for _, derive := range []func(*DeleteStmt, any) *DeleteStmt{
		func(s *DeleteStmt, v any) *DeleteStmt { return s.AddCTE(named(v)) },
		func(s *DeleteStmt, _ any) *DeleteStmt { return s.Prefix("IGNORE", "") },
		func(s *DeleteStmt, _ any) *DeleteStmt { return s.Hint("WITH (TABLOCK)", "") },
		func(s *DeleteStmt, _ any) *DeleteStmt { return s.Using(mails) },
		func(s *DeleteStmt, _ any) *DeleteStmt { return s.OrderBy(id) },
		func(s *DeleteStmt, _ any) *DeleteStmt { return s.Limit(1) },
	} {
		variants["DeleteStmt"] = append(variants["DeleteStmt"], func(v any) Node { return derive(Delete(users), v) })
	}
	variants["ExcludedValue"] = []variant{
		func(any) Node { return Excluded[any](id).Unwrap() },
		func(any) Node { return Excluded[any](name).Unwrap() },
	}
	variants["InsertStmt"] = append(variants["InsertStmt"], func(v any) Node { return insert(v).OnConflict(id).DoNothing() })
	for _, conflict := range []func(*InsertStmt, any) *InsertStmt{
		func(s *InsertStmt, _ any) *InsertStmt { return s.OnConflict().DoNothing() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.OnConflict(id).DoNothing() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.OnConflict(name).DoNothing() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.Upsert(id).DoNothing() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.Upsert(id).DoUpdateAll() },
		func(s *InsertStmt, v any) *InsertStmt { return s.Upsert(id).DoUpdate(name.Set(v)) },
		func(s *InsertStmt, v any) *InsertStmt { return s.Upsert(id).DoUpdate(id.Set(v)) },
		func(s *InsertStmt, v any) *InsertStmt { return s.Upsert(id).Where(id.Eq(v)).DoUpdate(name.Set(v)) },
		func(s *InsertStmt, v any) *InsertStmt { return s.OnConflict(id).IndexWhere(id.Eq(v)).DoNothing() },
		func(s *InsertStmt, _ any) *InsertStmt { return s.OnConflict().Constraint("uq").DoNothing() },
		func(s *InsertStmt, v any) *InsertStmt { return s.OnDuplicateKeyUpdate(name.Set(v)) },
		func(s *InsertStmt, _ any) *InsertStmt {
			return s.OnDuplicateKeyUpdate(name.SetExpr(Excluded[any](id)))
		},
	} {
		variants["Conflict"] = append(variants["Conflict"], func(v any) Node { return conflict(insert(v), v).Clauses().Conflicts[0] })
	}
	merge := func(v any) *MergeStmt { return Merge(users).Using(mails, id.Eq(v)) }
	for _, derive := range []func(*MergeStmt, any) *MergeStmt{
		func(s *MergeStmt, _ any) *MergeStmt { return s },
		func(_ *MergeStmt, v any) *MergeStmt { return Merge(mails).Using(mails, id.Eq(v)) },
		func(_ *MergeStmt, v any) *MergeStmt { return Merge(users).Using(As(mails, "m"), id.Eq(v)) },
		func(_ *MergeStmt, v any) *MergeStmt { return Merge(users).Using(mails, name.Eq(v)) },
		func(s *MergeStmt, _ any) *MergeStmt { return s.WhenMatched().DoDelete() },
		func(s *MergeStmt, v any) *MergeStmt { return s.AddCTE(named(v)) },
		func(s *MergeStmt, _ any) *MergeStmt { return s.Hint("WITH (HOLDLOCK)", "") },
		func(s *MergeStmt, _ any) *MergeStmt { return s.WithoutDefaults() },
		func(s *MergeStmt, _ any) *MergeStmt { return s.Returning(id) },
		func(s *MergeStmt, _ any) *MergeStmt {
			return s.derive(func(c *MergeClauses) { c.Prefixes = []Hint{{"", "X"}} })
		},
	} {
		variants["MergeStmt"] = append(variants["MergeStmt"], func(v any) Node { return derive(merge(v), v) })
	}
	for _, branch := range []func(*MergeStmt, any) *MergeStmt{
		func(s *MergeStmt, _ any) *MergeStmt { return s.WhenMatched().DoDelete() },
		func(s *MergeStmt, _ any) *MergeStmt { return s.WhenMatched().DoNothing() },
		func(s *MergeStmt, v any) *MergeStmt { return s.WhenMatched(id.Eq(v)).DoNothing() },
		func(s *MergeStmt, v any) *MergeStmt { return s.WhenMatched().DoUpdate(id.Set(v)) },
		func(s *MergeStmt, v any) *MergeStmt { return s.WhenMatched().DoUpdate(name.Set(v)) },
		func(s *MergeStmt, v any) *MergeStmt { return s.WhenMatched().DoUpdate(name.SetExpr(id)) },
		func(s *MergeStmt, v any) *MergeStmt { return s.WhenNotMatched().DoInsert(name.Set(v)) },
		func(s *MergeStmt, _ any) *MergeStmt { return s.WhenNotMatched().DoNothing() },
		func(s *MergeStmt, _ any) *MergeStmt { return s.WhenNotMatchedBySource().DoDelete() },
	} {
		variants["MergeBranch"] = append(variants["MergeBranch"], func(v any) Node { return branch(merge(v), v).Clauses().Branches[0] })
	}
	keyless["MergeStmt.Err"] = "it never compiles"
	variants["AssignedValue"] = []variant{
		func(any) Node { return AssignedTo[any](id).Unwrap() },
		func(any) Node { return AssignedTo[any](name).Unwrap() },
	}
	variants["Bind"] = append(variants["Bind"], func(v any) Node { return &Bind{Value: v, Owned: true} })
	keyless["Bind.Make"] = "it makes the value"
	keyless["Bind.Place"] = "it says where the value is"
	variants["InsertStmt"] = append(variants["InsertStmt"], func(v any) Node { return Insert(users).Lists(id.Set(v)) })
	keyless["DeleteStmt.Err"] = "it never compiles"
}
