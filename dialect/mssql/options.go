package mssql

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// options are what there is besides, by what it is of.
var options = map[string][]string{
	"column":            {"identity_start", "identity_increment"},
	"index":             {"clustered", "columnstore", "include", "where"},
	"primary key":       {"clustered"},
	"unique constraint": {"clustered"},
}

func option(name string, value any) schema.Option { return schema.DialectOption("mssql", name, value) }

// Clustered tells whether the rows of the table are kept in the order of an index, a primary key
// or a unique constraint.
func Clustered(on bool) schema.Option { return option("clustered", on) }

// Columnstore keeps an index by columns. It may be one without columns of its own.
func Columnstore() schema.Option { return option("columnstore", true) }

// Include are columns that an index has besides those that it is sorted by.
func Include(columns ...string) schema.Option { return option("include", columns) }

// Where limits an index to rows for which the condition is true, on SQL Server alone. For of the
// index does so everywhere.
func Where(condition expr.Expr) schema.Option { return option("where", condition) }
