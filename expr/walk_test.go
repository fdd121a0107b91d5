package expr_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// What only columns mention is visited by WalkAll, however deep, and once.
func TestWalkAll(t *testing.T) {
	id := schema.NewColumn("id", typemap.BigInt())
	users := schema.NewTable(schema.NewMetaData(), "users", id)
	deleted := expr.Delete(users).Where(expr.Raw[bool]("gone = 1")).Returning(users.C("id"))
	inner := expr.Select(deleted.CTE("d").C("id")).Subquery()
	stmt := expr.Select(inner.C("id"), inner.C("id").As("again"))

	count := func(walk func(expr.Node, func(expr.Node) bool), visit func(expr.Node) bool) (deletes, texts int) {
		walk(stmt, func(n expr.Node) bool {
			switch n.(type) {
			case *expr.DeleteStmt:
				deletes++
			case *expr.RawExpr:
				texts++
			}
			return visit(n)
		})
		return deletes, texts
	}
	all := func(expr.Node) bool { return true }
	if deletes, texts := count(expr.Walk, all); deletes != 0 || texts != 0 {
		t.Errorf("Walk: %d, %d", deletes, texts)
	}
	if deletes, texts := count(expr.WalkAll, all); deletes != 1 || texts != 1 {
		t.Errorf("WalkAll: %d, %d", deletes, texts)
	}
	if deletes, texts := count(expr.WalkAll, func(n expr.Node) bool { return n != expr.Node(deleted) }); deletes != 1 || texts != 0 {
		t.Errorf("WalkAll goes on where it should not: %d, %d", deletes, texts)
	}
}
