package golden

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func init() {
	id, tags, numbers, doc := things.C("id"), things.C("tags"), things.C("numbers"), things.C("doc")
	one := func(e expr.Expr) *expr.SelectStmt { return expr.Select(id, expr.Typed[any](e).As("x")).OrderBy(id) }
	where := func(c expr.Expr) *expr.SelectStmt { return expr.Select(id).Where(c).OrderBy(id) }
	subjects["arrays"] = []entry{
		{name: "literal", stmt: expr.Select(expr.Array[int64](1, 2).As("a"), expr.Array("x").As("b"), expr.Array[any](1, expr.Raw[int]("2")).As("c"))},
		{name: "empty", stmt: expr.Select(expr.ArrayTyped[any](typemap.Text()).As("a"))},
		{name: "of arrays", stmt: expr.Select(expr.Array(expr.Array[int64](1, 2), expr.Array[int64](3, 4)).As("a"))},
		{name: "element", stmt: one(tags.Index(1))},
		{name: "element of an expression", stmt: one(numbers.Index(id))},
		{name: "slice", stmt: one(numbers.Slice(2, 3))},
		{name: "element of a literal", stmt: expr.Select(expr.Array[int64](5, 6).Index(2).As("x"))},
		{name: "equal", stmt: where(tags.Eq([]string{"a", "b"})), notRun: notOn("it has no arrays and no JSONB", "sqlite", "mariadb")},
		{name: "contains", stmt: where(tags.ContainsAll([]string{"a"}))},
		{name: "contained by", stmt: where(numbers.ContainedBy([]int64{1, 2, 3, 4}))},
		{name: "overlaps", stmt: where(numbers.Overlaps([]int64{3, 9}))},
		{name: "any", stmt: where(expr.Val[any]("a").EqExpr(expr.Any(tags)))},
		{name: "all", stmt: where(expr.Val[any](int64(3)).GtExpr(expr.All(numbers)))},
		{name: "concat", stmt: one(numbers.Concat([]int64{9})), notRun: notOn("it has no arrays and no JSONB", "sqlite", "mariadb")},
		{name: "array aggregate", stmt: expr.Select(expr.ArrayAgg(users.ID).OrderBy(users.ID.Desc())), notRun: notOn("it has no arrays", "sqlite", "mariadb")},
		{name: "unnest", stmt: expr.Select(expr.Func[int64]("unnest", expr.Array[int64](3, 4)).AsColumn("n").Value())},
		{name: "with ordinality", stmt: expr.Select(expr.Func[int64]("unnest", expr.Array[int64](3, 4)).AsTable(expr.ColumnOf[int64]("n")).WithOrdinality("at").RenderDerived().As("u").C("at"))},
		{name: "jsonb contains", stmt: where(doc.ContainsAll(map[string]any{"a": 1}))},
		{name: "jsonb has key", stmt: where(doc.HasKey("a"))},
		{name: "jsonb has any", stmt: where(doc.HasAny([]string{"c", "d"}))},
		{name: "jsonb has all", stmt: where(doc.HasAll([]string{"a", "b"}))},
		{name: "jsonb path exists", stmt: where(doc.PathExists("$.b[*]"))},
		{name: "jsonb path match", stmt: where(doc.PathMatch("$.a == 1"))},
		{name: "jsonb without a path", stmt: one(doc.DeletePath([]string{"b", "0"}))},
		{name: "jsonb key", stmt: one(doc.JSON("a").AsInteger()), notRun: notOn("it has no arrays and no JSONB", "sqlite", "mariadb")},
	}
}
