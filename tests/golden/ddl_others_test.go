package golden

import (
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestDDLOfOthers has the statements of DDL that Oracle and SQL Server have in their own way, as their references have
// them.
func TestDDLOfOthers(t *testing.T) {
	m := schema.NewMetaData()
	people := schema.NewTable(m, "people", schema.NewColumn("id", typemap.Integer()), schema.NewColumn("file", typemap.Integer()))
	kept := schema.NewViewSQL(m, "kept's", "SELECT 1 AS x", nil, schema.ViewIn("sales"), schema.Materialized())
	counter := expr.NewSequence("counter").IncrementBy(2).CacheSize(1)
	passing := schema.NewTable(m, "passing", schema.NewColumn("id", typemap.Integer(), schema.Nullable()), schema.Temporary())
	hashed := schema.NewTable(m, "#passing", schema.NewColumn("id", typemap.Integer(), schema.Nullable()), schema.Temporary())
	for _, test := range []struct {
		stmt expr.Statement
		on   *dialect.Dialect
		want string
	}{
		{&schema.DropComment{On: people.Column("id")}, oracle.Dialect, "COMMENT ON COLUMN people.id IS ''"},
		{&schema.DropComment{On: people.Column("file")}, oracle.Dialect, `COMMENT ON COLUMN people."file" IS ''`},
		{&schema.RefreshView{View: kept}, oracle.Dialect, `BEGIN DBMS_MVIEW.REFRESH('sales."kept''s"'); END;`},
		{&schema.DropView{View: kept, Cascade: true}, oracle.Dialect, `DROP MATERIALIZED VIEW sales."kept's"`},
		{&schema.DropView{View: kept, Cascade: true}, postgres.Dialect, `DROP MATERIALIZED VIEW sales."kept's" CASCADE`},
		{&schema.AlterSequence{Sequence: counter}, oracle.Dialect, "ALTER SEQUENCE counter INCREMENT BY 2 NOMINVALUE NOMAXVALUE NOCACHE NOCYCLE"},
		{&schema.AlterSequence{Sequence: counter}, mssql.Dialect, "ALTER SEQUENCE counter INCREMENT BY 2 NO MINVALUE NO MAXVALUE CACHE 1 NO CYCLE"},
		{&schema.CreateSequence{Sequence: counter}, oracle.Dialect, "CREATE SEQUENCE counter INCREMENT BY 2 NOCACHE"},
		{&schema.CreateTable{Table: passing}, oracle.Dialect, "CREATE GLOBAL TEMPORARY TABLE passing (\n\tid INTEGER\n)"},
		{&schema.CreateTable{Table: passing}, postgres.Dialect, "CREATE TEMPORARY TABLE passing (\n\tid INTEGER\n)"},
		{&schema.CreateTable{Table: hashed}, mssql.Dialect, "CREATE TABLE [#passing] (\n\tid INTEGER NULL\n)"},
	} {
		if text, err := gild.LiteralSQL(test.stmt, test.on); err != nil || text != test.want {
			t.Errorf("%s: %s, %v\nwant %s", test.on.Name, text, err, test.want)
		}
	}
	if text, err := gild.LiteralSQL(&schema.CreateTable{Table: passing}, mssql.Dialect); err == nil {
		t.Errorf("a temporary table by its word: %s", text)
	}
	if text, err := gild.LiteralSQL(&schema.RefreshView{View: kept, Concurrently: true}, oracle.Dialect); err == nil {
		t.Errorf("concurrently: %s", text)
	}
	if text, err := gild.LiteralSQL(&schema.RefreshView{View: &schema.View{Name: "v"}}, oracle.Dialect); err == nil {
		t.Errorf("a view that is not defined: %s", text)
	}
	long := schema.NewTable(m, strings.Repeat("x", 31), schema.NewColumn("id", typemap.Integer()))
	for version, fits := range map[dialect.Version]bool{{}: true, {Major: 19}: true, {Major: 12, Minor: 2}: true, {Major: 12, Minor: 1}: false} {
		rules := oracle.Dialect.Rules(version)
		if _, err := compile.Compile(rules, &schema.DropTable{Table: long}, &expr.Key{}); (err == nil) != fits {
			t.Errorf("version %s: %v", version, err)
		}
	}
}
