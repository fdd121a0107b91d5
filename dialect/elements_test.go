package dialect_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// six are all databases.
var six = []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect}

// each gives one text to all databases, unless it has another one by name. A text that begins
// with "error:" is in the error.
type each map[string]string

func (e each) on(d *dialect.Dialect) string {
	if text, ok := e[d.Name]; ok {
		return text
	}
	return e["all"]
}

// element is an expression as it stands in a SELECT list, without the SELECT and the FROM.
func element(d *dialect.Dialect, e expr.Expr) (string, error) {
	text, _, err := d.SQL(expr.Select(e.(interface{ As(string) *expr.Label }).As("x")).From(Users))
	text, _, _ = strings.Cut(strings.TrimPrefix(text, "SELECT "), " AS x FROM ")
	return unnumbered(strings.NewReplacer("@p", "$", ":", "$").Replace(text)), err
}

var elements = []struct {
	name string
	e    expr.Expr
	want each
}{
	{"case of conditions", expr.Case[string]().When(Users.Age.Gt(30), "old").WhenExpr(Users.Age.Gt(20).Or(Users.Age.IsNull()), Users.Name).Else("young"),
		each{"all": "CASE WHEN (users.age > ?) THEN ? WHEN (users.age > ? OR users.age IS NULL) THEN users.name ELSE ? END"}},
	{"case of values", expr.CaseOf[string](Users.ID).When(1, "one").When(2, "two"),
		each{"all": "CASE users.id WHEN ? THEN ? WHEN ? THEN ? END", "postgresql": "CASE users.id WHEN ? THEN ?$$VARCHAR WHEN ? THEN ?$$VARCHAR END"}},
	{"case without branches", expr.Case[string]().Else("x"), each{"all": "error:without branches"}},
	{"raw", expr.Raw[int64]("users.id + 1"), each{"all": "users.id + 1"}},
	{"raw nothing", expr.Raw[int64](""), each{"all": "error:empty SQL text"}},
	{"bare column", expr.ColumnOf[int64]("Odd Name"), each{"all": `"Odd Name"`, "mysql": "`Odd Name`", "mariadb": "`Odd Name`", "mssql": "[Odd Name]"}},
	{"bare column with quotes", expr.ColumnOf[int64](`a"b]c`), each{"all": `"a""b]c"`, "mysql": "`a\"b]c`", "mariadb": "`a\"b]c`", "mssql": `[a"b]]c]`}},
	{"name with an underscore", expr.ColumnOf[int64]("_id"), each{"all": "_id", "oracle": `"_id"`}},
	{"reserved somewhere", expr.ColumnOf[int64]("level"), each{"all": "level", "oracle": `"level"`}},

	{"cast to text", expr.Cast[string](Users.ID, typemap.String(10)),
		each{"all": "CAST(users.id AS VARCHAR(10))", "mysql": "CAST(users.id AS CHAR(10))", "mariadb": "CAST(users.id AS CHAR(10))", "oracle": "CAST(users.id AS VARCHAR2(10 CHAR))"}},
	{"cast to text of any length", expr.Cast[string](Users.ID, typemap.String(0)),
		each{"all": "CAST(users.id AS VARCHAR)", "mysql": "CAST(users.id AS CHAR)", "mariadb": "CAST(users.id AS CHAR)", "mssql": "CAST(users.id AS VARCHAR(max))", "oracle": "CAST(users.id AS VARCHAR2(4000 CHAR))"}},
	{"cast to an integer", expr.Cast[int64](Users.Name, typemap.Integer()),
		each{"all": "CAST(users.name AS INTEGER)", "mysql": "CAST(users.name AS SIGNED INTEGER)", "mariadb": "CAST(users.name AS SIGNED INTEGER)"}},
	{"cast to an unsigned integer", expr.Cast[int64](Users.Name, typemap.Integer().Variant("mysql", typemap.Spelled(typemap.KindInteger, "INTEGER UNSIGNED"))),
		each{"all": "CAST(users.name AS INTEGER)", "mysql": "CAST(users.name AS UNSIGNED INTEGER)", "mariadb": "CAST(users.name AS SIGNED INTEGER)"}},
	{"cast to a decimal", expr.Cast[string](Users.ID, typemap.Numeric(12, 3)),
		each{"all": "CAST(users.id AS NUMERIC(12, 3))", "mysql": "CAST(users.id AS DECIMAL(12, 3))", "mariadb": "CAST(users.id AS DECIMAL(12, 3))"}},
	{"cast of an operation to what MySQL does not cast to", expr.Cast[bool](Users.ID.Add(1), typemap.Boolean()),
		each{"all": "CAST(users.id + ? AS BOOLEAN)", "mysql": "(users.id + ?)", "mariadb": "(users.id + ?)", "mssql": "CAST(users.id + ? AS BIT)", "oracle": "CAST(users.id + ? AS SMALLINT)"}},
	{"cast to bytes", expr.Cast[[]byte](Users.Name, typemap.Binary()),
		each{"all": "CAST(users.name AS BLOB)", "postgresql": "CAST(users.name AS BYTEA)", "mysql": "CAST(users.name AS BINARY)", "mariadb": "CAST(users.name AS BINARY)", "mssql": "CAST(users.name AS VARBINARY(max))"}},
	{"cast to an array", expr.Cast[any](Users.Name, typemap.ArrayOf(typemap.String(5))),
		each{"all": "error:no type for array", "postgresql": "CAST(users.name AS VARCHAR(5)[])"}},
	{"cast with a collation", expr.Cast[string](Users.Name, typemap.String(5).Collate("C")),
		each{"all": `CAST(users.name AS VARCHAR(5)) COLLATE "C"`, "mysql": "CAST(users.name AS CHAR(5))", "mariadb": "CAST(users.name AS CHAR(5))", "mssql": "CAST(users.name AS VARCHAR(5)) COLLATE C", "oracle": "CAST(users.name AS VARCHAR2(5 CHAR))"}},
	{"cast of NULL", expr.Cast[any](nil, typemap.Integer()),
		each{"all": "CAST(NULL AS INTEGER)", "mysql": "CAST(NULL AS SIGNED INTEGER)", "mariadb": "CAST(NULL AS SIGNED INTEGER)"}},
	{"case with NULL", expr.Case[*int]().When(Users.Age.Gt(30), nil).Else(new(int)), each{"all": "CASE WHEN (users.age > ?) THEN NULL ELSE ? END", "postgresql": "CASE WHEN (users.age > ?) THEN NULL ELSE ?$$BIGINT END"}},
	{"cast that tries", expr.TryCast[int64](Users.Name, typemap.Integer()),
		each{"all": "error:no TRY_CAST: use Cast", "mssql": "TRY_CAST (users.name AS INTEGER)"}},
	{"coercion", expr.Coerce[string](Users.ID.Add(1), typemap.String(0)), each{"all": "users.id + ?"}},

	{"extract", expr.Extract[int64]("month", Users.Name),
		each{"all": "EXTRACT(month FROM users.name)", "sqlite": "CAST(STRFTIME('%m', users.name) AS INTEGER)", "mssql": "DATEPART(month, users.name)"}},
	{"extract the day of the week", expr.Extract[int64]("dow", Users.Name),
		each{"all": "EXTRACT(dow FROM users.name)", "sqlite": "CAST(STRFTIME('%w', users.name) AS INTEGER)", "mssql": "DATEPART(weekday, users.name)"}},
	{"extract what SQLite has not", expr.Extract[int64]("century", Users.Name),
		each{"all": "EXTRACT(century FROM users.name)", "sqlite": "error:knows no \"century\"", "mssql": "DATEPART(century, users.name)"}},
	{"extract with SQL in it", expr.Extract[int64]("year FROM now()); --", Users.Name), each{"all": "error:is no field"}},
}

