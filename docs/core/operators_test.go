package core_test

import (
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// where selects the names of the users that fit a condition.
func where(conds ...expr.Expr) *expr.SelectStmt {
	return expr.Select(Users.Name).Where(conds...)
}

func Example_operatorsCompare() {
	stmt := expr.Select(Users.Name).Where(
		Users.Age.Gt(18),
		Users.ID.LtExpr(Users.Age),
		Users.Name.Ne("patrick"),
	)

	show(stmt)
	// Output:
	// SELECT users.name FROM users WHERE users.age > ? AND users.id < users.age AND users.name != ? -- 18, "patrick"
}

func Example_operatorsNull() {
	var nobody *int64

	show(where(Users.Age.IsNull()))
	show(where(Users.C("age").Eq(nil)))
	show(where(Users.C("age").Ne(nobody)))
	show(where(Users.Age.Lt(30)))
	rows(where(Users.Age.Lt(30)))
	// Output:
	// SELECT users.name FROM users WHERE users.age IS NULL
	// SELECT users.name FROM users WHERE users.age IS NULL
	// SELECT users.name FROM users WHERE users.age IS NOT NULL
	// SELECT users.name FROM users WHERE users.age < ? -- 30
	// spongebob
}

func Example_operatorsDistinct() {
	stmt := where(Users.Age.IsDistinctFrom(22))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, mssql.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// SELECT users.name FROM users WHERE users.age IS NOT ? -- 22
	// -- postgresql
	// SELECT users.name FROM users WHERE users.age IS DISTINCT FROM $1 -- 22
	// -- mysql
	// SELECT users.name FROM users WHERE NOT (users.age <=> ?) -- 22
	// -- mssql
	// SELECT users.name FROM users WHERE NOT EXISTS (SELECT users.age INTERSECT SELECT @p1) -- 22
	// sandy
	// patrick
}

func Example_operatorsBool() {
	adult := Users.Age.Ge(18)
	stmt := expr.Select(Users.Name, adult.As("adult")).Where(adult.EqExpr(expr.Val(true)))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, users.age >= ? AS adult FROM users WHERE (users.age >= ?) = ? -- 18, 18, true
	// spongebob true
	// sandy true
}

func Example_operatorsLike() {
	show(where(Users.Name.Like("s%")))
	show(where(Users.Name.NotLike("s%")))
	show(where(Users.Name.Like("100/%%", expr.Escape('/'))))
	show(where(Users.Name.ILike("S%")), sqlite.Dialect, postgres.Dialect)
	// Output:
	// SELECT users.name FROM users WHERE users.name LIKE ? -- "s%"
	// SELECT users.name FROM users WHERE users.name NOT LIKE ? -- "s%"
	// SELECT users.name FROM users WHERE users.name LIKE ? ESCAPE '/' -- "100/%%"
	// -- sqlite
	// SELECT users.name FROM users WHERE lower(users.name) LIKE lower(?) -- "S%"
	// -- postgresql
	// SELECT users.name FROM users WHERE users.name ILIKE $1 -- "S%"
}

func Example_operatorsStartsWith() {
	stmt := where(Users.Name.StartsWith("100%"))

	show(stmt, sqlite.Dialect, mysql.Dialect)
	show(where(Users.Name.IContains("BOB"), Users.Name.EndsWith("b")))
	rows(where(Users.Name.IContains("BOB"), Users.Name.EndsWith("b")))
	// Output:
	// -- sqlite
	// SELECT users.name FROM users WHERE (users.name LIKE ? || '%' ESCAPE '/') -- "100/%"
	// -- mysql
	// SELECT users.name FROM users WHERE (users.name LIKE concat(?, '%') ESCAPE '/') -- "100/%"
	// SELECT users.name FROM users WHERE (lower(users.name) LIKE '%' || lower(?) || '%' ESCAPE '/') AND (users.name LIKE '%' || ? ESCAPE '/') -- "BOB", "b"
	// spongebob
}

func Example_operatorsIn() {
	wanted := []string{"sandy", "patrick"}

	show(where(Users.Name.In(wanted...)))
	show(where(Users.Name.In()))
	show(where(Users.Name.NotIn()))
	rows(where(Users.Name.In()))
	// Output:
	// SELECT users.name FROM users WHERE users.name IN (?, ?) -- "sandy", "patrick"
	// SELECT users.name FROM users WHERE users.name IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)
	// SELECT users.name FROM users WHERE (users.name NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))
}

func Example_operatorsInParam() {
	stmt := expr.Select(Users.ID).Where(Users.Name.InParam("names"))

	fmt.Println(stmt)
	// Output:
	// SELECT users.id FROM users WHERE users.name IN (:names)
}

func Example_operatorsBetween() {
	show(where(Users.Age.Between(20, 30)))
	show(where(Users.Age.NotBetween(20, 30)))
	show(where(expr.Val[int64](25).BetweenExpr(Users.ID, Users.Age)))
	rows(where(Users.Age.Between(20, 30)))
	// Output:
	// SELECT users.name FROM users WHERE users.age BETWEEN ? AND ? -- 20, 30
	// SELECT users.name FROM users WHERE users.age NOT BETWEEN ? AND ? -- 20, 30
	// SELECT users.name FROM users WHERE ? BETWEEN users.id AND users.age -- 25
	// spongebob
}

func Example_operatorsTuple() {
	pair := expr.Tuple(Users.ID, Users.Name)

	show(where(pair.In([]any{1, "spongebob"}, []any{2, "patrick"})), sqlite.Dialect, postgres.Dialect)
	show(where(pair.Gt(expr.Tuple(1, "sandy"))), postgres.Dialect)
	rows(where(pair.In([]any{1, "spongebob"}, []any{2, "patrick"})))
	// Output:
	// -- sqlite
	// SELECT users.name FROM users WHERE (users.id, users.name) IN (VALUES (?, ?), (?, ?)) -- 1, "spongebob", 2, "patrick"
	// -- postgresql
	// SELECT users.name FROM users WHERE (users.id, users.name) IN (($1, $2), ($3, $4)) -- 1, "spongebob", 2, "patrick"
	// -- postgresql
	// SELECT users.name FROM users WHERE (users.id, users.name) > ($1, $2) -- 1, "sandy"
	// spongebob
}

func Example_operatorsArithmetic() {
	stmt := expr.Select(Users.Age.Add(1).Mul(2), Users.Age.Sub(1).Neg(), Users.Age.Mod(5)).Where(Users.ID.Eq(1))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT (users.age + ?) * ? AS anon_1, -(users.age - ?) AS anon_2, users.age % ? AS anon_3 FROM users WHERE users.id = ? -- 1, 2, 1, 5, 1
	// 46 -21 2
}

func Example_operatorsDivide() {
	stmt := expr.Select(Users.Age.Div(4).As("exact"), Users.Age.FloorDiv(4).As("whole")).Where(Users.ID.Eq(1))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// SELECT users.age / (? + 0.0) AS exact, users.age / ? AS whole FROM users WHERE users.id = ? -- 4, 4, 1
	// -- postgresql
	// SELECT users.age / CAST($1 AS NUMERIC) AS exact, users.age / $2 AS whole FROM users WHERE users.id = $3 -- 4, 4, 1
	// -- mysql
	// SELECT users.age / ? AS exact, FLOOR(users.age / ?) AS whole FROM users WHERE users.id = ? -- 4, 4, 1
	// 5.5 5
}

func Example_operatorsBits() {
	stmt := expr.Select(Users.ID.BitAnd(6), Users.ID.BitXor(1), Users.ID.ShiftLeft(2)).Where(Users.ID.Eq(3))

	show(stmt, sqlite.Dialect, postgres.Dialect, oracle.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// SELECT users.id & ? AS anon_1, ((users.id | ?) - (users.id & ?)) AS anon_2, users.id << ? AS anon_3 FROM users WHERE users.id = ? -- 6, 1, 1, 2, 3
	// -- postgresql
	// SELECT users.id & $1 AS anon_1, users.id # $2 AS anon_2, users.id << $3 AS anon_3 FROM users WHERE users.id = $4 -- 6, 1, 2, 3
	// -- oracle
	// gild: oracle: ShiftLeft: the database has no such operator: multiply by a power of two
	// 2 2 12
}

func Example_operatorsConcat() {
	stmt := expr.Select(Users.Name.Concat(" ").ConcatExpr(Users.Fullname))

	show(stmt, postgres.Dialect, mysql.Dialect, mssql.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name || $1 || users.fullname AS anon_1 FROM users -- " "
	// -- mysql
	// SELECT concat(users.name, ?, users.fullname) AS anon_1 FROM users -- " "
	// -- mssql
	// SELECT users.name + @p1 + users.fullname AS anon_1 FROM users -- " "
}

func Example_operatorsRegexp() {
	stmt := where(Users.Name.Regexp("^s.*y$"))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, oracle.Dialect, mssql.Dialect)
	rows(stmt)
	show(expr.Select(Users.Name.RegexpReplace("[aeiou]", "-", "g")), postgres.Dialect)
	// Output:
	// -- sqlite, mysql
	// SELECT users.name FROM users WHERE users.name REGEXP ? -- "^s.*y$"
	// -- postgresql
	// SELECT users.name FROM users WHERE users.name ~ $1 -- "^s.*y$"
	// -- oracle
	// SELECT users.name FROM users WHERE REGEXP_LIKE(users.name, :1) -- "^s.*y$"
	// -- mssql
	// gild: mssql: regular expression: the database has none: use Like
	// sandy
	// -- postgresql
	// SELECT REGEXP_REPLACE(users.name, $1, $2, 'g') AS anon_1 FROM users -- "[aeiou]", "-"
}

func Example_operatorsMatch() {
	stmt := where(Users.Fullname.Match("cheeks"))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect, mssql.Dialect)
	// Output:
	// -- sqlite
	// SELECT users.name FROM users WHERE users.fullname MATCH ? -- "cheeks"
	// -- postgresql
	// SELECT users.name FROM users WHERE users.fullname @@ plainto_tsquery($1) -- "cheeks"
	// -- mysql
	// SELECT users.name FROM users WHERE MATCH (users.fullname) AGAINST (? IN BOOLEAN MODE) -- "cheeks"
	// -- mssql
	// SELECT users.name FROM users WHERE CONTAINS (users.fullname, @p1) -- "cheeks"
}

func Example_operatorsCollate() {
	stmt := where(Users.Name.Collate("NOCASE").Eq("SANDY")).OrderBy(Users.Name.Collate("NOCASE").Desc())

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users WHERE (users.name COLLATE "NOCASE") = ? ORDER BY users.name COLLATE "NOCASE" DESC -- "SANDY"
	// sandy
}

func Example_operatorsCast() {
	stmt := expr.Select(expr.Cast[string](Users.Age, typemap.String(10)).Concat(" years")).Where(Users.ID.Eq(1))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect)
	rows(stmt)
	// Output:
	// -- sqlite
	// SELECT CAST(users.age AS VARCHAR(10)) || ? AS anon_1 FROM users WHERE users.id = ? -- " years", 1
	// -- postgresql
	// SELECT CAST(users.age AS VARCHAR(10)) || $1 AS anon_1 FROM users WHERE users.id = $2 -- " years", 1
	// -- mysql
	// SELECT concat(CAST(users.age AS CHAR(10)), ?) AS anon_1 FROM users WHERE users.id = ? -- " years", 1
	// 22 years
}

