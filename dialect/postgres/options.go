package postgres

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// options are what there is besides, by what it is of.
var options = map[string][]string{
	"table":             {"inherits", "partition_of", "partition_by", "using", "with", "with_oids", "on_commit", "tablespace", "server", "unlogged"},
	"index":             {"using", "where", "ops", "concurrently", "with", "tablespace", "include", "nulls_not_distinct"},
	"primary key":       {"include"},
	"unique constraint": {"include", "nulls_not_distinct"},
	"check":             {"no_inherit"},
	"view":              {"with"},
}

func option(name string, value any) schema.Option {
	return schema.DialectOption("postgresql", name, value)
}

// Using is the method of an index, such as gin, or of a table.
func Using(method string) schema.Option { return option("using", method) }

// Where limits an index to rows for which the condition is true, on PostgreSQL alone. For of the
// index does so everywhere.
func Where(condition expr.Expr) schema.Option { return option("where", condition) }

// Ops are the operator classes of an index, by the names or labels of its parts.
func Ops(classes map[string]string) schema.Option { return option("ops", classes) }

// Concurrently creates and drops an index while the table is written. It is no part of a
// transaction.
func Concurrently() schema.Option { return option("concurrently", true) }

// Include are columns that an index, or the index of a primary key or a unique constraint, has
// besides those that it is sorted by.
func Include(columns ...string) schema.Option { return option("include", columns) }

// NullsNotDistinct makes a unique constraint or index take NULLs for equal.
func NullsNotDistinct() schema.Option { return option("nulls_not_distinct", true) }

// NoInherit keeps a check to its own table: those that inherit from it need not hold it.
func NoInherit() schema.Option { return option("no_inherit", true) }

// With are the storage parameters of a table or an index, and the options of a view. A nil value
// stands for none.
func With(parameters map[string]any) schema.Option { return option("with", parameters) }

// Tablespace is where a table or an index is kept.
func Tablespace(name string) schema.Option { return option("tablespace", name) }

// PartitionBy is how the rows of a table are divided, as SQL text: "RANGE (day)".
func PartitionBy(sql string) schema.Option { return option("partition_by", sql) }

// PartitionOf makes a table a partition of one with PartitionBy, for the rows of a bound, as SQL text: "FOR VALUES FROM
// (1) TO (10)", "FOR VALUES IN ('a', 'b')", "FOR VALUES WITH (MODULUS 4, REMAINDER 0)", "DEFAULT". With PartitionBy it is
// divided itself. table is in the same schema unless its name says so.
//
// A partition has the columns, constraints and indexes of its table: its definition needs none. Columns that it has, for
// statements about the partition alone, add a default of their own and NOT NULL; constraints and indexes are those
// that it has besides.
func PartitionOf(table, bound string) schema.Option {
	o := option("partition_of", []string{table, bound})
	o.After = []string{table}
	return o
}

// Inherits are the tables whose columns a table has, too. They are in the same schema unless their names say so.
func Inherits(tables ...string) schema.Option {
	o := option("inherits", tables)
	o.After = tables
	return o
}

// OnCommit is what happens to the rows of a temporary table at the end of a transaction: "DELETE
// ROWS", "PRESERVE ROWS", "DROP".
func OnCommit(how string) schema.Option { return option("on_commit", how) }

// Unlogged makes a table one whose rows are lost with a crash of the server, and written faster.
func Unlogged() schema.Option { return option("unlogged", true) }
