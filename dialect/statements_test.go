package dialect_test

import (
	"database/sql"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var (
	bigint  = typemap.BigInt()
	integer = typemap.Integer()
	text    = typemap.Text()
)

// statement is a line of the table below: a statement, its SQL on both databases, and what
// it gives there.
type statement struct {
	name string
	stmt expr.Statement
	sql  string // of SQLite, and of PostgreSQL when pg is empty: with $1, $2 for the question marks
	pg   string
	my   string // of MySQL and MariaDB, where mysqlText does not know it
	args []any
	// pgArgs are those of PostgreSQL, which gets a value once that stands in two places.
	pgArgs []any

	params []sql.NamedArg
	// rows are the expected ones, columns separated by "|"; for a statement without rows,
	// "n affected". nil leaves the statement unexecuted.
	rows   []string
	pgRows []string // where PostgreSQL differs
	myRows []string // where MariaDB differs
	// myErr is said by MySQL and MariaDB where they cannot do it: by the compiler, or by the
	// server where it begins with "Error".
	myErr string
}

// one and args keep the table below short.
func one(rows ...string) []string { return rows }
func args(v ...any) []any         { return v }
func named(name string, v any) []sql.NamedArg {
	return []sql.NamedArg{sql.Named(name, v)}
}

// ids selects the ids of users in order.
func ids(conds ...expr.Expr) *expr.SelectStmt {
	return expr.Select(Users.ID).Where(conds...).OrderBy(Users.ID)
}

// sub is a SELECT as an expression.
func sub[T any](s *expr.SelectStmt) expr.X[T] { return expr.ScalarOf[T](s) }

func neg(e expr.Expr) expr.X[int64] {
	return expr.Typed[int64](&expr.Unary{Op: expr.OpNeg, Operand: expr.Canonical(e), Typ: expr.TypeOf(e)})
}

var (
	nextAge   = Users.Age.Add(1).As("next_age")
	child     = schema.As(Nodes, "child")
	sender    = expr.As(Transfers, "t")
	ed        = Users.Name.Eq("ed")
	wendy     = Users.Name.Eq("wendy")
	mailCount = expr.Select(expr.Count(Addresses.ID)).Where(Addresses.UserID.EqExpr(Users.ID))
	hasMail   = expr.Exists(expr.Select(Addresses.ID).Where(Addresses.UserID.EqExpr(Users.ID)))
)

// statements agree with what SQLAlchemy 2.1 writes, wherever it has the construct.
var statements = []statement{
	// Comparisons, and how they are negated.
	{
		name: "eq", stmt: ids(Users.Age.Eq(30)),
		sql: "SELECT users.id FROM users WHERE users.age = ? ORDER BY users.id", args: args(int64(30)), rows: one("1"),
	}, {
		name: "all comparisons", stmt: ids(Users.Age.Ne(1), Users.Age.Lt(100), Users.Age.Le(30), Users.Age.Gt(1), Users.Age.Ge(30)),
		sql:  "SELECT users.id FROM users WHERE users.age != ? AND users.age < ? AND users.age <= ? AND users.age > ? AND users.age >= ? ORDER BY users.id",
		args: args(int64(1), int64(100), int64(30), int64(1), int64(30)), rows: one("1"),
	}, {
		name: "comparisons of expressions", stmt: ids(expr.And(Users.ID.EqExpr(Users.ID), Users.ID.NeExpr(Users.Age), Users.ID.LtExpr(Users.Age),
			Users.ID.LeExpr(Users.Age), Users.Age.GtExpr(Users.ID), Users.Age.GeExpr(Users.ID))),
		sql: "SELECT users.id FROM users WHERE users.id = users.id AND users.id != users.age AND users.id < users.age AND users.id <= users.age" +
			" AND users.age > users.id AND users.age >= users.id ORDER BY users.id", rows: one("1", "2"),
	}, {
		name: "negated comparisons", stmt: ids(expr.Not(Users.ID.Eq(9)), expr.Not(Users.ID.Ne(1)), expr.Not(Users.ID.Lt(0)),
			expr.Not(Users.ID.Le(0)), expr.Not(Users.ID.Gt(9)), expr.Not(Users.ID.Ge(9))),
		sql:  "SELECT users.id FROM users WHERE users.id != ? AND users.id = ? AND users.id >= ? AND users.id > ? AND users.id <= ? AND users.id < ? ORDER BY users.id",
		args: args(int64(9), int64(1), int64(0), int64(0), int64(9), int64(9)), rows: one("1"),
	}, {
		name: "comparison as a value", stmt: expr.Select(Users.ID, Users.Age.Gt(26).As("older")).OrderBy(Users.ID),
		sql:  "SELECT users.id, users.age > ? AS older FROM users ORDER BY users.id",
		args: args(int64(26)), rows: one("1|true", "2|false", "3|NULL"),
	}, {
		name: "comparison of comparisons", stmt: ids(Users.Age.Eq(30).EqExpr(Users.ID.Eq(1))),
		sql:  "SELECT users.id FROM users WHERE (users.age = ?) = (users.id = ?) ORDER BY users.id",
		args: args(int64(30), int64(1)), rows: one("1", "2"),
	}, {
		name: "between", stmt: ids(Users.Age.Between(25, 30)),
		sql:  "SELECT users.id FROM users WHERE users.age BETWEEN ? AND ? ORDER BY users.id",
		args: args(int64(25), int64(30)), rows: one("1", "2"),
	}, {
		name: "not between", stmt: ids(expr.Not(Users.Age.Between(26, 31))),
		sql:  "SELECT users.id FROM users WHERE users.age NOT BETWEEN ? AND ? ORDER BY users.id",
		args: args(int64(26), int64(31)), rows: one("2"),
	}, {
		name: "between expressions", stmt: ids(Users.C("age").Between(Users.ID.Sub(1), Users.ID.Add(50))),
		sql:  "SELECT users.id FROM users WHERE users.age BETWEEN users.id - ? AND users.id + ? ORDER BY users.id",
		args: args(int64(1), int64(50)), rows: one("1", "2"),
	}, {
		name: "like", stmt: ids(Users.Name.Like("%e%")),
		sql: "SELECT users.id FROM users WHERE users.name LIKE ? ORDER BY users.id", args: args("%e%"), rows: one("1", "2"),
	}, {
		name: "not like", stmt: ids(Users.Name.NotLike("%e%"), expr.Not(Users.Name.Like("x%"))),
		sql:  "SELECT users.id FROM users WHERE users.name NOT LIKE ? AND users.name NOT LIKE ? ORDER BY users.id",
		args: args("%e%", "x%"), rows: one("3"),
	}, {
		name: "nil pointers", stmt: ids(Users.C("fullname").Ne((*string)(nil)), expr.Not(Users.C("age").Eq((*int)(nil))),
			expr.ColOf[*int64](Users.Age.Column()).Eq(nil).Not()),
		sql: "SELECT users.id FROM users WHERE users.fullname IS NOT NULL AND users.age IS NOT NULL AND users.age IS NOT NULL ORDER BY users.id", rows: one("1", "2"),
	}, {
		name: "is null", stmt: ids(Users.Fullname.IsNull()),
		sql: "SELECT users.id FROM users WHERE users.fullname IS NULL ORDER BY users.id", rows: one("3"),
	}, {
		name: "is not null", stmt: ids(Users.Fullname.IsNotNull(), expr.Not(Users.Age.IsNull())),
		sql: "SELECT users.id FROM users WHERE users.fullname IS NOT NULL AND users.age IS NOT NULL ORDER BY users.id", rows: one("1", "2"),
	}, {
		name: "nil is null for a dynamic column", stmt: ids(Users.C("fullname").Eq(nil).Or(Users.C("age").Ne(nil))),
		sql: "SELECT users.id FROM users WHERE users.fullname IS NULL OR users.age IS NOT NULL ORDER BY users.id", rows: one("1", "2", "3"),
	},

	// AND, OR, NOT, and truth values.
	{
		name: "or binds looser than and", stmt: ids(expr.Or(expr.And(Users.ID.Eq(1), Users.Age.Gt(20)), wendy)),
		sql:  "SELECT users.id FROM users WHERE users.id = ? AND users.age > ? OR users.name = ? ORDER BY users.id",
		args: args(int64(1), int64(20), "wendy"), rows: one("1", "2"),
	}, {
		name: "or inside and", stmt: ids(expr.Or(ed, wendy), expr.Or(Users.Age.Gt(26), Users.ID.Eq(3))),
		sql:  "SELECT users.id FROM users WHERE (users.name = ? OR users.name = ?) AND (users.age > ? OR users.id = ?) ORDER BY users.id",
		args: args("ed", "wendy", int64(26), int64(3)), rows: one("1"),
	}, {
		name: "nested and or not", stmt: ids(expr.Or(expr.And(Users.ID.Eq(1), expr.Or(ed, expr.And(wendy, Users.ID.Eq(2)))), expr.Not(expr.Or(ed, wendy)))),
		sql: "SELECT users.id FROM users WHERE users.id = ? AND (users.name = ? OR users.name = ? AND users.id = ?) OR NOT (users.name = ? OR users.name = ?)" +
			" ORDER BY users.id",
		pg: "SELECT users.id FROM users WHERE users.id = $1 AND (users.name = $2 OR users.name = $3 AND users.id = $4) OR NOT (users.name = $2 OR users.name = $3)" +
			" ORDER BY users.id",
		args: args(int64(1), "ed", "wendy", int64(2), "ed", "wendy"), pgArgs: args(int64(1), "ed", "wendy", int64(2)), rows: one("1", "3"),
	}, {
		name: "lists of one operator are one", stmt: ids(expr.And(expr.And(ed, Users.ID.Eq(1)), Users.Age.Gt(20))),
		sql:  "SELECT users.id FROM users WHERE users.name = ? AND users.id = ? AND users.age > ? ORDER BY users.id",
		args: args("ed", int64(1), int64(20)), rows: one("1"),
	}, {
		name: "not not", stmt: ids(expr.Not(expr.Not(expr.Or(ed, wendy)))),
		sql:  "SELECT users.id FROM users WHERE NOT (NOT (users.name = ? OR users.name = ?)) ORDER BY users.id",
		args: args("ed", "wendy"), rows: one("1", "2"),
	}, {
		name: "true in and", stmt: ids(expr.And(expr.And(), ed)),
		sql: "SELECT users.id FROM users WHERE users.name = ? ORDER BY users.id", args: args("ed"), rows: one("1"),
	}, {
		name: "conditions that are none", stmt: ids(expr.And(expr.And()), expr.And()),
		sql: "SELECT users.id FROM users ORDER BY users.id", rows: one("1", "2", "3"),
	}, {
		name: "true beside a condition that is none", stmt: ids(expr.And(), expr.True()),
		sql: "SELECT users.id FROM users WHERE 1 = 1 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE true ORDER BY users.id",
		rows: one("1", "2", "3"),
	}, {
		name: "the opposite of no condition", stmt: ids(expr.Not(expr.And())),
		sql: "SELECT users.id FROM users WHERE 0 = 1 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE false ORDER BY users.id",
		rows: one(),
	}, {
		name: "distinct in front of a value", stmt: expr.Select(expr.Distinct(Users.ID)).Where(Users.ID.Eq(1)),
		sql: "SELECT DISTINCT users.id FROM users WHERE users.id = ?", args: args(int64(1)), rows: one("1"),
	}, {
		name: "true in or", stmt: ids(expr.Or(expr.And(), ed)),
		sql: "SELECT users.id FROM users WHERE 1 = 1 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE true ORDER BY users.id",
		rows: one("1", "2", "3"),
	}, {
		name: "false", stmt: ids(expr.Or(), ed),
		sql: "SELECT users.id FROM users WHERE 0 = 1 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE false ORDER BY users.id",
		rows: one(),
	}, {
		name: "not false", stmt: ids(expr.Not(expr.Or())),
		sql: "SELECT users.id FROM users WHERE 1 = 1 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE true ORDER BY users.id",
		rows: one("1", "2", "3"),
	}, {
		name: "comparison with true", stmt: ids(Users.Age.Gt(26).EqExpr(expr.And())),
		sql: "SELECT users.id FROM users WHERE (users.age > ?) = 1 ORDER BY users.id",
		pg:  "SELECT users.id FROM users WHERE (users.age > $1) = true ORDER BY users.id", args: args(int64(26)), rows: one("1"),
	}, {
		name: "constants as values", stmt: expr.Select(expr.And().As("t"), expr.Or().As("f"), expr.NullValue()),
		sql: "SELECT 1 AS t, 0 AS f, NULL AS anon_1", pg: "SELECT true AS t, false AS f, NULL AS anon_1", rows: one("true|false|NULL"),
		my: "SELECT true AS t, false AS f, NULL AS anon_1",
	}, {
		name: "boolean column", stmt: ids(Users.Active),
		sql: "SELECT users.id FROM users WHERE users.active = 1 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE users.active ORDER BY users.id",
		rows: one("1", "3"),
	}, {
		name: "boolean column in and", stmt: ids(Users.Active, Users.ID.Gt(1)),
		sql: "SELECT users.id FROM users WHERE users.active = 1 AND users.id > ? ORDER BY users.id",
		pg:  "SELECT users.id FROM users WHERE users.active AND users.id > $1 ORDER BY users.id", args: args(int64(1)), rows: one("3"),
	}, {
		name: "not boolean column", stmt: ids(expr.Not(Users.Active)),
		sql: "SELECT users.id FROM users WHERE users.active = 0 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE NOT users.active ORDER BY users.id",
		rows: one("2"),
	}, {
		name: "boolean column compared", stmt: ids(Users.Active.Eq(false)),
		sql: "SELECT users.id FROM users WHERE users.active = 0 ORDER BY users.id", pg: "SELECT users.id FROM users WHERE users.active = false ORDER BY users.id",
		my: "SELECT users.id FROM users WHERE users.active = false ORDER BY users.id", rows: one("2"),
	},

	// IN.
	{
		name: "in", stmt: ids(Users.ID.In(1, 3)),
		sql: "SELECT users.id FROM users WHERE users.id IN (?, ?) ORDER BY users.id", args: args(int64(1), int64(3)), rows: one("1", "3"),
	}, {
		name: "not in", stmt: ids(Users.ID.NotIn(1, 3), expr.Not(Users.ID.In(9))),
		sql:  "SELECT users.id FROM users WHERE (users.id NOT IN (?, ?)) AND (users.id NOT IN (?)) ORDER BY users.id",
		args: args(int64(1), int64(3), int64(9)), rows: one("2"),
	}, {
		name: "in nothing", stmt: ids(Users.Age.In()),
		sql:  "SELECT users.id FROM users WHERE users.age IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE users.age IN (NULL) AND (1 != 1) ORDER BY users.id",
		rows: one(),
	}, {
		name: "not in nothing", stmt: ids(Users.Age.NotIn()),
		sql:  "SELECT users.id FROM users WHERE (users.age NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)) ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE (users.age NOT IN (NULL) OR (1 = 1)) ORDER BY users.id",
		rows: one("1", "2", "3"),
	}, {
		name: "in nothing among others", stmt: ids(expr.Or(Users.ID.In(), expr.And(Users.Age.NotIn(), ed), expr.Not(Users.Name.NotIn()))),
		sql: "SELECT users.id FROM users WHERE users.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) OR (users.age NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))" +
			" AND users.name = ? OR users.name IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) ORDER BY users.id",
		pg: "SELECT users.id FROM users WHERE users.id IN (NULL) AND (1 != 1) OR (users.age NOT IN (NULL) OR (1 = 1)) AND users.name = $1" +
			" OR users.name IN (NULL) AND (1 != 1) ORDER BY users.id",
		args: args("ed"), rows: one("1"),
	}, {
		name: "in mixed expressions", stmt: ids(Users.C("id").In(Users.Age.Sub(29), expr.NullValue(), 2)),
		sql:  "SELECT users.id FROM users WHERE users.id IN (users.age - ?, NULL, ?) ORDER BY users.id",
		args: args(int64(29), int64(2)), rows: one("1", "2"),
	}, {
		name: "in as a value", stmt: ids(Users.ID.In(1, 2).EqExpr(expr.And())),
		sql: "SELECT users.id FROM users WHERE (users.id IN (?, ?)) = 1 ORDER BY users.id",
		pg:  "SELECT users.id FROM users WHERE (users.id IN ($1, $2)) = true ORDER BY users.id", args: args(int64(1), int64(2)), rows: one("1", "2"),
	}, {
		name: "in select", stmt: ids(Users.ID.InSelect(expr.Select(Addresses.UserID))),
		sql:  "SELECT users.id FROM users WHERE users.id IN (SELECT addresses.user_id FROM addresses) ORDER BY users.id",
		rows: one("1", "2"),
	}, {
		name: "not in select", stmt: ids(expr.Not(Users.ID.InSelect(expr.Select(Addresses.UserID).OrderBy(Addresses.ID).Limit(2)))),
		sql:  "SELECT users.id FROM users WHERE (users.id NOT IN (SELECT addresses.user_id FROM addresses ORDER BY addresses.id LIMIT ? OFFSET ?)) ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE (users.id NOT IN (SELECT addresses.user_id FROM addresses ORDER BY addresses.id LIMIT $1)) ORDER BY users.id",
		args: args(int64(2)), rows: one("2", "3"),
		myErr: "Error 1235",
	}, {
		name: "in parameter", stmt: ids(Users.ID.InParam("ids"), Users.Name.Ne("x")), params: named("ids", []int{3, 1}),
		sql:  "SELECT users.id FROM users WHERE users.id IN (?, ?) AND users.name != ? ORDER BY users.id",
		args: args(int64(3), int64(1), "x"), rows: one("1", "3"),
	}, {
		name: "in empty parameter", stmt: ids(Users.ID.InParam("ids")), params: named("ids", []int64{}),
		sql:  "SELECT users.id FROM users WHERE users.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE users.id IN (NULL) AND (1 != 1) ORDER BY users.id",
		rows: one(),
	}, {
		name: "not in empty parameter", stmt: ids(expr.Not(Users.ID.InParam("ids"))), params: named("ids", []any{}),
		sql:  "SELECT users.id FROM users WHERE (users.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)) ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE (users.id NOT IN (NULL) OR (1 = 1)) ORDER BY users.id",
		rows: one("1", "2", "3"),
	}, {
		name: "parameter twice", stmt: ids(Users.ID.EqExpr(expr.Param[int64]("n")).Or(Users.Age.EqExpr(expr.Param[int64]("n")))), params: named("n", 25),
		sql:  "SELECT users.id FROM users WHERE users.id = ? OR users.age = ? ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE users.id = $1 OR users.age = $1 ORDER BY users.id",
		args: args(int64(25), int64(25)), pgArgs: args(int64(25)), rows: one("2"),
	},

	// Arithmetic and text, where databases differ in how tightly operators bind.
	{
		name: "arithmetic", stmt: expr.Select(Users.Age.Add(1).As("a"), Users.Age.Sub(1).As("s"), Users.Age.Mul(2).As("m"), Users.Age.FloorDiv(4).As("d")).Where(ed),
		sql:  "SELECT users.age + ? AS a, users.age - ? AS s, users.age * ? AS m, users.age / ? AS d FROM users WHERE users.name = ?",
		args: args(int64(1), int64(1), int64(2), int64(4), "ed"), rows: one("31|29|60|7"),
		my: "SELECT users.age + ? AS a, users.age - ? AS s, users.age * ? AS m, FLOOR(users.age / ?) AS d FROM users WHERE users.name = ?",
	}, {
		name: "arithmetic of expressions", stmt: expr.Select(Users.Age.AddExpr(Users.ID.Mul(2)), Users.Age.SubExpr(Users.ID.Sub(2)), Users.Age.Sub(1).SubExpr(Users.ID),
			Users.Age.Add(1).MulExpr(Users.ID), Users.Age.FloorDivExpr(Users.ID.Mul(2))).Where(ed),
		sql: "SELECT users.age + users.id * ? AS anon_1, users.age - (users.id - ?) AS anon_2, (users.age - ?) - users.id AS anon_3, (users.age + ?) * users.id AS anon_4," +
			" users.age / (users.id * ?) AS anon_5 FROM users WHERE users.name = ?",
		args: args(int64(2), int64(2), int64(1), int64(1), int64(2), "ed"), rows: one("32|31|28|31|15"),
		my: "SELECT users.age + users.id * ? AS anon_1, users.age - (users.id - ?) AS anon_2, (users.age - ?) - users.id AS anon_3, (users.age + ?) * users.id AS anon_4, FLOOR(users.age / (users.id * ?)) AS anon_5 FROM users WHERE users.name = ?",
	}, {
		name: "minus", stmt: expr.Select(neg(Users.Age).As("n"), neg(neg(Users.Age)).As("p"), neg(Users.Age).Mul(2).As("m")).Where(ed),
		sql:  "SELECT -users.age AS n, -(-users.age) AS p, (-users.age) * ? AS m FROM users WHERE users.name = ?",
		args: args(int64(2), "ed"), rows: one("-30|30|-60"),
	}, {
		name: "concat", stmt: ids(Users.Name.Concat(":").ConcatExpr(Users.Fullname).Eq("ed:Ed Jones")),
		sql:  "SELECT users.id FROM users WHERE (users.name || ? || users.fullname) = ? ORDER BY users.id",
		args: args(":", "ed:Ed Jones"), rows: one("1"),
		my: "SELECT users.id FROM users WHERE (concat(users.name, ?, users.fullname)) = ? ORDER BY users.id",
	}, {
		name: "sum inside concat", stmt: expr.Select(expr.Typed[string](Users.ID.AddExpr(Users.ID)).ConcatExpr(Users.Name).As("x")).Where(ed),
		sql:  "SELECT (users.id + users.id) || users.name AS x FROM users WHERE users.name = ?",
		pg:   "SELECT users.id + users.id || users.name AS x FROM users WHERE users.name = $1",
		args: args("ed"), rows: one("2ed"),
		my: "SELECT concat(users.id + users.id, users.name) AS x FROM users WHERE users.name = ?",
	},

	// Functions, labels, names of columns.
	{
		name: "functions", stmt: expr.Select(expr.CountAll(), expr.Count(Users.Age), expr.CountDistinct(Users.Active), expr.Sum(Users.Age), expr.Min(Users.Name),
			expr.Max(Users.Name), expr.Avg(Users.Age)),
		sql: "SELECT count(*) AS count_1, count(users.age) AS count_2, count(DISTINCT users.active) AS count_3, sum(users.age) AS sum_1, min(users.name) AS min_1," +
			" max(users.name) AS max_1, avg(users.age) AS avg_1 FROM users", rows: one("3|2|2|55|ed|wendy|27.5"),
	}, {
		name: "more functions", stmt: expr.Select(expr.Upper(Users.Name), expr.Lower(Users.Fullname), expr.Length(Users.Name), expr.Coalesce(Users.Fullname, Users.Name),
			expr.Func[int64]("abs", neg(Users.ID))).OrderBy(expr.Lower(Users.Name), Users.ID),
		sql: "SELECT upper(users.name) AS upper_1, lower(users.fullname) AS lower_1, length(users.name) AS length_1, coalesce(users.fullname, users.name) AS coalesce_1," +
			" abs(-users.id) AS abs_1 FROM users ORDER BY lower(users.name), users.id",
		my: "SELECT upper(users.name) AS upper_1, lower(users.fullname) AS lower_1, char_length(users.name) AS length_1, coalesce(users.fullname, users.name) AS coalesce_1," +
			" abs(-users.id) AS abs_1 FROM users ORDER BY lower(users.name), users.id",
		rows: one("ED|ed jones|2|Ed Jones|1", "MARY|NULL|4|mary|3", "WENDY|wendy woo|5|Wendy Woo|2"),
	}, {
		name: "dotted function", stmt: expr.Select(expr.Func[string]("pg_catalog.lower", Users.Name)),
		sql: "SELECT pg_catalog.lower(users.name) AS lower_1 FROM users",
	}, {
		name: "values", stmt: expr.Select(expr.Val(5), expr.Val("x"), expr.Val(true)),
		sql: "SELECT ? AS anon_1, ? AS anon_2, ? AS anon_3", pg: "SELECT $1::BIGINT AS anon_1, $2::VARCHAR AS anon_2, $3::BOOLEAN AS anon_3", args: args(int64(5), "x", true), rows: one("5|x|true"),
	}, {
		name: "label in order by", stmt: expr.Select(nextAge).Where(Users.Age.IsNotNull()).OrderBy(nextAge.Desc(), Users.ID),
		sql:  "SELECT users.age + ? AS next_age FROM users WHERE users.age IS NOT NULL ORDER BY next_age DESC, users.id",
		args: args(int64(1)), rows: one("31", "26"),
	}, {
		name: "label that is not selected", stmt: expr.Select(Users.ID).OrderBy(nextAge, Users.ID),
		sql: "SELECT users.id FROM users ORDER BY users.age + ?, users.id", args: args(int64(1)),
	}, {
		name: "label in where and group by", stmt: expr.Select(nextAge, expr.CountAll()).Where(Users.Active.As("a"), ed.As("e")).GroupBy(Users.Age.As("g")),
		sql:  "SELECT users.age + ? AS next_age, count(*) AS count_1 FROM users WHERE users.active = 1 AND users.name = ? GROUP BY users.age",
		pg:   "SELECT users.age + $1 AS next_age, count(*) AS count_1 FROM users WHERE users.active AND users.name = $2 GROUP BY users.age",
		args: args(int64(1), "ed"), rows: one("31|1"),
	}, {
		name: "names are told apart", stmt: expr.Select(Users.ID, Addresses.ID, Tags.ID).Where(Users.ID.EqExpr(Addresses.ID), Addresses.ID.EqExpr(Tags.ID)).OrderBy(Users.ID),
		sql:  "SELECT users.id, addresses.id AS id_1, tags.id AS id_2 FROM users, addresses, tags WHERE users.id = addresses.id AND addresses.id = tags.id ORDER BY users.id",
		rows: one("1|1|1", "2|2|2"),
	}, {
		name: "a column twice", stmt: expr.Select(Users.ID, Users.ID, Users.Name.As("id_1"), Users.ID, expr.CountAll()),
		sql: "SELECT users.id, users.id AS id__1, users.name AS id_1, users.id AS id__2, count(*) AS count_1 FROM users",
	}, {
		name: "names that need quotes", stmt: expr.Select(Users.ID.As("UPPER"), Users.ID.As("with space"), Users.ID.As("1starts"), Users.ID.As("_ok$1"),
			Users.ID.As("order"), Users.ID.As("naïve"), Users.ID.As(`a"b`), Users.ID.As("c'd"), Users.ID.As("?")).Where(ed),
		sql: `SELECT users.id AS "UPPER", users.id AS "with space", users.id AS "1starts", users.id AS _ok$1, users.id AS "order", users.id AS "naïve",` +
			` users.id AS "a""b", users.id AS "c'd", users.id AS "?" FROM users WHERE users.name = ?`,
		pg: `SELECT users.id AS "UPPER", users.id AS "with space", users.id AS "1starts", users.id AS _ok$1, users.id AS "order", users.id AS "naïve",` +
			` users.id AS "a""b", users.id AS "c'd", users.id AS "?" FROM users WHERE users.name = $1`,
		args: args("ed"), rows: one("1|1|1|1|1|1|1|1|1"),
	}, {
		name: "table that needs quotes", stmt: expr.Select(Mixed).Where(Mixed.C("Id").Eq(1)).OrderBy(Mixed.C("select").Asc()),
		sql: `SELECT "Mixed Case"."Id", "Mixed Case"."select", "Mixed Case"."say ""hi""", "Mixed Case".lower FROM "Mixed Case"` +
			` WHERE "Mixed Case"."Id" = ? ORDER BY "Mixed Case"."select" ASC`,
		args: args(int64(1)), rows: one("1|s|hello|NULL"),
	}, {
		name: "reserved words are each database's own", stmt: expr.Select(Users.ID.As("user"), Users.ID.As("key"), Users.ID.As("window"), Users.ID.As("index")).Where(ed),
		sql:  `SELECT users.id AS user, users.id AS "key", users.id AS window, users.id AS "index" FROM users WHERE users.name = ?`,
		pg:   `SELECT users.id AS "user", users.id AS key, users.id AS "window", users.id AS index FROM users WHERE users.name = $1`,
		args: args("ed"), rows: one("1|1|1|1"),
		my: "SELECT users.id AS user, users.id AS `key`, users.id AS `window`, users.id AS `index` FROM users WHERE users.name = ?",
	},

	// FROM and joins.
	{
		name: "table", stmt: expr.Select(Tags).OrderBy(Tags.ID),
		sql: "SELECT tags.id, tags.label FROM tags ORDER BY tags.id", rows: one("1|red", "2|blue"),
	}, {
		name: "from is inferred from items and conditions", stmt: expr.Select(Users.Name).Where(Addresses.UserID.EqExpr(Users.ID), Addresses.Email.Eq("w@home")),
		sql:  "SELECT users.name FROM users, addresses WHERE addresses.user_id = users.id AND addresses.email = ?",
		args: args("w@home"), rows: one("wendy"),
	}, {
		name: "from given comes first", stmt: expr.Select(Users.ID).From(Tags, Users).Where(Users.ID.EqExpr(Tags.ID)).OrderBy(Users.ID),
		sql: "SELECT users.id FROM tags, users WHERE users.id = tags.id ORDER BY users.id", rows: one("1", "2"),
	}, {
		name: "nothing to select from", stmt: expr.Select(expr.And(ed).As("x")).From(Users).Where(ed),
		sql: "SELECT users.name = ? AS x FROM users WHERE users.name = ?", args: args("ed", "ed"),
		pg: "SELECT users.name = $1 AS x FROM users WHERE users.name = $1", pgArgs: args("ed"), rows: one("true"),
	}, {
		name: "distinct", stmt: expr.Select(Users.Active).Distinct().OrderBy(Users.Active),
		sql: "SELECT DISTINCT users.active FROM users ORDER BY users.active", rows: one("false", "true"),
	}, {
		name: "join by foreign key", stmt: expr.Select(Users.ID, Addresses.ID).Join(Addresses).OrderBy(Addresses.ID),
		sql:  "SELECT users.id, addresses.id AS id_1 FROM users JOIN addresses ON users.id = addresses.user_id ORDER BY addresses.id",
		rows: one("1|1", "1|2", "2|3"),
	}, {
		name: "join from child to parent", stmt: expr.Select(Addresses.Email, Users.Name).From(Addresses).Join(Users).OrderBy(Addresses.ID),
		sql:  "SELECT addresses.email, users.name FROM addresses JOIN users ON users.id = addresses.user_id ORDER BY addresses.id",
		rows: one("ed@home|ed", "ed@work|ed", "w@home|wendy"),
	}, {
		name: "left join", stmt: expr.Select(Users.ID, Addresses.ID).LeftJoin(Addresses).Where(Addresses.ID.IsNull()),
		sql:  "SELECT users.id, addresses.id AS id_1 FROM users LEFT OUTER JOIN addresses ON users.id = addresses.user_id WHERE addresses.id IS NULL",
		rows: one("3|NULL"),
	}, {
		name: "join on a condition", stmt: expr.Select(Transfers.C("id"), Users.Name).From(Transfers).JoinOn(Users, Transfers.C("to_user").EqExpr(expr.Typed[any](Users.ID))),
		sql:  "SELECT transfers.id, users.name FROM transfers JOIN users ON transfers.to_user = users.id",
		rows: one("1|wendy"),
	}, {
		name: "left join on a condition", stmt: ids().LeftJoinOn(Tags, expr.And(Users.ID.EqExpr(Tags.ID), Tags.Label.Eq("red"))).Columns(Tags.Label),
		sql:  "SELECT users.id, tags.label FROM users LEFT OUTER JOIN tags ON users.id = tags.id AND tags.label = ? ORDER BY users.id",
		args: args("red"), rows: one("1|red", "2|NULL", "3|NULL"),
	}, {
		name: "join on true", stmt: ids(Tags.ID.Eq(1)).JoinOn(Tags, expr.And()),
		sql: "SELECT users.id FROM users JOIN tags ON 1 = 1 WHERE tags.id = ? ORDER BY users.id",
		pg:  "SELECT users.id FROM users JOIN tags ON true WHERE tags.id = $1 ORDER BY users.id", args: args(int64(1)), rows: one("1", "2", "3"),
	}, {
		name: "chain of joins", stmt: expr.Select(Users.Name, Lines.Qty).Join(Orders).LeftJoin(Lines).OrderBy(Users.ID, Orders.ID, Lines.LineNo),
		sql: "SELECT users.name, order_lines.qty FROM users JOIN orders ON users.id = orders.user_id LEFT OUTER JOIN order_lines ON orders.id = order_lines.order_id" +
			" ORDER BY users.id, orders.id, order_lines.line_no",
		rows: one("ed|5", "ed|1", "ed|NULL", "wendy|2"),
	}, {
		name: "join of a join", stmt: expr.Select(Users.ID, Lines.Qty).LeftJoin(&expr.Join{Left: expr.CanonicalFrom(Orders), Right: expr.CanonicalFrom(Lines)}).OrderBy(Users.ID, Lines.Qty),
		sql: "SELECT users.id, order_lines.qty FROM users LEFT OUTER JOIN (orders JOIN order_lines ON orders.id = order_lines.order_id) ON users.id = orders.user_id" +
			" ORDER BY users.id, order_lines.qty",
		rows: one("1|1", "1|5", "2|2", "3|NULL"),
	}, {
		name: "join by composite key", stmt: expr.Select(Shipments.C("id"), Lines.Qty).From(Shipments).Join(Lines),
		sql:  "SELECT shipments.id, order_lines.qty FROM shipments JOIN order_lines ON order_lines.order_id = shipments.order_id AND order_lines.line_no = shipments.line_no",
		rows: one("1|1"),
	}, {
		name: "join beside another table", stmt: expr.Select(Tags.Label, Users.Name).From(Users).Join(Addresses).Where(Tags.ID.EqExpr(Addresses.ID)).OrderBy(Tags.ID),
		sql:  "SELECT tags.label, users.name FROM users JOIN addresses ON users.id = addresses.user_id, tags WHERE tags.id = addresses.id ORDER BY tags.id",
		rows: one("red|ed", "blue|ed"),
	}, {
		name: "self join by foreign key", stmt: expr.Select(Nodes.Name, child.Name).From(Nodes).Join(child).OrderBy(Nodes.ID),
		sql:  "SELECT nodes.name, child.name AS name_1 FROM nodes JOIN nodes AS child ON child.id = nodes.parent_id ORDER BY nodes.id",
		rows: one("a|root", "b|root", "c|a"),
	}, {
		name: "self join on a condition", stmt: expr.Select(Nodes.Name, child.Name).From(Nodes).JoinOn(child, child.ParentID.EqExpr(Nodes.ID)).OrderBy(child.ID),
		sql:  "SELECT nodes.name, child.name AS name_1 FROM nodes JOIN nodes AS child ON child.parent_id = nodes.id ORDER BY child.id",
		rows: one("root|a", "root|b", "a|c"),
	}, {
		name: "alias joined by foreign key", stmt: expr.Select(Users.ID).Join(schema.As(Addresses, "a b")).OrderBy(Users.ID),
		sql: `SELECT users.id FROM users JOIN addresses AS "a b" ON users.id = "a b".user_id ORDER BY users.id`, rows: one("1", "1", "2"),
	}, {
		name: "alias", stmt: expr.Select(sender.C("id")).Where(sender.C("from_user").Eq(1)),
		sql: "SELECT t.id FROM transfers AS t WHERE t.from_user = ?", args: args(int64(1)), rows: one("1"),
	}, {
		name: "alias of an alias", stmt: expr.Select(expr.As(expr.As(Tags, "a"), "b")).OrderBy(expr.Val(1)),
		sql: "SELECT b.id, b.label FROM tags AS b ORDER BY ?", args: args(int64(1)),
	},

	// SELECTs inside.
	{
		name: "exists", stmt: ids(hasMail),
		sql:  "SELECT users.id FROM users WHERE EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id) ORDER BY users.id",
		rows: one("1", "2"),
	}, {
		name: "not exists", stmt: ids(expr.Not(hasMail)),
		sql:  "SELECT users.id FROM users WHERE NOT (EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id)) ORDER BY users.id",
		rows: one("3"),
	}, {
		name: "exists in and", stmt: ids(hasMail, Users.Active),
		sql:  "SELECT users.id FROM users WHERE (EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id)) AND users.active = 1 ORDER BY users.id",
		pg:   "SELECT users.id FROM users WHERE (EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id)) AND users.active ORDER BY users.id",
		rows: one("1"),
	}, {
		name: "exists as a value", stmt: expr.Select(expr.Exists(expr.Select(Tags.ID)), expr.Exists(expr.Select(Tags.ID).Where(Tags.ID.Eq(-1))).As("e")),
		sql:  "SELECT EXISTS (SELECT tags.id FROM tags) AS anon_1, EXISTS (SELECT tags.id FROM tags WHERE tags.id = ?) AS e",
		args: args(int64(-1)), rows: one("true|false"),
	}, {
		name: "scalar select", stmt: expr.Select(Users.ID, sub[int64](mailCount).As("n")).Where(sub[int64](mailCount).Gt(0)).OrderBy(Users.ID),
		sql: "SELECT users.id, (SELECT count(addresses.id) AS count_1 FROM addresses WHERE addresses.user_id = users.id) AS n FROM users" +
			" WHERE (SELECT count(addresses.id) AS count_1 FROM addresses WHERE addresses.user_id = users.id) > ? ORDER BY users.id",
		args: args(int64(0)), rows: one("1|2", "2|1"),
	}, {
		name: "selects as values", stmt: expr.Select(Users.ID, expr.ScalarOf[int64](mailCount).As("mails")).Where(Users.Age.EqExpr(expr.ScalarOf[int64](expr.Select(expr.Max(expr.As(Users, "u").C("age")))))),
		sql: "SELECT users.id, (SELECT count(addresses.id) AS count_1 FROM addresses WHERE addresses.user_id = users.id) AS mails FROM users" +
			" WHERE users.age = (SELECT max(u.age) AS max_1 FROM users AS u)", rows: one("1|2"),
	}, {
		name: "nested select keeps its only table", stmt: ids(Users.Age.EqExpr(sub[int64](expr.Select(expr.Max(Users.Age))))),
		sql:  "SELECT users.id FROM users WHERE users.age = (SELECT max(users.age) AS max_1 FROM users) ORDER BY users.id",
		rows: one("1"),
	}, {
		name: "nested select of an alias", stmt: expr.Select(Nodes.ID).Where(expr.Not(expr.Exists(expr.Select(child.ID).Where(child.ParentID.EqExpr(Nodes.ID))))).OrderBy(Nodes.ID),
		sql:  "SELECT nodes.id FROM nodes WHERE NOT (EXISTS (SELECT child.id FROM nodes AS child WHERE child.parent_id = nodes.id)) ORDER BY nodes.id",
		rows: one("3", "4"),
	}, {
		name: "selects beside each other", stmt: expr.Select(sub[int64](expr.Select(expr.Max(Users.ID))).AddExpr(sub[int64](expr.Select(expr.Min(Users.ID)))).As("s")),
		sql:  "SELECT (SELECT max(users.id) AS max_1 FROM users) + (SELECT min(users.id) AS min_1 FROM users) AS s",
		rows: one("4"),
	}, {
		name: "correlation reaches one level", stmt: ids(expr.Exists(expr.Select(Addresses.ID).Where(Addresses.UserID.EqExpr(Users.ID),
			expr.Exists(expr.Select(Orders.ID).Where(Orders.UserID.EqExpr(Users.ID), Orders.ID.LtExpr(Addresses.ID)))))),
		sql: "SELECT users.id FROM users WHERE EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id" +
			" AND (EXISTS (SELECT orders.id FROM orders, users WHERE orders.user_id = users.id AND orders.id < addresses.id))) ORDER BY users.id",
		rows: one("1", "2"),
	}, {
		name: "correlate reaches all", stmt: ids(expr.Exists(expr.Select(Addresses.ID).Where(Addresses.UserID.EqExpr(Users.ID),
			expr.Exists(expr.Select(Orders.ID).Where(Orders.UserID.EqExpr(Users.ID), Orders.ID.GtExpr(Addresses.ID)).Correlate(Users, Addresses))))),
		sql: "SELECT users.id FROM users WHERE EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id" +
			" AND (EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id AND orders.id > addresses.id))) ORDER BY users.id",
		rows: one("1"),
	}, {
		name: "correlate all there is", stmt: expr.Select(sub[int64](expr.Select(Users.ID).Correlate(Users))).From(Users).OrderBy(Users.ID),
		sql:  "SELECT (SELECT users.id) AS anon_1 FROM users ORDER BY users.id",
		rows: one("1", "2", "3"),
	}, {
		name: "correlate names only what is around", stmt: expr.Select(Tags.ID).Correlate(Users).OrderBy(Tags.ID).Limit(1),
		sql:  "SELECT tags.id FROM tags ORDER BY tags.id LIMIT ? OFFSET ?",
		pg:   "SELECT tags.id FROM tags ORDER BY tags.id LIMIT $1",
		args: args(int64(1)), rows: one("1"),
	},

	// GROUP BY, ORDER BY, LIMIT.
	{
		name: "group by and having", stmt: expr.Select(Orders.Status, expr.Sum(Orders.Total).As("s")).GroupBy(Orders.Status).
			Having(expr.CountAll().Gt(1), Orders.Status.Ne("void")).OrderBy(Orders.Status),
		sql:  "SELECT orders.status, sum(orders.total) AS s FROM orders GROUP BY orders.status HAVING count(*) > ? AND orders.status != ? ORDER BY orders.status",
		args: args(int64(1), "void"), rows: one("paid|13.5"), pgRows: one("paid|13.50"), myRows: one("paid|13.50"),
	}, {
		name: "group by of a join", stmt: expr.Select(Users.Name, expr.Count(Addresses.ID).As("n")).LeftJoin(Addresses).GroupBy(Users.ID, Users.Name).
			OrderBy(expr.Count(Addresses.ID).Desc(), Users.ID),
		sql: "SELECT users.name, count(addresses.id) AS n FROM users LEFT OUTER JOIN addresses ON users.id = addresses.user_id" +
			" GROUP BY users.id, users.name ORDER BY count(addresses.id) DESC, users.id",
		rows: one("ed|2", "wendy|1", "mary|0"),
	}, {
		name: "order by", stmt: expr.Select(Users.ID).OrderBy(Users.Active.Desc(), Users.ID.Asc()),
		sql: "SELECT users.id FROM users ORDER BY users.active DESC, users.id ASC", rows: one("1", "3", "2"),
	}, {
		name: "limit", stmt: ids().Limit(2),
		sql: "SELECT users.id FROM users ORDER BY users.id LIMIT ? OFFSET ?", pg: "SELECT users.id FROM users ORDER BY users.id LIMIT $1",
		args: args(int64(2)), rows: one("1", "2"),
	}, {
		name: "offset", stmt: ids().Offset(1),
		sql: "SELECT users.id FROM users ORDER BY users.id LIMIT ? OFFSET ?", pg: "SELECT users.id FROM users ORDER BY users.id LIMIT ALL OFFSET $1",
		args: args(int64(1)), rows: one("2", "3"),
	}, {
		name: "limit and offset", stmt: ids().Limit(1).Offset(1),
		sql: "SELECT users.id FROM users ORDER BY users.id LIMIT ? OFFSET ?", args: args(int64(1), int64(1)), rows: one("2"),
	}, {
		name: "the last limit counts", stmt: ids().Limit(1).Limit(0).Offset(1).Offset(0),
		sql: "SELECT users.id FROM users ORDER BY users.id LIMIT ? OFFSET ?", args: args(int64(0), int64(0)), rows: one(),
	},

	// INSERT, UPDATE, DELETE.
	{
		name: "insert", stmt: expr.Insert(Tags).Values(Tags.ID.Set(10), Tags.Label.Set("new")),
		sql: "INSERT INTO tags (id, label) VALUES (?, ?)", args: args(int64(10), "new"), rows: one("1 affected"),
	}, {
		name: "insert several rows, in any order", stmt: expr.Insert(Tags).Values(Tags.ID.Set(10), Tags.Label.Set("a")).Values(Tags.Label.Set("b"), Tags.ID.Set(11)),
		sql: "INSERT INTO tags (id, label) VALUES (?, ?), (?, ?)", args: args(int64(10), "a", int64(11), "b"), rows: one("2 affected"),
	}, {
		name: "insert rows at once", stmt: expr.Insert(Tags).Rows([]expr.Assignment{Tags.ID.Set(10), Tags.Label.Set("a")}, []expr.Assignment{Tags.Label.Set("b"), Tags.ID.Set(11)}).
			Values(Tags.ID.Set(12), Tags.Label.Set("c")),
		sql: "INSERT INTO tags (id, label) VALUES (?, ?), (?, ?), (?, ?)", args: args(int64(10), "a", int64(11), "b", int64(12), "c"), rows: one("3 affected"),
	}, {
		name: "insert null", stmt: expr.Insert(Nodes).Values(Nodes.Name.Set("n"), Nodes.ParentID.SetNull()).Returning(Nodes.Name, Nodes.ParentID),
		sql:  "INSERT INTO nodes (parent_id, name) VALUES (?, ?) RETURNING name, parent_id",
		pg:   "INSERT INTO nodes (parent_id, name) VALUES ($1, $2) RETURNING nodes.name, nodes.parent_id",
		args: args(nil, "n"), rows: one("n|NULL"),
	}, {
		name: "insert pointer", stmt: expr.Insert(Nodes).Values(Nodes.Name.Set("n"), Nodes.ParentID.SetPtr(nil)),
		sql: "INSERT INTO nodes (parent_id, name) VALUES (?, ?)", args: args(nil, "n"), rows: one("1 affected"),
	}, {
		name: "insert default values", stmt: expr.Insert(Shipments).Returning(Shipments.C("line_no")),
		sql: "INSERT INTO shipments DEFAULT VALUES RETURNING line_no", pg: "INSERT INTO shipments DEFAULT VALUES RETURNING shipments.line_no",
		my: "INSERT INTO shipments () VALUES () RETURNING shipments.line_no",
	}, {
		name: "insert an expression", stmt: expr.Insert(Tags).Values(Tags.ID.SetExpr(expr.Val[int64](40).Add(2)), Tags.Label.SetExpr(expr.Lower(expr.Val("X")))),
		sql: "INSERT INTO tags (id, label) VALUES ((? + ?), lower(?))", pg: "INSERT INTO tags (id, label) VALUES (($1::BIGINT + $2::BIGINT), lower($3))", args: args(int64(40), int64(2), "X"),
	}, {
		name: "insert a select", stmt: expr.Insert(Tags).Values(Tags.ID.SetExpr(sub[int64](expr.Select(expr.Max(Tags.ID).Add(100)))), Tags.Label.Set("sub")).Returning(Tags.ID),
		sql:  "INSERT INTO tags (id, label) VALUES ((SELECT max(tags.id) + ? AS anon_1 FROM tags), ?) RETURNING id",
		pg:   "INSERT INTO tags (id, label) VALUES ((SELECT max(tags.id) + $1 AS anon_1 FROM tags), $2) RETURNING tags.id",
		args: args(int64(100), "sub"), rows: one("102"),
	}, {
		name: "insert returning", stmt: expr.Insert(Tags).Values(Tags.ID.Set(62), Tags.Label.Set("Rr")).Returning(Tags, expr.Lower(Tags.Label).As("low"), Tags.ID.Add(1)),
		sql:  "INSERT INTO tags (id, label) VALUES (?, ?) RETURNING id, label, lower(label) AS low, id + ? AS anon_1",
		pg:   "INSERT INTO tags (id, label) VALUES ($1, $2) RETURNING tags.id, tags.label, lower(tags.label) AS low, tags.id + $3 AS anon_1",
		args: args(int64(62), "Rr", int64(1)), rows: one("62|Rr|rr|63"),
	}, {
		name: "insert with quotes", stmt: expr.Insert(Mixed).Values(Mixed.C("Id").Set(9), Mixed.C("select").Set("s"), Mixed.C(`say "hi"`).Set("n")),
		sql: `INSERT INTO "Mixed Case" ("Id", "select", "say ""hi""") VALUES (?, ?, ?)`, args: args(int64(9), "s", "n"), rows: one("1 affected"),
	}, {
		name: "update", stmt: expr.Update(Users).Set(Users.Age.Set(5), Users.Fullname.SetNull()).Where(Users.ID.Eq(1)),
		sql: "UPDATE users SET fullname=?, age=? WHERE users.id = ?", args: args(nil, int64(5), int64(1)), rows: one("1 affected"),
	}, {
		name: "update by an expression", stmt: expr.Update(Users).Set(Users.Age.SetExpr(Users.Age.Add(1))).Where(Users.Age.Gt(20)).Returning(Users.ID, Users.Age),
		sql:  "UPDATE users SET age=(users.age + ?) WHERE users.age > ? RETURNING id, age",
		pg:   "UPDATE users SET age=(users.age + $1) WHERE users.age > $2 RETURNING users.id, users.age",
		args: args(int64(1), int64(20)), rows: one("1|31", "2|26"),
	}, {
		name: "update by a select", stmt: expr.Update(Users).Set(Users.Age.SetExpr(sub[int64](mailCount))).Where(hasMail).Returning(Users.ID, Users.Age),
		sql: "UPDATE users SET age=(SELECT count(addresses.id) AS count_1 FROM addresses WHERE addresses.user_id = users.id)" +
			" WHERE EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id) RETURNING id, age",
		pg: "UPDATE users SET age=(SELECT count(addresses.id) AS count_1 FROM addresses WHERE addresses.user_id = users.id)" +
			" WHERE EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id) RETURNING users.id, users.age",
		rows: one("1|2", "2|1"),
	}, {
		name: "update all", stmt: expr.Update(Tags).Set(Tags.Label.SetExpr(Tags.Label.Concat("!"))),
		sql: "UPDATE tags SET label=(tags.label || ?)", args: args("!"), rows: one("2 affected"),
		my: "UPDATE tags SET label=(concat(tags.label, ?))",
	}, {
		name: "update an alias", stmt: func() expr.Statement {
			u := schema.As(Users, "u")
			return expr.Update(u).Set(u.Name.Set("x")).Where(u.ID.Eq(1))
		}(),
		sql: "UPDATE users AS u SET name=? WHERE u.id = ?", args: args("x", int64(1)), rows: one("1 affected"),
	}, {
		name: "delete", stmt: expr.Delete(Addresses).Where(Addresses.UserID.Eq(1), Addresses.ID.Eq(2)),
		sql: "DELETE FROM addresses WHERE addresses.user_id = ? AND addresses.id = ?", args: args(int64(1), int64(2)), rows: one("1 affected"),
	}, {
		name: "delete by a select", stmt: expr.Delete(Tags).Where(expr.Exists(expr.Select(Users.ID).Where(Users.ID.EqExpr(Tags.ID), wendy))).Returning(Tags.Label),
		sql:  "DELETE FROM tags WHERE EXISTS (SELECT users.id FROM users WHERE users.id = tags.id AND users.name = ?) RETURNING label",
		pg:   "DELETE FROM tags WHERE EXISTS (SELECT users.id FROM users WHERE users.id = tags.id AND users.name = $1) RETURNING tags.label",
		args: args("wendy"), rows: one("blue"),
	}, {
		name: "delete returning a correlated select",
		stmt: expr.Delete(Tags).Where(Tags.ID.Eq(1)).Returning(Tags.ID, sub[string](expr.Select(Users.Name).Where(Users.ID.EqExpr(Tags.ID))).As("u")),
		sql:  "DELETE FROM tags WHERE tags.id = ? RETURNING id, (SELECT users.name FROM users WHERE users.id = tags.id) AS u",
		pg:   "DELETE FROM tags WHERE tags.id = $1 RETURNING tags.id, (SELECT users.name FROM users WHERE users.id = tags.id) AS u",
		args: args(int64(1)), rows: one("1|ed"),
	}, {
		name: "delete all", stmt: expr.Delete(Tags),
		sql: "DELETE FROM tags", rows: one("2 affected"),
	},

	// Text.
	{
		name: "text", stmt: expr.Text("SELECT id FROM users WHERE id IN (:a, :b) ORDER BY id").Bind("a", 1).Bind("b", 3),
		sql: "SELECT id FROM users WHERE id IN (?, ?) ORDER BY id", args: args(int64(1), int64(3)), rows: one("1", "3"),
	}, {
		name: "text with a parameter twice", stmt: expr.Text("SELECT id FROM users WHERE id = :x OR age = :x").Bind("x", 25),
		sql: "SELECT id FROM users WHERE id = ? OR age = ?", args: args(int64(25), int64(25)), rows: one("2"),
	}, {
		name: "text with a parameter of the execution", stmt: expr.Text("SELECT name FROM users WHERE id = :id"), params: named("id", 2),
		sql: "SELECT name FROM users WHERE id = ?", args: args(int64(2)), rows: one("wendy"),
	}, {
		name: "text bound last counts", stmt: expr.Text("SELECT name FROM users WHERE id = :id").Bind("id", 1).Bind("id", 2),
		sql: "SELECT name FROM users WHERE id = ?", args: args(int64(2)), rows: one("wendy"),
	}, {
		name: "text with colons that are none", stmt: expr.Text(`SELECT ':a' AS s /* :b */, "id" -- :c
FROM users WHERE id = :id AND name != ':d'`).Bind("id", 1),
		sql: `SELECT ':a' AS s /* :b */, "id" -- :c
FROM users WHERE id = ? AND name != ':d'`, args: args(int64(1)), rows: one(":a|1"),
		my: `SELECT ':a' AS s /* :b */, "id" -- :c
FROM users WHERE id = ? AND name != ':d'`, myRows: one(":a|id"), // double quotes are strings there
	}, {
		name: "text with a cast", stmt: expr.Text("SELECT id::text FROM users WHERE id = :id::int").Bind("id", 1),
		sql: "SELECT id::text FROM users WHERE id = ?::int", args: args(int64(1)), rows: nil,
	}, {
		name: "text with an escaped colon", stmt: expr.Text(`SELECT 'a\:b' AS s, name FROM users WHERE name != '\:x' AND id = 1\:\:int`),
		sql: `SELECT 'a\:b' AS s, name FROM users WHERE name != '\:x' AND id = 1::int`,
	}, {
		name: "text with question marks", stmt: expr.Text("SELECT '?' AS q, '$1' AS d, id FROM users WHERE id = :id").Bind("id", 1),
		sql: "SELECT '?' AS q, '$1' AS d, id FROM users WHERE id = ?", pg: "SELECT '?' AS q, '$1' AS d, id FROM users WHERE id = $1",
		args: args(int64(1)), rows: one("?|$1|1"),
	}, {
		name: "text with an expression", stmt: expr.Text("SELECT name FROM users WHERE :cond").Bind("cond", ed.Or(wendy)),
		sql: "SELECT name FROM users WHERE users.name = ? OR users.name = ?", args: args("ed", "wendy"), rows: one("ed", "wendy"),
	},

	// DDL.
	{
		name: "create table", stmt: &schema.CreateTable{Table: &Users.Table},
		sql: "CREATE TABLE users (\n\tid INTEGER NOT NULL,\n\tname VARCHAR(50) NOT NULL,\n\tfullname VARCHAR(100),\n\tage INTEGER,\n\tactive BOOLEAN NOT NULL,\n\tPRIMARY KEY (id)\n)",
		pg:  "CREATE TABLE users (\n\tid BIGSERIAL NOT NULL,\n\tname VARCHAR(50) NOT NULL,\n\tfullname VARCHAR(100),\n\tage INTEGER,\n\tactive BOOLEAN NOT NULL,\n\tPRIMARY KEY (id)\n)",
		my:  "CREATE TABLE users (\n\tid BIGINT NOT NULL AUTO_INCREMENT,\n\tname VARCHAR(50) NOT NULL,\n\tfullname VARCHAR(100),\n\tage INTEGER,\n\tactive BOOL NOT NULL,\n\tPRIMARY KEY (id)\n)",
	}, {
		name: "create table with defaults and foreign keys", stmt: &schema.CreateTable{Table: &Orders.Table, IfNotExists: true},
		sql: "CREATE TABLE IF NOT EXISTS orders (\n\tid INTEGER NOT NULL,\n\tuser_id BIGINT,\n\tstatus VARCHAR(20) DEFAULT 'new' NOT NULL,\n\ttotal NUMERIC(12, 2),\n" +
			"\tPRIMARY KEY (id),\n\tFOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL\n)",
		pg: "CREATE TABLE IF NOT EXISTS orders (\n\tid BIGSERIAL NOT NULL,\n\tuser_id BIGINT,\n\tstatus VARCHAR(20) DEFAULT 'new' NOT NULL,\n\ttotal NUMERIC(12, 2),\n" +
			"\tPRIMARY KEY (id),\n\tFOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL\n)",
		rows: one("0 affected"),
		my:   "CREATE TABLE IF NOT EXISTS orders (\n\tid BIGINT NOT NULL AUTO_INCREMENT,\n\tuser_id BIGINT,\n\tstatus VARCHAR(20) NOT NULL DEFAULT 'new',\n\ttotal NUMERIC(12, 2),\n\tPRIMARY KEY (id),\n\tFOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL\n)",
	}, {
		name: "create table with a composite key", stmt: &schema.CreateTable{Table: &Lines.Table},
		sql: "CREATE TABLE order_lines (\n\torder_id BIGINT NOT NULL,\n\tline_no INTEGER NOT NULL,\n\tqty INTEGER NOT NULL,\n" +
			"\tPRIMARY KEY (order_id, line_no),\n\tFOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE\n)",
	}, {
		name: "create table with a composite foreign key", stmt: &schema.CreateTable{Table: Shipments},
		sql: "CREATE TABLE shipments (\n\tid INTEGER NOT NULL,\n\torder_id BIGINT NOT NULL,\n\tline_no INTEGER NOT NULL,\n" +
			"\tPRIMARY KEY (id),\n\tFOREIGN KEY(order_id, line_no) REFERENCES order_lines (order_id, line_no)\n)",
		pg: "CREATE TABLE shipments (\n\tid BIGSERIAL NOT NULL,\n\torder_id BIGINT NOT NULL,\n\tline_no INTEGER NOT NULL,\n" +
			"\tPRIMARY KEY (id),\n\tFOREIGN KEY(order_id, line_no) REFERENCES order_lines (order_id, line_no)\n)",
		my: "CREATE TABLE shipments (\n\tid BIGINT NOT NULL AUTO_INCREMENT,\n\torder_id BIGINT NOT NULL,\n\tline_no INTEGER NOT NULL,\n\tPRIMARY KEY (id),\n\tFOREIGN KEY(order_id, line_no) REFERENCES order_lines (order_id, line_no)\n)",
	}, {
		name: "create table with unique", stmt: &schema.CreateTable{Table: &Tags.Table},
		sql: "CREATE TABLE tags (\n\tid INTEGER NOT NULL,\n\tlabel VARCHAR(30) NOT NULL,\n\tPRIMARY KEY (id),\n\tUNIQUE (label)\n)",
		pg:  "CREATE TABLE tags (\n\tid BIGSERIAL NOT NULL,\n\tlabel VARCHAR(30) NOT NULL,\n\tPRIMARY KEY (id),\n\tUNIQUE (label)\n)",
		my:  "CREATE TABLE tags (\n\tid BIGINT NOT NULL AUTO_INCREMENT,\n\tlabel VARCHAR(30) NOT NULL,\n\tPRIMARY KEY (id),\n\tUNIQUE (label)\n)",
	}, {
		name: "create table with quotes", stmt: &schema.CreateTable{Table: Mixed},
		sql: "CREATE TABLE \"Mixed Case\" (\n\t\"Id\" INTEGER NOT NULL,\n\t\"select\" TEXT NOT NULL,\n\t\"say \"\"hi\"\"\" TEXT NOT NULL,\n\tlower TEXT,\n\tPRIMARY KEY (\"Id\")\n)",
		pg:  "CREATE TABLE \"Mixed Case\" (\n\t\"Id\" BIGSERIAL NOT NULL,\n\t\"select\" TEXT NOT NULL,\n\t\"say \"\"hi\"\"\" TEXT NOT NULL,\n\tlower TEXT,\n\tPRIMARY KEY (\"Id\")\n)",
		my:  "CREATE TABLE `Mixed Case` (\n\t`Id` BIGINT NOT NULL AUTO_INCREMENT,\n\t`select` LONGTEXT NOT NULL,\n\t`say \"hi\"` LONGTEXT NOT NULL,\n\tlower LONGTEXT,\n\tPRIMARY KEY (`Id`)\n)",
	}, {
		name: "create index", stmt: &schema.CreateIndex{Index: Nodes.Indexes()[0], IfNotExists: true},
		sql: "CREATE INDEX IF NOT EXISTS ix_nodes_parent_id ON nodes (parent_id)", rows: one("0 affected"),
	}, {
		name: "drop table", stmt: &schema.DropTable{Table: Shipments},
		sql: "DROP TABLE shipments", rows: one("0 affected"),
	}, {
		name: "drop table if exists", stmt: &schema.DropTable{Table: Mixed, IfExists: true},
		sql: `DROP TABLE IF EXISTS "Mixed Case"`, rows: one("0 affected"),
	}, {
		name: "all types", stmt: &schema.CreateTable{Table: typed},
		sql: "CREATE TABLE typed (\n\ta BOOLEAN NOT NULL,\n\tb SMALLINT NOT NULL,\n\tc INTEGER NOT NULL,\n\td BIGINT NOT NULL,\n\te REAL NOT NULL,\n\tf DOUBLE NOT NULL," +
			"\n\tg NUMERIC NOT NULL,\n\th NUMERIC(10, 2) NOT NULL,\n\ti VARCHAR NOT NULL,\n\tj VARCHAR(5) NOT NULL,\n\tk TEXT NOT NULL,\n\tl BLOB NOT NULL,\n\tm DATE NOT NULL," +
			"\n\tn TIME NOT NULL,\n\to DATETIME NOT NULL,\n\tp DATETIME NOT NULL,\n\tq JSON NOT NULL,\n\tr CHAR(36) NOT NULL\n)",
		pg: "CREATE TABLE typed (\n\ta BOOLEAN NOT NULL,\n\tb SMALLINT NOT NULL,\n\tc INTEGER NOT NULL,\n\td BIGINT NOT NULL,\n\te REAL NOT NULL,\n\tf DOUBLE PRECISION NOT NULL," +
			"\n\tg NUMERIC NOT NULL,\n\th NUMERIC(10, 2) NOT NULL,\n\ti VARCHAR NOT NULL,\n\tj VARCHAR(5) NOT NULL,\n\tk TEXT NOT NULL,\n\tl BYTEA NOT NULL,\n\tm DATE NOT NULL," +
			"\n\tn TIME WITHOUT TIME ZONE NOT NULL,\n\to TIMESTAMP WITHOUT TIME ZONE NOT NULL,\n\tp TIMESTAMP WITH TIME ZONE NOT NULL,\n\tq JSON NOT NULL,\n\tr UUID NOT NULL\n)",
		rows:  one("0 affected"),
		myErr: "NUMERIC without a precision",
	},
}

// typed has a column of each SQL type; it is not among the tables that are created.
var typed = func() *schema.Table {
	types := []typemap.Type{typemap.Boolean(), typemap.SmallInt(), integer, bigint, typemap.Real(), typemap.Double(), typemap.Numeric(0, 0), typemap.Numeric(10, 2),
		typemap.String(0), typemap.String(5), text, typemap.Binary(), typemap.Date(), typemap.Time(), typemap.DateTime(), typemap.DateTimeZone(), typemap.JSON(), typemap.UUID()}
	var items []schema.TableItem
	for i, t := range types {
		items = append(items, schema.NewColumn(string(rune('a'+i)), t))
	}
	return schema.NewTable(schema.NewMetaData(), "typed", items...)
}()