func Example_operatorsCoerce() {
	stmt := expr.Select(expr.Coerce[string](Users.Age, typemap.Text()).Concat("!"))

	show(stmt)
	// Output:
	// SELECT users.age || ? AS anon_1 FROM users -- "!"
}

func Example_operatorsExtract() {
	stmt := expr.Select(expr.Extract[int64]("year", expr.CurrentDate()).As("year"))

	show(stmt, postgres.Dialect, sqlite.Dialect)
	// Output:
	// -- postgresql
	// SELECT EXTRACT(year FROM CURRENT_DATE) AS year
	// -- sqlite
	// SELECT CAST(STRFTIME('%Y', CURRENT_DATE) AS INTEGER) AS year
}

func Example_operatorsCase() {
	stmt := expr.Select(Users.Name, expr.Case[string]().
		When(Users.Age.Lt(30), "young").
		When(Users.Age.Ge(30), "wise").
		Else("unknown").As("label")).
		OrderBy(Users.ID)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name, CASE WHEN (users.age < ?) THEN ? WHEN (users.age >= ?) THEN ? ELSE ? END AS label FROM users ORDER BY users.id -- 30, "young", 30, "wise", "unknown"
	// spongebob young
	// sandy wise
	// patrick unknown
}

func Example_operatorsCaseOf() {
	stmt := expr.Select(expr.CaseOf[string](Users.Name).When("sandy", "squirrel").WhenExpr(expr.Val("patrick"), Users.Name).Else("sponge"))

	show(stmt)
	// Output:
	// SELECT CASE users.name WHEN ? THEN ? WHEN ? THEN users.name ELSE ? END AS anon_1 FROM users -- "sandy", "squirrel", "patrick", "sponge"
}

