package dialect_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// functions are calls, what each database is told, and the sorted results for the three users
// where these are the same everywhere.
var functions = []struct {
	name string
	e    expr.Expr
	want each
	rows string
}{
	// Names.
	{"dotted name", expr.Func[int64]("dbo.Fn", Users.ID), each{"all": "dbo.Fn(users.id)"}, ""},
	{"reserved name", expr.Func[int64]("left", Users.Name, 1), each{"all": "left(users.name, ?)"}, ""},
	{"name with a space", expr.Func[int64]("my pkg.f x"), each{"all": `"my pkg"."f x"()`, "mysql": "`my pkg`.`f x`()", "mariadb": "`my pkg`.`f x`()", "mssql": "[my pkg].[f x]()"}, ""},
	{"name that would be SQL", expr.Func[int64](`now(); DROP TABLE "a]` + "`; --"),
		each{"all": `"now(); DROP TABLE ""a]` + "`; --\"()", "mysql": "`now(); DROP TABLE \"a]``; --`()", "mariadb": "`now(); DROP TABLE \"a]``; --`()", "mssql": `[now(); DROP TABLE "a]]` + "`; --]()"}, ""},
	{"name that starts with a digit", expr.Func[int64]("1f"), each{"all": `"1f"()`, "mysql": "`1f`()", "mariadb": "`1f`()", "mssql": "[1f]()"}, ""},
	{"package of a well-known name", expr.Func[int64]("pkg.now"), each{"all": "pkg.now()"}, ""},
	{"substring of Func", expr.Func[any]("substring", Users.Name, 2, 3), each{"all": "substring(users.name, ?, ?)", "postgresql": "SUBSTRING(users.name FROM ? FOR ?)"}, ""},
	{"overloaded, with parameters alone", expr.Func[int64]("generate_series", 1, 3), each{"all": "generate_series(?, ?)", "postgresql": "generate_series(?$$BIGINT, ?$$BIGINT)"}, ""},
	{"overloaded, with a column", expr.Func[int64]("generate_series", 1, Users.ID), each{"all": "generate_series(?, users.id)"}, ""},
	{"nil", expr.Func[any]("f", nil, (*int)(nil), 5), each{"all": "f(NULL, NULL, ?)"}, ""},
	{"well-known in capitals", expr.Func[any]("COUNT"), each{"all": "count(*)"}, "3"},

	// The SQL standard's words, as each database is told by Func.
	{"current_date", expr.Func[any]("current_date"), each{"all": "CURRENT_DATE", "mssql": "GETDATE()"}, ""},
	{"current_timestamp with digits", expr.Func[any]("current_timestamp", 3), each{"all": "CURRENT_TIMESTAMP(?)"}, ""},
	{"localtimestamp", expr.Func[any]("localtimestamp"), each{"all": "LOCALTIMESTAMP", "sqlite": "DATETIME(CURRENT_TIMESTAMP, 'localtime')"}, ""},
	{"sysdate", expr.Func[any]("sysdate"), each{"all": "sysdate", "mysql": "SYSDATE()", "mariadb": "SYSDATE()"}, ""},
	{"char_length", expr.Func[any]("char_length", Users.Name), each{"all": "char_length(users.name)", "sqlite": "length(users.name)", "mssql": "LEN(users.name)", "oracle": "LENGTH(users.name)"}, "2,4,5"},
	{"pow", expr.Func[any]("pow", Users.ID, 2), each{"all": "pow(users.id, ?)", "postgresql": "power(users.id, ?)", "mssql": "POWER(users.id, ?)", "oracle": "POWER(users.id, ?)"}, ""},
	{"greatest of Func", expr.Func[any]("greatest", Users.ID, 2), each{"all": "greatest(users.id, ?)"}, ""},

	// Functions by what they do.
	{"Now", expr.Now(), each{"all": "now()", "sqlite": "CURRENT_TIMESTAMP", "mssql": "CURRENT_TIMESTAMP", "oracle": "CURRENT_TIMESTAMP"}, ""},
	{"CurrentDate", expr.CurrentDate(), each{"all": "CURRENT_DATE", "mssql": "CAST(GETDATE() AS DATE)", "oracle": "TRUNC(CURRENT_DATE)"}, ""},
	{"CurrentTime", expr.CurrentTime(), each{"all": "CURRENT_TIME", "mssql": "CAST(GETDATE() AS TIME)", "oracle": "error:CurrentTimestamp"}, ""},
	{"Random", expr.Random(), each{"all": "random()", "sqlite": "(random() / 18446744073709551616.0 + 0.5)", "mysql": "rand()", "mariadb": "rand()", "mssql": "RAND()", "oracle": "DBMS_RANDOM.VALUE"}, ""},
	{"Length", expr.Length(Users.Name), each{"all": "length(users.name)", "mysql": "char_length(users.name)", "mariadb": "char_length(users.name)", "mssql": "LEN(users.name)"}, "2,4,5"},
	{"Greatest", expr.Greatest(Users.ID, expr.Val[int64](2)), each{"all": "greatest(users.id, ?)", "sqlite": "max(users.id, ?)"}, "2,2,3"},
	{"Greatest of one", expr.Greatest(Users.ID), each{"all": "greatest(users.id)", "sqlite": "(users.id)", "mysql": "(users.id)", "mariadb": "(users.id)"}, "1,2,3"},
	{"Least", expr.Least(Users.ID, expr.Val[int64](2)), each{"all": "least(users.id, ?)", "sqlite": "min(users.id, ?)"}, "1,2,2"},
	{"NullIf", expr.NullIf(Users.ID, 2), each{"all": "nullif(users.id, ?)"}, "1,3,NULL"},
	{"Coalesce", expr.Coalesce(Users.Age, expr.Val[int64](7)), each{"all": "coalesce(users.age, ?)"}, "25,30,7"},
	{"Abs", expr.Abs(Users.ID), each{"all": "abs(users.id)"}, "1,2,3"},
	{"Round", expr.Round(Users.ID), each{"all": "round(users.id)", "mssql": "round(users.id, 0)"}, "1,2,3"},
	{"Round to digits", expr.Round(expr.Coerce[float64](Users.ID, typemap.Double()), 1), each{"all": "round(users.id, ?)", "postgresql": "CAST(round(CAST(users.id AS NUMERIC), ?) AS DOUBLE PRECISION)"}, "1,2,3"},
	{"Ceil", expr.Ceil(Users.ID), each{"all": "ceil(users.id)", "mssql": "CEILING(users.id)"}, ""},
	{"Trim", expr.Trim(Users.Name), each{"all": "trim(users.name)"}, "ed,mary,wendy"},
	{"Replace", expr.Replace(Users.Name, "e", "'"), each{"all": "replace(users.name, ?, ?)"}, "'d,mary,w'ndy"},
	{"Substring", expr.Substring(Users.Name, 2, 2), each{"all": "substring(users.name, ?, ?)", "sqlite": "substr(users.name, ?, ?)", "postgresql": "substr(users.name, ?, ?)", "oracle": "substr(users.name, ?, ?)"}, "ar,d,en"},

	// Aggregates.
	{"distinct", expr.CountDistinct(Users.Active), each{"all": "count(DISTINCT users.active)"}, "2"},
	{"StringAgg", expr.StringAgg(Users.Name, "'"),
		each{"all": "string_agg(users.name, '''')", "sqlite": "group_concat(users.name, '''')", "mysql": "group_concat(users.name SEPARATOR '''')", "mariadb": "group_concat(users.name SEPARATOR '''')", "oracle": "LISTAGG(users.name, '''')"}, ""},
	{"ordered StringAgg", expr.StringAgg(Users.Name, "-").OrderBy(Users.ID.Desc()),
		each{"all": "string_agg(users.name, '-' ORDER BY users.id DESC)", "sqlite": "group_concat(users.name, '-' ORDER BY users.id DESC)",
			"mysql": "group_concat(users.name ORDER BY users.id DESC SEPARATOR '-')", "mariadb": "group_concat(users.name ORDER BY users.id DESC SEPARATOR '-')",
			"mssql": "string_agg(users.name, '-') WITHIN GROUP (ORDER BY users.id DESC)", "oracle": "LISTAGG(users.name, '-') WITHIN GROUP (ORDER BY users.id DESC)"}, ""},
	{"distinct and ordered StringAgg", expr.StringAgg(Users.Name, ",").Distinct().OrderBy(Users.Name),
		each{"all": "string_agg(DISTINCT users.name, ',' ORDER BY users.name)", "sqlite": "group_concat(DISTINCT users.name, ',' ORDER BY users.name)",
			"mysql": "group_concat(DISTINCT users.name ORDER BY users.name SEPARATOR ',')", "mariadb": "group_concat(DISTINCT users.name ORDER BY users.name SEPARATOR ',')",
			"mssql": "string_agg(DISTINCT users.name, ',') WITHIN GROUP (ORDER BY users.name)", "oracle": "LISTAGG(DISTINCT users.name, ',') WITHIN GROUP (ORDER BY users.name)"}, ""},
	{"filter of an ordered aggregate", expr.ArrayAgg(Users.ID).Filter(Users.ID.Gt(2)).OrderBy(Users.ID),
		each{"all": "array_agg(users.id ORDER BY users.id) FILTER (WHERE users.id > ?)", "mssql": "array_agg(users.id) WITHIN GROUP (ORDER BY users.id) FILTER (WHERE users.id > ?)",
			"oracle": "array_agg(users.id) WITHIN GROUP (ORDER BY users.id) FILTER (WHERE users.id > ?)"}, ""},
	{"filter twice", expr.CountAll().Filter(Users.ID.Gt(1)).Filter(Users.ID.Lt(3)), each{"all": "count(*) FILTER (WHERE users.id > ? AND users.id < ?)"}, ""},
	{"filter by nothing", expr.CountAll().Filter(), each{"all": "count(*)"}, "3"},
	{"within group", expr.Func[any]("percentile_disc", 0.5).WithinGroup(Users.ID.Desc()), each{"all": "percentile_disc(?) WITHIN GROUP (ORDER BY users.id DESC)"}, ""},
	{"rollup", expr.Typed[any](expr.Rollup(Users.ID, Users.Name)), each{"all": "ROLLUP(users.id, users.name)", "mysql": "users.id, users.name WITH ROLLUP", "mariadb": "users.id, users.name WITH ROLLUP"}, ""},
	{"grouping sets", expr.Typed[any](expr.GroupingSets(Users.ID, Users.Name)), each{"all": "GROUPING SETS(users.id, users.name)"}, ""},

	// Windows.
	{"over all", expr.RowNumber().Over(), each{"all": "row_number() OVER ()"}, "1,2,3"},
	{"over a window", expr.Rank().Over(expr.Window().PartitionBy(Users.Active).OrderBy(Users.ID.Desc())),
		each{"all": "rank() OVER (PARTITION BY users.active ORDER BY users.id DESC)"}, "1,1,2"},
	{"lag", expr.Lag(Users.ID, 1).Over(expr.Window().OrderBy(Users.ID)), each{"all": "lag(users.id, ?) OVER (ORDER BY users.id)"}, "1,2,NULL"},
	{"rows", expr.Sum(Users.ID).Over(expr.Window().OrderBy(Users.ID).Rows(expr.Preceding(1), expr.Offset(0))),
		each{"all": "sum(users.id) OVER (ORDER BY users.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW)", "mariadb": "sum(users.id) OVER (ORDER BY users.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
			"mssql": "sum(users.id) OVER (ORDER BY users.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"}, "1,3,5"},
	{"range", expr.Sum(Users.ID).Over(expr.Window().Range(expr.Unbounded(), expr.Unbounded())),
		each{"all": "sum(users.id) OVER (RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"}, "6,6,6"},
	{"groups with an exclusion", expr.Sum(Users.ID).Over(expr.Window().Groups(expr.Offset(-2), expr.Offset(3)).Exclude(expr.ExcludeTies)),
		each{"all": "sum(users.id) OVER (GROUPS BETWEEN ? PRECEDING AND ? FOLLOWING EXCLUDE TIES)", "mariadb": "sum(users.id) OVER (GROUPS BETWEEN 2 PRECEDING AND 3 FOLLOWING EXCLUDE TIES)",
			"mssql": "sum(users.id) OVER (GROUPS BETWEEN 2 PRECEDING AND 3 FOLLOWING EXCLUDE TIES)"}, ""},
	{"ntile", expr.NTile(2).Over(expr.Window().OrderBy(Users.ID)), each{"all": "ntile(?) OVER (ORDER BY users.id)"}, "1,1,2"},
	{"nth value", expr.NthValue(Users.Name, 2).Over(expr.Window().OrderBy(Users.ID)), each{"all": "nth_value(users.name, ?) OVER (ORDER BY users.id)"}, "NULL,wendy,wendy"},
	{"last value", expr.LastValue(Users.Name).Over(expr.Window().OrderBy(Users.ID).Rows(expr.Unbounded(), expr.Unbounded())),
		each{"all": "last_value(users.name) OVER (ORDER BY users.id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"}, "mary,mary,mary"},
	{"filter over", expr.CountAll().Filter(Users.ID.Gt(1)).Over(expr.Window().OrderBy(Users.ID)), each{"all": "count(*) FILTER (WHERE users.id > ?) OVER (ORDER BY users.id)"}, ""},

	// Sequences.
	{"next value", expr.NextValue(expr.NewSequence("it's").In("a b")),
		each{"sqlite": "error:no sequences", "postgresql": `nextval('"a b"."it''s"')`, "mysql": "nextval(`a b`.`it's`)", "mariadb": "nextval(`a b`.`it's`)",
			"mssql": "NEXT VALUE FOR [a b].[it's]", "oracle": `"a b"."it's".nextval`}, ""},
}

