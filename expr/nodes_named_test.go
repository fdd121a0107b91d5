package expr

import "maps"

// The nodes that are selected from under a name.
func init() {
	a, b := ColumnOf[int]("a"), ColumnOf[string]("b")
	query := func(v any) *SelectStmt { return Select(id).Where(id.Eq(v)) }
	call := func(v any) Fn[any] { return Func[any]("f", v) }
	base := func(v any) *CTE { return query(v).CTE("c") }
	table := func(v any) *ValuesTable { return Values("v", a).Row(v) }
	maps.Copy(variants, map[string][]variant{
		"Subquery": {
			func(v any) Node { return query(v).As("q") },
			func(v any) Node { return query(v).As("r") },
			func(v any) Node { return query(v).Lateral("q") },
			func(v any) Node { return Select(name).As("q") },
		},
		"CTE": {
			func(v any) Node { return base(v) },
			func(v any) Node { return query(v).CTE("d") },
			func(v any) Node { return Select(name).CTE("c") },
			func(v any) Node { return base(v).Nesting() },
			func(v any) Node { return base(v).Prefix("MATERIALIZED", "postgresql") },
			func(v any) Node { return base(v).Prefix("MATERIALIZED", "") },
			func(v any) Node { return base(v).Prefix("NOT MATERIALIZED", "") },
			func(v any) Node { return base(v).Suffix("SEARCH", "") },
			func(v any) Node { return query(v).RecursiveCTE("c", nil) },
			func(v any) Node {
				return query(v).RecursiveCTE("c", func(self *CTE) Query { return Select(self.C("id")) })
			},
			func(v any) Node { return table(v).CTE("c") },
			func(v any) Node { return table(v).LiteralBinds().CTE("c") },
		},
		"NestedCTE": {
			func(v any) Node { return Nest(base(v)) },
			func(v any) Node { return Nest(query(v).CTE("d")) },
		},
		"NamedTable": {
			func(any) Node { return TableNamed("t", a) },
			func(any) Node { return TableNamed("u", a) },
			func(any) Node { return TableNamed("t", b) },
			func(any) Node { return TableNamed("t", a, b) },
			func(any) Node { return TableNamed("t", a).In("s") },
		},
		"TableFunc": {
			func(v any) Node { return call(v).AsTable(a) },
			func(v any) Node { return call(v).AsTable(b) },
			func(v any) Node { return Func[any]("g", v).AsTable(a) },
			func(v any) Node { return call(v).AsTable(a).As("t") },
			func(v any) Node { return call(v).AsTable(a).WithOrdinality("n") },
			func(v any) Node { return call(v).AsTable(a).RenderDerived() },
			func(v any) Node { return call(v).AsTable(a).WithTypes() },
			func(v any) Node { return call(v).AsTable(a).Lateral() },
			func(v any) Node { return call(v).AsTable(a).Implicit() },
			func(v any) Node { return call(v).AsColumn("") },
		},
		"Versions": {
			func(v any) Node { return AsOf(users, v) },
			func(v any) Node { return AsOf(mails, v) },
			func(v any) Node { return AsOf(As(users, "u"), v) },
			func(v any) Node { return AsOfSCN(users, v) },
			func(v any) Node { return SystemTimeFromTo(users, v, v) },
			func(v any) Node { return SystemTimeBetween(users, v, v) },
			func(any) Node { return SystemTimeAll(users) },
		},
		"Sample": {
			func(any) Node { return TableSample(users, "s", 10) },
			func(any) Node { return TableSample(mails, "s", 10) },
			func(any) Node { return TableSample(users, "t", 10) },
			func(any) Node { return TableSample(users, "s", Func[any]("bernoulli", 10)) },
			func(v any) Node { return TableSample(users, "s", 10).Seed(v) },
		},
		"ValuesTable": {
			func(v any) Node { return table(v) },
			func(v any) Node { return Values("w", a).Row(v) },
			func(v any) Node { return Values("v", b).Row(v) },
			func(v any) Node { return table(v).Row(v) },
			func(v any) Node { return table(v).LiteralBinds() },
			func(v any) Node { return table(v).Lateral("v") },
		},
	})
	variants["TextFrom"] = []variant{
		func(any) Node { return FromText(Text("a")) },
		func(any) Node { return FromText(Text("b")) },
	}
	variants["LabelRef"] = []variant{
		func(any) Node { return &LabelRef{Name: "a"} },
		func(any) Node { return &LabelRef{Name: "b"} },
	}
	for _, typ := range []string{"Subquery", "CTE", "NamedTable", "TableFunc", "Sample", "Versions", "ValuesTable"} {
		keyless[typ+".columns"] = "they follow from what is named"
		keyless[typ+".err"] = "it never compiles"
	}
	keyless["Column.fixed"] = "it is the table's"
	keyless["Column.proxy"] = "it follows from what is named, but for the index, which a column without name declares"
	variants["SelectStmt"] = append(variants["SelectStmt"],
		func(v any) Node { return query(v).AddCTE(base(v)) },
		func(v any) Node { return query(v).AddCTE(Nest(base(v))) },
		func(v any) Node { return query(v).CorrelateExcept(users) },
		func(v any) Node { return query(v).CorrelateNone() },
		func(v any) Node { return query(v).LabelStyle(LabelNone) },
		func(v any) Node { return query(v).Columns(Joined(InnerJoin, users, mails)) },
	)
}