func TestElements(t *testing.T) {
	for _, tt := range elements {
		t.Run(tt.name, func(t *testing.T) {
			for _, d := range six {
				want := tt.want.on(d)
				got, err := element(d, tt.e)
				if reason, refused := strings.CutPrefix(want, "error:"); refused {
					if err == nil || !strings.Contains(err.Error(), reason) || !strings.Contains(err.Error(), d.Name) {
						t.Errorf("%s: %q, %v, want an error with %q", d.Name, got, err, reason)
					}
					continue
				}
				if got != want || err != nil {
					t.Errorf("%s: %v\n got %s\nwant %s", d.Name, err, got, want)
				}
			}
		})
	}
}

var typeNames = []struct {
	typ  typemap.Type
	want each
}{
	{typemap.Boolean(), each{"all": "BOOLEAN", "mysql": "BOOL", "mariadb": "BOOL", "mssql": "BIT", "oracle": "SMALLINT"}},
	{typemap.BigInt(), each{"all": "BIGINT", "oracle": "NUMBER(19)"}},
	{typemap.Double(), each{"all": "DOUBLE PRECISION", "sqlite": "DOUBLE", "mysql": "DOUBLE", "mariadb": "DOUBLE"}},
	{typemap.Float(24), each{"all": "FLOAT(24)", "sqlite": "FLOAT", "oracle": "error:no type for"}},
	{typemap.String(0), each{"all": "VARCHAR", "mysql": "error:give it a size", "mariadb": "error:give it a size", "mssql": "VARCHAR(max)", "oracle": "VARCHAR2"}},
	{typemap.Unicode(9), each{"all": "VARCHAR(9)", "mssql": "NVARCHAR(9)", "oracle": "VARCHAR2(9 CHAR)"}},
	{typemap.UnicodeText(), each{"all": "TEXT", "mysql": "LONGTEXT", "mariadb": "LONGTEXT", "mssql": "NVARCHAR(max)", "oracle": "CLOB"}},
	{typemap.String(9).Collate("C"), each{"all": `VARCHAR(9) COLLATE "C"`, "mysql": "VARCHAR(9) COLLATE C", "mariadb": "VARCHAR(9) COLLATE C", "mssql": "VARCHAR(9) COLLATE C", "oracle": "VARCHAR2(9 CHAR)"}},
	{typemap.String(9).Collate(`x"; DROP`), each{"all": `VARCHAR(9) COLLATE "x""; DROP"`, "mysql": "VARCHAR(9) COLLATE `x\"; DROP`", "mariadb": "VARCHAR(9) COLLATE `x\"; DROP`", "mssql": `VARCHAR(9) COLLATE [x"; DROP]`, "oracle": "VARCHAR2(9 CHAR)"}},
	{typemap.DateTimeZone(), each{"all": "TIMESTAMP WITH TIME ZONE", "sqlite": "DATETIME", "mysql": "DATETIME(6)", "mariadb": "DATETIME(6)", "mssql": "DATETIMEOFFSET"}},
	{typemap.Interval(), each{"all": "DATETIME", "postgresql": "INTERVAL", "mysql": "DATETIME(6)", "mariadb": "DATETIME(6)", "mssql": "DATETIME2", "oracle": "INTERVAL DAY TO SECOND"}},
	{typemap.Enum("Mood", "a", "b'c", `d\`).In("sales"), each{"all": "VARCHAR(3)", "postgresql": `sales."Mood"`, "mysql": `ENUM('a','b''c','d\\')`, "mariadb": `ENUM('a','b''c','d\\')`, "oracle": "VARCHAR(3 CHAR)"}},
	{typemap.PlainEnum("a", "long"), each{"all": "VARCHAR(4)", "oracle": "VARCHAR(4 CHAR)"}},
	{typemap.ArrayOf(typemap.ArrayOf(typemap.String(0).Collate("C"))), each{"all": "error:no type for", "postgresql": `VARCHAR[][] COLLATE "C"`}},
	{typemap.Named("NVARCHAR", 9), each{"all": "NVARCHAR(9)", "mysql": "NATIONAL VARCHAR(9)", "mariadb": "NATIONAL VARCHAR(9)", "oracle": "NVARCHAR2(9)"}},
	{typemap.Named("decimal", 5), each{"all": "DECIMAL(5)"}},
	{typemap.Named("TIMESTAMP"), each{"all": "TIMESTAMP", "postgresql": "TIMESTAMP WITHOUT TIME ZONE"}},
	{typemap.JSONB(), each{"all": "JSON", "postgresql": "JSONB", "mssql": "NVARCHAR(max)"}},
	{typemap.Inet(), each{"all": "VARCHAR(49)", "postgresql": "INET", "oracle": "VARCHAR2(49 CHAR)"}},
	{typemap.Bit(5), each{"all": "error:no type for", "postgresql": "BIT(5)", "mysql": "BIT(5)", "mariadb": "BIT(5)"}},
	{typemap.Set("a", "bc"), each{"all": "VARCHAR(4)", "mysql": "SET('a','bc')", "mariadb": "SET('a','bc')", "oracle": "VARCHAR2(4 CHAR)"}},
	{typemap.Unsigned(typemap.BigInt()), each{"all": "NUMERIC(20, 0)", "mysql": "BIGINT UNSIGNED", "mariadb": "BIGINT UNSIGNED"}},
	{typemap.Unsigned(typemap.SmallInt()), each{"all": "INTEGER", "mysql": "SMALLINT UNSIGNED", "mariadb": "SMALLINT UNSIGNED"}},
	{typemap.Domain("Email", typemap.Named("VARCHAR", 9)).In("sales"), each{"all": "VARCHAR(9)", "postgresql": `sales."Email"`, "oracle": "VARCHAR(9 CHAR)"}},
	{typemap.Composite("pair", typemap.CompositeField{Name: "a", Type: typemap.Integer()}).In("s"), each{"all": "error:no type for", "postgresql": "s.pair"}},
	{typemap.RangeOf(typemap.DateTimeZone()), each{"all": "error:no type for", "postgresql": "TSTZRANGE"}},
	{typemap.MultirangeOf(typemap.BigInt()), each{"all": "error:no type for", "postgresql": "INT8MULTIRANGE"}},
	{typemap.DateTime().Fraction(0), each{"all": "TIMESTAMP(0)", "sqlite": "DATETIME", "postgresql": "TIMESTAMP(0) WITHOUT TIME ZONE", "mysql": "DATETIME(0)", "mariadb": "DATETIME(0)", "mssql": "DATETIME2(0)"}},
	{typemap.Text().Variant("oracle", typemap.Text().Variant("oracle", typemap.Spelled(typemap.KindText, "NCLOB"))), each{"all": "TEXT", "mysql": "LONGTEXT", "mariadb": "LONGTEXT", "mssql": "VARCHAR(max)", "oracle": "NCLOB"}},
}

func TestTypeNames(t *testing.T) {
	for _, tt := range typeNames {
		for _, d := range six {
			want := tt.want.on(d)
			got, err := d.TypeName(tt.typ)
			if reason, refused := strings.CutPrefix(want, "error:"); refused {
				if err == nil || !strings.Contains(err.Error(), reason) || !strings.Contains(err.Error(), d.Name) {
					t.Errorf("%s on %s: %q, %v, want an error with %q", tt.typ, d.Name, got, err, reason)
				}
				continue
			}
			if got != want || err != nil {
				t.Errorf("%s on %s: %q, %v, want %q", tt.typ, d.Name, got, err, want)
			}
		}
	}
}