func TestFunctions(t *testing.T) {
	for _, tt := range functions {
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

// TestFunctionsRun compares what databases make of the functions.
func TestFunctionsRun(t *testing.T) {
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		fill(t, db, d)
		for _, tt := range functions {
			if tt.rows == "" {
				continue
			}
			stmt := expr.Select(tt.e.(interface{ As(string) *expr.Label }).As("x")).From(Users)
			rows, err := db.QueryContext(context.Background(), "", stmt)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			got, err := texts(rows)
			_ = rows.Close()
			slices.Sort(got)
			if text := strings.Join(got, ","); text != tt.rows || err != nil {
				t.Errorf("%s: got %s, %v, want %s", tt.name, text, err, tt.rows)
			}
		}
	})
}

// TestFunctionNames looks at what columns are called when they have no label.
func TestFunctionNames(t *testing.T) {
	stmt := expr.Select(expr.Func[any]("dbo.Fn"), expr.Func[any]("mode").WithinGroup(Users.ID), expr.CountAll(), expr.CountAll().Filter(Users.ID.Gt(1)), expr.RowNumber().Over())
	got := stmt.String()
	want := `SELECT dbo.Fn() AS "Fn_1", mode() WITHIN GROUP (ORDER BY users.id) AS mode_1, count(*) AS count_1, count(*) FILTER (WHERE users.id > :id_1) AS anon_1, row_number() OVER () AS anon_2 FROM users`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestNamedWindows runs statements with windows that have names, where there are such.
func TestNamedWindows(t *testing.T) {
	stmt := expr.Select(expr.Rank().Over(expr.WindowNamed("w")).As("r"), expr.Sum(Users.ID).Over(expr.WindowNamed("w").Rows(expr.CurrentRow(), expr.CurrentRow())).As("s")).
		From(Users).Window("w", expr.Window().OrderBy(Users.ID)).Window("Other One", expr.Window().PartitionBy(Users.ID)).OrderBy(Users.ID)
	want := `SELECT rank() OVER w AS r, sum(users.id) OVER (w ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS s FROM users` +
		` WINDOW w AS (ORDER BY users.id), "Other One" AS (PARTITION BY users.id) ORDER BY users.id`
	databases(t, func(t *testing.T, db *sql.DB, d *dialect.Dialect) {
		text, _, err := d.SQL(stmt)
		if d.Name == "mariadb" {
			if err == nil || !strings.Contains(err.Error(), "give the window itself to Over") {
				t.Errorf("got %q, %v", text, err)
			}
			return
		}
		if text != want || err != nil {
			t.Errorf("got  %s, %v\nwant %s", text, err, want)
		}
		fill(t, db, d)
		rows, err := db.QueryContext(context.Background(), "", stmt)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		if got, err := texts(rows); strings.Join(got, ",") != "1|1,2|2,3|3" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// TestFunctionsOfOldServers looks at what came with SQL Server 2022.
func TestFunctionsOfOldServers(t *testing.T) {
	old, newer := mssql.Dialect.At(dialect.Version{Major: 15}), mssql.Dialect.At(dialect.Version{Major: 16})
	greatest := expr.Greatest(Users.ID, expr.Val[int64](2))
	if got, err := element(old, greatest); got != "(SELECT max(v) FROM (VALUES (users.id), (?)) AS t(v))" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := element(newer, greatest); got != "greatest(users.id, ?)" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := element(old, expr.Least(Users.ID)); got != "(users.id)" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	named := expr.Rank().Over(expr.WindowNamed("w"))
	if got, err := element(old, named); err == nil || !strings.Contains(err.Error(), "give the window itself to Over") {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := element(newer, named); got != "rank() OVER w" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
}
