package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestTypesOfOthers: a type that only some databases have is an error on the others, which says whose it
// is. SQLite takes any name.
func TestTypesOfOthers(t *testing.T) {
	table := func(typ typemap.Type) expr.Statement {
		return &schema.CreateTable{Table: schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("a", typ))}
	}
	cast := func(typ typemap.Type) expr.Statement { return expr.Select(expr.Cast[any](1, typ).As("x")) }
	whose := func(name, databases string) string {
		return "error:the type " + name + " is one of " + databases + ": give another type here with Variant("
	}
	made := func(name string) string { return "CREATE TABLE t (\n\ta " + name + " NOT NULL\n)" }
	hstore := whose("HSTORE", "postgresql")
	checkSix(t, []written{
		{"HStore", table(typemap.HStore()), each{"": hstore, "postgresql": made("HSTORE"), "sqlite": made("HSTORE")}},
		{"Spelled", table(typemap.Spelled(typemap.KindText, "tsvector")), each{"": whose("tsvector", "postgresql"), "postgresql": made("tsvector"), "sqlite": made("tsvector")}},
		{"with a size", table(typemap.Named("VARCHAR2", 20)), each{"": whose("VARCHAR2", "oracle"), "oracle": made("VARCHAR2(20)"), "sqlite": made("VARCHAR2(20)")}},
		{"of two", table(typemap.Named("MONEY")), each{"": whose("MONEY", "postgresql, mssql"), "postgresql": made("MONEY"), "mssql": made("MONEY"), "sqlite": made("MONEY")}},
		{"in CAST", cast(typemap.Spelled(typemap.KindDateTime, "DATETIME2(3)")), each{"": whose("DATETIME2", "mssql"), "sqlite": "SELECT CAST(? AS DATETIME2(3)) AS x", "mssql": "SELECT CAST(? AS DATETIME2(3)) AS x"}},
		{"of MariaDB alone", table(typemap.Named("INET6")), each{"": whose("INET6", "mariadb"), "mariadb": made("INET6"), "sqlite": made("INET6")}},
		{"with a variant", table(typemap.Text().Variant("postgresql", typemap.Named("CITEXT"))), each{"": made("TEXT"), "postgresql": made("CITEXT"), "mysql": made("LONGTEXT"), "mariadb": made("LONGTEXT"), "mssql": made("VARCHAR(max)"), "oracle": made("CLOB")}},
		{"that a program has made", table(typemap.Integer().Variant("postgresql", typemap.Spelled(typemap.KindInteger, "year"))), each{"": made("INTEGER"), "postgresql": made("year")}},
		{"of the standard", table(typemap.Named("DECIMAL", 5, 2)), same(made("DECIMAL(5, 2)"))},
	})
}
