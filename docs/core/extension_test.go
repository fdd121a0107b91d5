package core_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Initial is the first letter of a text.
func Initial(e expr.Of[string]) expr.Fn[string] { return expr.Upper(expr.Substring(e, 1, 1)) }

// Glob tells whether a text matches a pattern of SQLite's operator GLOB.
func Glob(e expr.Of[string], pattern string) expr.X[bool] {
	return expr.Typed[bool](expr.Typed[string](e).Op("GLOB", pattern, expr.AsComparison(), expr.Precedence(5)))
}

func Example_extensionFunction() {
	stmt := expr.Select(Initial(Users.Name).As("letter"), expr.CountAll().As("n")).
		Where(expr.Or(Glob(Users.Name, "s*"), Users.Age.IsNull())).
		GroupBy(Initial(Users.Name))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT upper(substr(users.name, ?, ?)) AS letter, count(*) AS n FROM users WHERE users.name GLOB ? OR users.age IS NULL GROUP BY upper(substr(users.name, ?, ?)) -- 1, 1, "s*", 1, 1
	// P 1
	// S 2
}

func Example_extensionType() {
	places := schema.NewTable(schema.NewMetaData(), "places",
		schema.NewColumn("name", typemap.String(50).Variant("postgresql", typemap.Spelled(typemap.KindText, "CITEXT"))),
		schema.NewColumn("seen", typemap.DateTime().Variant("mssql", typemap.Spelled(typemap.KindDateTime, "DATETIME2(7)"))),
	)

	show(&schema.CreateTable{Table: places}, postgres.Dialect, mssql.Dialect)
	// Output:
	// -- postgresql
	// CREATE TABLE places (
	// 	name CITEXT NOT NULL,
	// 	seen TIMESTAMP WITHOUT TIME ZONE NOT NULL
	// )
	// -- mssql
	// CREATE TABLE places (
	// 	name VARCHAR(50) NOT NULL,
	// 	seen DATETIME2(7) NOT NULL
	// )
}

// age is the time that has passed since a moment, in days.
type age struct {
	expr.ExprBase
	since expr.Expr
}

// Age returns the days that have passed since a moment.
func Age(since expr.Of[time.Time]) expr.X[float64] {
	return expr.Typed[float64](&age{since: expr.Canonical(since)})
}

// Fields declares all that decides about the SQL.
func (a *age) Fields(v expr.Visitor) {
	v.Kind("example.com/age")
	v.Expr(&a.since)
}

// Type is the type of the result.
func (a *age) Type() typemap.Type { return typemap.Double() }

// WriteSQL writes it where the dialect has no rule of its own.
func (a *age) WriteSQL(c *compile.Compiler) {
	switch c.Rules().Dialect {
	case "sqlite":
		c.WriteString("julianday() - julianday(")
		c.Node(a.since)
		c.WriteString(")")
	case "postgresql":
		c.WriteString("extract(epoch FROM now()) / 86400 - extract(epoch FROM ")
		c.Node(a.since)
		c.WriteString(") / 86400")
	default:
		c.Fail(errors.New("Age is known on SQLite and PostgreSQL"))
	}
}

// Precedence is that of the minus at the top of its SQL.
func (a *age) Precedence() int { return 7 }

func Example_extensionNode() {
	born := expr.ColumnOf[time.Time]("born")
	stmt := expr.Select(Age(born).Div(365).As("years")).From(Users).Where(Age(born).Gt(30))

	show(stmt, sqlite.Dialect, postgres.Dialect, mysql.Dialect)
	// Output:
	// -- sqlite
	// SELECT (julianday() - julianday(born)) / (? + 0.0) AS years FROM users WHERE julianday() - julianday(born) > ? -- 365, 30
	// -- postgresql
	// SELECT (extract(epoch FROM now()) / 86400 - extract(epoch FROM born) / 86400) / CAST($1 AS DOUBLE PRECISION) AS years FROM users WHERE extract(epoch FROM now()) / 86400 - extract(epoch FROM born) / 86400 > $2 -- 365, 30
	// -- mysql
	// gild: mysql: SELECT: Age is known on SQLite and PostgreSQL
}

// explain is a statement about a statement.
type explain struct {
	expr.StatementBase
	of expr.Query
}

func (e *explain) Fields(v expr.Visitor) {
	v.Kind("example.com/explain")
	v.Query(&e.of)
}

func (e *explain) WriteSQL(c *compile.Compiler) {
	c.WriteString("EXPLAIN ")
	c.Node(e.of)
}

func Example_extensionStatement() {
	show(&explain{of: expr.Select(Users.ID).Where(Users.Name.Eq("sandy"))}, postgres.Dialect)
	// Output:
	// -- postgresql
	// EXPLAIN SELECT users.id FROM users WHERE users.name = $1 -- "sandy"
}

func Example_extensionDialect() {
	mine := dialect.Extend(sqlite.Dialect, "mine", func(r *compile.Rules, _ dialect.Version) {
		r.SetFunction("length", compile.RenamedCall("octet_length"))
		compile.SetRule(r, func(c *compile.Compiler, a *age) {
			c.WriteString("days_since(")
			c.Node(a.since)
			c.WriteString(")")
		})
	})

	show(expr.Select(expr.Length(Users.Name), Age(expr.ColumnOf[time.Time]("born"))), mine)

	own, err := gild.Open("sqlite:///:memory:", driver.WithDialect(mine))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer own.Close()
	length, err := gild.One[int64](ctx, own, expr.Select(expr.Length(expr.Val("größe"))))
	fmt.Println(length, err)
	// Output:
	// -- mine
	// SELECT octet_length(users.name) AS length_1, days_since(born) AS anon_1 FROM users
	// 7 <nil>
}
