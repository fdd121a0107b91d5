package gild_test

import (
	"context"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// scalar runs a SELECT of one value.
func scalar[T any](t *testing.T, db *live.Database, e expr.Expr) (out []T) {
	t.Helper()
	out, err := gild.All[T](context.Background(), db.DB, expr.Select(expr.Typed[any](e).As("x")))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return out
}

func gives[T comparable](t *testing.T, db *live.Database, name string, e expr.Expr, want T) {
	t.Helper()
	if got := scalar[T](t, db, e); len(got) != 1 || got[0] != want {
		t.Errorf("%s: got %v, want %v", name, got, want)
	}
}

// Parts of documents are the same on each database, whatever the way there is.
func TestJSONParts(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		doc := expr.TypedVal[any](map[string]any{
			"name": "a \"b\" 'c'", "n": 5, "f": 1.5, "ok": true, "none": nil, "dims": []int{10, 20}, "in": map[string]any{"k.l": []string{"deep"}},
		}, typemap.JSON())
		gives(t, db, "text", doc.JSON("name").AsString(), "a \"b\" 'c'")
		gives(t, db, "whole number", doc.JSON("n").AsInteger(), int64(5))
		gives(t, db, "float", doc.JSON("f").AsFloat(), 1.5)
		gives(t, db, "truth value", doc.JSON("ok").AsBoolean(), true)
		gives(t, db, "index", doc.JSON("dims").JSON(1).AsInteger(), int64(20))
		gives(t, db, "path", doc.JSONPath("dims", 0).AsInteger(), int64(10))
		gives(t, db, "key with a dot", doc.JSONPath("in", "k.l", 0).AsString(), "deep")
		gives(t, db, "comparison", doc.JSONPath("dims", 0).AsInteger().Eq(10), true)
		gives(t, db, "count of none", expr.Func[int64]("count", doc.JSON("missing").AsString()), int64(0))
	})
}

func TestArrays(t *testing.T) {
	db := live.Postgres(t)
	array := expr.Array[int64](3, 4, 5)
	gives(t, db, "element", array.Index(2), int64(4))
	gives(t, db, "length of a slice", expr.Func[int64]("array_length", array.Slice(2, 3), expr.Inline(int64(1))), int64(2))
	gives(t, db, "overlap", array.Overlaps([]int64{5, 6}), true)
	gives(t, db, "contains", array.ContainsAll(expr.Array[int64](6)), false)
	gives(t, db, "text", expr.Array("a", `b"\`).ContainsAll([]string{`b"\`}), true)
	gives(t, db, "any", expr.Cast[any](4, typemap.Integer()).Eq(expr.Any(array)), true)
	gives(t, db, "of more dimensions", fmtText(expr.Array(expr.Typed[any](array), expr.Typed[any](array))), "{{3,4,5},{3,4,5}}")
	gives(t, db, "empty", fmtText(expr.Array[string]()), "{}")
	jsonb := typemap.Spelled(typemap.KindJSON, "JSONB")
	doc := expr.Cast[any](expr.TypedVal[any](map[string]any{"a": map[string]any{"b": []int{7, 8}}, "n": 1}, jsonb), jsonb)
	gives(t, db, "has a key", doc.HasKey("n"), true)
	gives(t, db, "has all keys", doc.HasAll([]string{"n", "z"}), false)
	gives(t, db, "has any key", doc.HasAny([]string{"n", "z"}), true)
	gives(t, db, "contains a document", doc.ContainsAll(map[string]any{"n": 1}), true)
	gives(t, db, "subscripts", expr.JSONOf(doc.JSON("a").JSON("b").JSON(1)).AsInteger(), int64(8))
	gives(t, db, "path exists", doc.PathExists("$.a.b[*] ? (@ > 7)"), true)
	gives(t, db, "path matches", doc.PathMatch("$.n > 1"), false)
	gives(t, db, "without a path", expr.Typed[any](doc.DeletePath([]string{"a", "b"})).JSON("a").AsText(), "{}")
}

func fmtText(e expr.Expr) expr.Expr { return expr.Cast[string](e, typemap.Text()) }
