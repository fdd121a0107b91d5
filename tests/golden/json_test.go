package golden

import "github.com/gildsql/gild/expr"

func init() {
	doc, id := docs.C("doc"), docs.C("id")
	one := func(e expr.Expr) *expr.SelectStmt { return expr.Select(id, expr.Typed[any](e).As("x")).OrderBy(id) }
	where := func(c expr.Expr) *expr.SelectStmt { return expr.Select(id).Where(c).OrderBy(id) }
	nothing := "what is not there is the document null on SQLite"
	subjects["json"] = []entry{
		{name: "column", stmt: one(doc)},
		{name: "key", stmt: one(doc.JSON("dims")), differs: "what is not there is the document null on SQLite; MariaDB writes blanks"},
		{name: "key of a text", stmt: one(doc.JSON("color"))},
		{name: "index", stmt: one(doc.JSON("tags").JSON(1)), differs: nothing},
		{name: "path", stmt: one(doc.JSONPath("dims", "w")), differs: nothing},
		{name: "path with an index", stmt: one(doc.JSONPath("tags", 0)), differs: nothing},
		{name: "odd key", stmt: one(doc.JSON(`odd "key"`).AsString())},
		{name: "text", stmt: one(doc.JSON("color").AsString())},
		{name: "as text", stmt: one(doc.JSON("color").AsText())},
		{name: "integer", stmt: one(doc.JSON("size").AsInteger())},
		{name: "float", stmt: one(doc.JSON("price").AsFloat())},
		{name: "boolean", stmt: one(doc.JSON("new").AsBoolean())},
		{name: "numeric", stmt: one(doc.JSON("price").AsNumeric(10, 2)), differs: "numbers have no scale on SQLite"},
		{name: "as json", stmt: one(doc.JSONPath("dims", "h").AsJSON()), differs: nothing},
		{name: "null inside", stmt: one(doc.JSON("none").AsString())},
		{name: "nothing there", stmt: one(doc.JSON("nowhere").AsInteger())},
		{name: "text in a condition", stmt: where(doc.JSON("color").AsString().Eq("it's"))},
		{name: "integer in a condition", stmt: where(doc.JSON("size").AsInteger().Gt(0))},
		{name: "boolean in a condition", stmt: where(doc.JSON("new").AsBoolean())},
		{name: "path in a condition", stmt: where(doc.JSONPath("dims", "w").AsInteger().Eq(1))},
		{name: "text in a list", stmt: where(doc.JSON("color").AsString().In("red", "it's"))},
		{name: "texts of a list", stmt: where(expr.Typed[any](expr.Val("it's")).In(doc.JSON("color").AsString(), doc.JSON("nowhere").AsString()))},
		{name: "tuple of texts in a list", stmt: where(expr.Tuple(doc.JSON("color").AsString(), id).In([]any{"it's", 1}, []any{"red", 2}))},
		{name: "arguments of a function", stmt: one(expr.Coalesce(doc.JSON("nowhere").AsString(), doc.JSON("color").AsString()))},
		{name: "values of a choice", stmt: one(expr.Case[string]().WhenExpr(doc.JSON("size").AsInteger().Gt(0), doc.JSON("color").AsString()).Else("none"))},
		{name: "order of a part", stmt: expr.Select(id).OrderBy(doc.JSON("size").AsInteger())},
	}
}
