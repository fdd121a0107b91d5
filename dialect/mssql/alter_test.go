package mssql_test

import (
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestDDL has statements whose text differs from that of other databases, as the manuals have it.
// Sources: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql,
// https://learn.microsoft.com/sql/t-sql/statements/create-table-transact-sql,
// https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/DROP-TABLE.html
func TestDDL(t *testing.T) {
	tb := schema.NewTable(schema.NewMetaData(), "it's a.b", schema.InSchema("my s"), schema.NewColumn("a", typemap.Integer()),
		schema.NewColumn("twice", typemap.Integer(), schema.ComputedSQL("a * 2")), schema.NewColumn("kept", typemap.Integer(), schema.ComputedSQL("a * 2", schema.Stored)))
	plain := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("a", typemap.Integer()))
	computed := schema.NewTable(schema.NewMetaData(), "c", schema.NewColumn("a", typemap.Integer(), schema.NotNull()),
		schema.NewColumn("twice", typemap.Integer(), schema.ComputedSQL("a * 2"), schema.NotNull()),
		schema.NewColumn("kept", typemap.Integer(), schema.ComputedSQL("a * 2", schema.Stored), schema.NotNull()))
	noted := schema.NewTable(schema.NewMetaData(), "noted", schema.Comment("a note"), schema.NewColumn("a", typemap.Integer()))
	for _, tt := range []struct {
		on   *dialect.Dialect
		stmt expr.Statement
		want string
	}{
		{mssql.Dialect, &schema.RenameTable{Table: plain, To: "n"}, "EXEC sp_rename 't', 'n'"},
		{mssql.Dialect, &schema.RenameTable{Table: tb, To: "c.d"}, "EXEC sp_rename '[my s].[it''s a.b]', 'c.d'"},
		{mssql.Dialect, &schema.RenameColumn{Table: tb, From: "a b", To: "x"}, "EXEC sp_rename '[my s].[it''s a.b].[a b]', 'x', 'COLUMN'"},
		{mssql.Dialect, &schema.RenameIndex{Table: plain, From: "ix", To: "iy"}, "EXEC sp_rename 't.ix', 'iy', 'INDEX'"},
		{mssql.Dialect, &schema.RenameConstraint{Table: plain, From: "c.k", To: "ck"}, "EXEC sp_rename 'dbo.[c.k]', 'ck', 'OBJECT'"},
		{mssql.Dialect, &schema.AddColumn{Column: tb.Column("twice")}, "ALTER TABLE [my s].[it's a.b] ADD twice AS (a * 2)"},
		{mssql.Dialect, &schema.AddColumn{Column: tb.Column("kept")}, "ALTER TABLE [my s].[it's a.b] ADD kept AS (a * 2) PERSISTED"},
		{mssql.Dialect, &schema.CreateTable{Table: computed}, "CREATE TABLE c (\n\ta INTEGER NOT NULL,\n\ttwice AS (a * 2),\n\tkept AS (a * 2) PERSISTED NOT NULL\n)"},
		{mssql.Dialect, &schema.SetComment{On: noted}, "execute sp_addextendedproperty 'MS_Description', N'a note', 'schema', dbo, 'table', noted"},
		{mssql.Dialect, &schema.SetComment{On: noted, Replaces: true}, "execute sp_updateextendedproperty 'MS_Description', N'a note', 'schema', dbo, 'table', noted"},
		{oracle.Dialect, &schema.DropTable{Table: plain, Cascade: true}, "DROP TABLE t CASCADE CONSTRAINTS"},
		{oracle.Dialect, &schema.DropColumn{Table: plain, Column: "a", Cascade: true}, "ALTER TABLE t DROP COLUMN a CASCADE CONSTRAINTS"},
	} {
		got, _, err := tt.on.SQL(tt.stmt)
		if err != nil || got != tt.want {
			t.Errorf("got  %s, %v\nwant %s", got, err, tt.want)
		}
	}
}
