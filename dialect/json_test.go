package dialect_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

var (
	doc   = expr.ColumnOf[any]("doc", typemap.JSON())
	docB  = expr.ColumnOf[any]("doc", typemap.Spelled(typemap.KindJSON, "JSONB"))
	color = doc.JSON("color")
	nums  = expr.ColumnOf[[]int64]("nums", typemap.ArrayOf(typemap.Integer()))
	dynum = expr.Typed[any](nums)
)

var jsonElements = []struct {
	name string
	e    expr.Expr
	want each
}{
	{"key", color, each{
		"sqlite": `JSON_QUOTE(JSON_EXTRACT(doc, ?))`, "postgresql": `doc -> ?`, "mysql": `JSON_EXTRACT(doc, ?)`,
		"mariadb": `JSON_EXTRACT(doc, ?)`, "mssql": `JSON_QUERY(doc, ?)`, "oracle": `JSON_QUERY(doc, '$."color"')`}},
	{"path", doc.JSONPath("dims", 1), each{
		"sqlite": `JSON_QUOTE(JSON_EXTRACT(doc, ?))`, "postgresql": `doc #> ?`, "mysql": `JSON_EXTRACT(doc, ?)`,
		"mariadb": `JSON_EXTRACT(doc, ?)`, "mssql": `JSON_QUERY(doc, ?)`, "oracle": `JSON_QUERY(doc, '$."dims"[1]')`}},
	{"key of an expression", doc.JSON(expr.ColumnOf[string]("k")), each{
		"sqlite": `JSON_QUOTE(JSON_EXTRACT(doc, k))`, "postgresql": `doc -> k`, "mysql": `JSON_EXTRACT(doc, k)`,
		"mariadb": `JSON_EXTRACT(doc, k)`, "mssql": `JSON_QUERY(doc, k)`, "oracle": `JSON_QUERY(doc, k)`}},
	{"text", color.AsString(), each{
		"sqlite": `CAST(JSON_EXTRACT(doc, ?) AS VARCHAR)`, "postgresql": `CAST(doc ->> ? AS VARCHAR)`,
		"mysql":   `CASE JSON_EXTRACT(doc, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(doc, ?)) END`,
		"mariadb": `CASE JSON_EXTRACT(doc, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(doc, ?)) END`,
		"mssql":   `CASE JSON_VALUE(doc, ?) WHEN NULL THEN NULL ELSE JSON_VALUE(doc, ?) END`,
		"oracle":  `JSON_VALUE(doc, '$."color"' RETURNING VARCHAR2(4000) ERROR ON ERROR)`}},
	{"truth value", color.AsBoolean(), each{
		"sqlite": `CAST(JSON_EXTRACT(doc, ?) AS BOOLEAN)`, "postgresql": `CAST(doc ->> ? AS BOOLEAN)`,
		"mysql":   `CASE JSON_EXTRACT(doc, ?) WHEN 'null' THEN NULL WHEN true THEN true ELSE false END`,
		"mariadb": `CASE JSON_EXTRACT(doc, ?) WHEN 'null' THEN NULL WHEN true THEN true ELSE false END`,
		"mssql":   `CASE JSON_VALUE(doc, ?) WHEN NULL THEN NULL WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST(JSON_VALUE(doc, ?) AS BIT) END`,
		"oracle":  `CASE JSON_VALUE(doc, '$."color"') WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST(JSON_VALUE(doc, '$."color"') AS NUMBER(1)) END`}},
	{"decimal", color.AsNumeric(10, 2), each{
		"sqlite": `CAST(JSON_EXTRACT(doc, ?) AS NUMERIC(10, 2))`, "postgresql": `CAST(doc ->> ? AS NUMERIC(10, 2))`,
		"mysql":   `CASE JSON_EXTRACT(doc, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(doc, ?) AS DECIMAL(10, 2)) END`,
		"mariadb": `CASE JSON_EXTRACT(doc, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(doc, ?) AS DECIMAL(10, 2)) END`,
		"mssql":   `CASE JSON_VALUE(doc, ?) WHEN NULL THEN NULL ELSE CAST(JSON_VALUE(doc, ?) AS NUMERIC(10, 2)) END`,
		"oracle":  `JSON_VALUE(doc, '$."color"' RETURNING NUMBER(10, 2) ERROR ON ERROR)`}},
	{"whole number in a chain", doc.JSON("a").JSON("b").AsInteger(), each{
		"sqlite": `CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(doc, ?)), ?) AS INTEGER)`, "postgresql": `CAST((doc -> ?) ->> ? AS INTEGER)`,
		"mysql":   `CASE JSON_EXTRACT(JSON_EXTRACT(doc, ?), ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(JSON_EXTRACT(doc, ?), ?) AS SIGNED INTEGER) END`,
		"mariadb": `CASE JSON_EXTRACT(JSON_EXTRACT(doc, ?), ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(JSON_EXTRACT(doc, ?), ?) AS SIGNED INTEGER) END`,
		"mssql":   `CASE JSON_VALUE(JSON_QUERY(doc, ?), ?) WHEN NULL THEN NULL ELSE CAST(JSON_VALUE(JSON_QUERY(doc, ?), ?) AS INTEGER) END`,
		"oracle":  `JSON_VALUE(JSON_QUERY(doc, '$."a"'), '$."b"' RETURNING INTEGER ERROR ON ERROR)`}},
	{"path behind a key", doc.JSON("a").JSONPath("b").AsText(), each{
		"sqlite": `JSON_EXTRACT((JSON_QUOTE(JSON_EXTRACT(doc, ?))), ?)`, "postgresql": `((doc -> ?)) #>> ?`,
		"mysql": `JSON_UNQUOTE(JSON_EXTRACT((JSON_EXTRACT(doc, ?)), ?))`, "mariadb": `JSON_UNQUOTE(JSON_EXTRACT((JSON_EXTRACT(doc, ?)), ?))`,
		"mssql": `JSON_VALUE((JSON_QUERY(doc, ?)), ?)`, "oracle": `JSON_VALUE((JSON_QUERY(doc, '$."a"')), '$."b"')`}},
	{"a column is no part", expr.JSONOf(doc).AsString(), each{"all": "error:JSONPath first"}},
	{"a column is no part for a document", expr.JSONOf(doc).AsJSON(), each{"all": "error:JSONPath first"}},
	{"a mistake stays itself", doc.JSON(1.5).AsString(), each{"all": "error:a float64 where a JSON key"}},
	{"nil for a key", doc.JSON(nil), each{"all": "error:JSON key"}},
	{"an empty path", doc.JSONPath(), each{"all": "error:an empty JSON path"}},
	{"an expression in a path", doc.JSONPath("a", doc), each{"all": "error:in a JSON path"}},
}