func Example_operatorsCustom() {
	glob := Users.Name.Op("GLOB", "s*", expr.AsComparison(), expr.Precedence(5))
	stmt := where(glob)

	show(stmt)
	rows(stmt)
	show(where(Users.Name.Op("; DROP TABLE users; --", "x")))
	// Output:
	// SELECT users.name FROM users WHERE users.name GLOB ? -- "s*"
	// spongebob
	// sandy
	// gild: sqlite: SELECT: "; DROP TABLE users; --" is no operator: it has signs, or words
}

func Example_operatorsTyped() {
	distance := expr.Typed[float64](Users.C("fullname").Op("<->", "cheeks", expr.ResultType(typemap.Float(53))))

	show(expr.Select(Users.Name).Where(distance.Lt(0.5)).OrderBy(distance), postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name FROM users WHERE (users.fullname <-> $1) < $2 ORDER BY users.fullname <-> $1 -- "cheeks", 0.5
}

func Example_operatorsAny() {
	stmt := where(Users.C("name").Eq(expr.Any(expr.Array("sandy", "patrick"))))

	show(stmt, postgres.Dialect)
	// Output:
	// -- postgresql
	// SELECT users.name FROM users WHERE users.name = ANY (ARRAY[$1::VARCHAR, $2::VARCHAR]) -- "sandy", "patrick"
}

func Example_operatorsNilError() {
	_, err := gild.All[string](ctx, db, where(Users.C("age").Lt(nil)))
	fmt.Println(err)
	// Output:
	// gild: sqlite: SELECT: NULL, TRUE and FALSE have no order and no text: compare with Eq, Ne, Is or IsDistinctFrom
}
