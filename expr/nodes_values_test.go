package expr

import (
	"maps"

	"github.com/gildsql/gild/typemap"
)

// The nodes of arrays and JSON.
func init() {
	maps.Copy(variants, map[string][]variant{
		"ArrayExpr": {
			func(v any) Node { return &ArrayExpr{Elems: []Expr{id, Val(v)}} },
			func(v any) Node { return &ArrayExpr{Elems: []Expr{Val(v)}} },
			func(v any) Node { return &ArrayExpr{Elems: []Expr{Val(v)}, Typ: typemap.ArrayOf(typemap.Text())} },
			func(v any) Node { return &ArrayExpr{Elems: []Expr{Val(v)}, Typ: typemap.ArrayOf(typemap.Date())} },
		},
		"IndexExpr": {
			func(v any) Node { return &IndexExpr{Array: id, At: Val(v)} },
			func(v any) Node { return &IndexExpr{Array: name, At: Val(v)} },
			func(v any) Node { return &IndexExpr{Array: id, At: id} },
			func(v any) Node { return &IndexExpr{Array: id, At: Val(v), To: Val(v)} },
			func(v any) Node { return &IndexExpr{Array: id, At: Val(v), Typ: typemap.Text()} },
		},
		"Quantified": {
			func(v any) Node { return &Quantified{Of: Val(v)} },
			func(v any) Node { return &Quantified{Of: Val(v), All: true} },
			func(any) Node { return &Quantified{Of: id} },
		},
		"CollectionExpr": {
			func(v any) Node { return &CollectionExpr{Op: OpHasKey, Left: id, Right: Val(v)} },
			func(v any) Node { return &CollectionExpr{Op: OpHasAny, Left: id, Right: Val(v)} },
			func(v any) Node { return &CollectionExpr{Op: OpHasKey, Left: name, Right: Val(v)} },
			func(v any) Node { return &CollectionExpr{Op: OpHasKey, Left: id, Right: name} },
		},
		"JSONAccess": {
			func(v any) Node { return &JSONAccess{Doc: id, Key: Val(v)} },
			func(v any) Node { return &JSONAccess{Doc: name, Key: Val(v)} },
			func(v any) Node { return &JSONAccess{Doc: id, Key: name} },
			func(v any) Node { return &JSONAccess{Doc: id, Key: Val(v), Path: true} },
			func(v any) Node { return &JSONAccess{Doc: id, Key: Val(v), Form: JSONScalar} },
			func(v any) Node { return &JSONAccess{Doc: id, Key: Val(v), Typ: typemap.Text()} },
		},
		"RowValue": {
			func(any) Node { return &RowValue{Of: users} },
			func(any) Node { return &RowValue{Of: mails} },
			func(any) Node { return &RowValue{Of: users, Single: true} },
			func(any) Node { return &RowValue{Of: users, Typ: typemap.Text()} },
		},
		"FieldExpr": {
			func(v any) Node { return &FieldExpr{Func: Val(v), Name: "a"} },
			func(v any) Node { return &FieldExpr{Func: Val(v), Name: "b"} },
			func(v any) Node { return &FieldExpr{Func: id, Name: "a"} },
			func(v any) Node { return &FieldExpr{Func: Val(v), Name: "a", Typ: typemap.Text()} },
		},
		"ValuesExpr": {
			func(v any) Node { return ScalarValues(Values("v", ColumnOf[int]("a")).Row(v)).Unwrap() },
			func(v any) Node { return ScalarValues(Values("w", ColumnOf[int]("a")).Row(v)).Unwrap() },
		},
	})
}