func TestJSON(t *testing.T) {
	for _, test := range jsonElements {
		for _, d := range six {
			checkElement(t, d, test.name, test.e, test.want.on(d))
		}
	}
}

func checkElement(t *testing.T, d *dialect.Dialect, name string, e expr.Expr, want string) {
	t.Helper()
	got, err := element(d, e)
	if text, ok := strings.CutPrefix(want, "error:"); ok {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s on %s: %q, error %v, want an error with %q", name, d.Name, got, err, text)
		}
		return
	}
	if err != nil || got != want {
		t.Errorf("%s on %s:\ngot  %s\nwant %s\nerror %v", name, d.Name, got, want, err)
	}
}

func TestPostgresCollections(t *testing.T) {
	for _, test := range []struct {
		name string
		e    expr.Expr
		want string
	}{
		{"JSONB by subscript", docB.JSON("a").JSON(0), `doc[?][?::INTEGER]`},
		{"JSONB of a cast", expr.Cast[any](doc, typemap.Spelled(typemap.KindJSON, "JSONB")).JSON("a"), `(CAST(doc AS JSONB))[?]`},
		{"text of JSONB", docB.JSON("a").JSON("b").AsText(), `(doc[?]) ->> ?`},
		{"delete", docB.DeletePath([]string{"a", "b"}), `doc #- CAST(ARRAY[?::VARCHAR, ?::VARCHAR] AS TEXT[])`},
		{"part of what is left", expr.Typed[any](docB.DeletePath([]string{"a"})).JSON("b").AsText(), `((doc #- CAST(ARRAY[?::VARCHAR] AS TEXT[]))) ->> ?`},
		{"operators in a condition", docB.HasKey("a").And(docB.HasAny([]string{"b"})), `(doc ? ?) AND (doc ?| ARRAY[?::VARCHAR])`},
		{"document contains", docB.ContainsAll(map[string]int{"a": 1}), `doc @> ?::JSONB`},
		{"array contains", nums.ContainsAll([]int64{1}), `nums @> ?::INTEGER[]`},
		{"array overlaps", nums.Overlaps(expr.Array[int64](1, 2)), `nums && ARRAY[?::INTEGER, ?::INTEGER]`},
		{"range contains a number", expr.ColumnOf[any]("span", typemap.Spelled(typemap.KindRange, "INT4RANGE")).ContainsAll(5), `span @> ?`},
		{"array of arrays", expr.Array(expr.Typed[any](expr.Array[int64](1)), expr.Typed[any](expr.Array[int64](2))), `ARRAY[ARRAY[?::BIGINT], ARRAY[?::BIGINT]]`},
		{"empty array", expr.Array[int64](), `ARRAY[]::BIGINT[]`},
		{"element", nums.Index(1), `nums[?]`},
		{"element by operation", nums.Index(expr.Val[any](1).Add(1)), `nums[(?::BIGINT + ?::BIGINT)]`},
		{"slice", nums.Slice(1, 2), `nums[?:?]`},
		{"element of an array literal", expr.Array[int64](1).Index(1), `(ARRAY[?::BIGINT])[?]`},
		{"any", dynum.Index(1).Eq(expr.Any(nums)), `nums[?] = ANY (nums)`},
		{"all of a query", dynum.Index(1).Eq(expr.All(expr.ScalarOf[int64](expr.Select(Users.ID).From(Users)))), `nums[?] = ALL (SELECT users.id FROM users)`},
		{"keys that are none", docB.HasAny("a"), `error:a slice of text`},
	} {
		if strings.HasPrefix(test.want, "error:") {
			checkElement(t, postgres.Dialect, test.name, test.e, test.want)
			continue
		}
		text, _, err := postgres.Dialect.SQL(expr.Select(expr.Typed[any](test.e).As("x")))
		if want := "SELECT " + test.want + " AS x"; err != nil || unnumbered(text) != want {
			t.Errorf("%s:\ngot  %s\nwant %s\nerror %v", test.name, unnumbered(text), want, err)
		}
	}
}

