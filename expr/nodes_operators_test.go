package expr

import "github.com/gildsql/gild/typemap"

func init() {
	id := NewColumn(users, "id", typemap.BigInt())
	for name, list := range map[string][]variant{
		"CustomOp": {
			func(v any) Node { return &CustomOp{Symbol: "~", Left: id, Right: Val(v)} },
			func(v any) Node { return &CustomOp{Symbol: "~*", Left: id, Right: Val(v)} },
			func(v any) Node { return &CustomOp{Symbol: "~", Precedence: 5, Left: id, Right: Val(v)} },
			func(v any) Node { return &CustomOp{Symbol: "~", Comparison: true, Left: id, Right: Val(v)} },
			func(v any) Node { return &CustomOp{Symbol: "~", Left: id, Right: Val(v), Typ: typemap.Boolean()} },
			func(v any) Node { return &CustomOp{Symbol: "~", Left: Val(v), Right: id} },
		},
		"CollateExpr": {
			func(v any) Node { return &CollateExpr{Expr: Val(v), Name: "C"} },
			func(v any) Node { return &CollateExpr{Expr: Val(v), Name: "D"} },
			func(any) Node { return &CollateExpr{Expr: id, Name: "C"} },
		},
		"TupleExpr": {
			func(v any) Node { return &TupleExpr{Items: []Expr{id, Val(v)}} },
			func(v any) Node { return &TupleExpr{Items: []Expr{Val(v)}} },
			func(any) Node { return &TupleExpr{} },
		},
	} {
		variants[name] = list
	}
	variants["Bind"] = append(variants["Bind"], func(v any) Node {
		return &Bind{Value: []any{v}, Many: true, Row: []typemap.Type{typemap.Integer()}}
	}, func(v any) Node {
		return &Bind{Value: []any{v}, Many: true, Row: []typemap.Type{typemap.Boolean()}}
	})
}