func TestCollectionsElsewhere(t *testing.T) {
	for _, d := range six {
		if d == postgres.Dialect {
			continue
		}
		checkElement(t, d, "array", expr.Array[int64](1), "error:no arrays")
		checkElement(t, d, "element", nums.Index(1), "error:no arrays")
		checkElement(t, d, "any of an array", expr.Any(nums), "error:no arrays")
		checkElement(t, d, "operator", nums.ContainsAll([]int64{1}), "error:PostgreSQL")
	}
}

// A part that is selected and grouped by is one expression to PostgreSQL if its key is one parameter.
func TestGroupByPart(t *testing.T) {
	part := docB.JSON("it").JSON(0).AsString()
	text, values, err := postgres.Dialect.SQL(expr.Select(part.As("x"), expr.CountAll()).GroupBy(part))
	want := `SELECT CAST(doc[$1] ->> $2::INTEGER AS VARCHAR) AS x, count(*) AS count_1 GROUP BY CAST(doc[$1] ->> $2::INTEGER AS VARCHAR)`
	if err != nil || text != want || len(values) != 2 {
		t.Errorf("got %s %v, %v", text, values, err)
	}
}

// A key from outside is one key, whatever is in it.
func TestJSONKeys(t *testing.T) {
	for _, test := range []struct {
		key          any
		path, pgPath string
	}{
		{"color", `$."color"`, "color"},
		{3, `$[3]`, ""},
		{`a"."b\`, `$."a\".\"b\\"`, `a"."b\`},
		{expr.JSONPath{"a", 1, `b"c`}, `$."a"[1]."b\"c"`, `{"a",1,"b\"c"}`},
	} {
		if got, err := compile.JSONPathText(test.key); err != nil || got != test.path {
			t.Errorf("JSONPathText(%v) = %v, %v, want %s", test.key, got, err, test.path)
		}
		if got, err := compile.JSONPathArray(test.key); test.pgPath != "" && (err != nil || got != test.pgPath) {
			t.Errorf("JSONPathArray(%v) = %v, %v, want %s", test.key, got, err, test.pgPath)
		}
	}
	text, err := element(oracle.Dialect, doc.JSON("it's"))
	if want := `JSON_QUERY(doc, '$."it''s"')`; err != nil || text != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
}
