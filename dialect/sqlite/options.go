package sqlite

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// options are what there is besides, by what it is of.
var options = map[string][]string{
	"table":             {"with_rowid", "strict", "autoincrement", "virtual"},
	"column":            {"on_conflict_not_null", "on_conflict_unique", "on_conflict_primary_key"},
	"primary key":       {"on_conflict", "collate", "desc"},
	"unique constraint": {"on_conflict", "collate", "desc"},
	"check":             {"on_conflict"},
	"index":             {"where"},
	"view":              {"if_not_exists"},
}

func option(name string, value any) schema.Option { return schema.DialectOption("sqlite", name, value) }

// WithoutRowID keeps the rows of a table by its primary key.
// Source: https://www.sqlite.org/withoutrowid.html
func WithoutRowID() schema.Option { return option("with_rowid", false) }

// Strict makes a table refuse values that are not of the type of their column.
// Source: https://www.sqlite.org/stricttables.html
func Strict() schema.Option { return option("strict", true) }

// Autoincrement, of a table, never gives the number of a row that is deleted to another.
// Source: https://www.sqlite.org/autoinc.html
func Autoincrement() schema.Option { return option("autoincrement", true) }

// Virtual makes a table one of a module, with its arguments, as SQL text: "fts5(title, body)", "rtree(id, low, high)". The module makes
// its columns: a definition has them for statements, and none is created. They may be others than the arguments, such
// as the column that is called as its table with FTS5.
// Source: https://www.sqlite.org/vtab.html
func Virtual(module string) schema.Option { return option("virtual", module) }

// OnConflict tells what a primary key or a unique constraint does with a row that does not fit: ROLLBACK, ABORT, which is
// usual, FAIL, IGNORE or REPLACE. Checks take it and pass it over.
// Source: https://www.sqlite.org/lang_conflict.html
func OnConflict(how string) schema.Option { return option("on_conflict", how) }

// OnConflictNotNull tells what NOT NULL of a column does with NULL.
func OnConflictNotNull(how string) schema.Option { return option("on_conflict_not_null", how) }

// OnConflictUnique tells what the unique constraint of a column does.
func OnConflictUnique(how string) schema.Option { return option("on_conflict_unique", how) }

// OnConflictPrimaryKey tells what the primary key of a column does.
func OnConflictPrimaryKey(how string) schema.Option { return option("on_conflict_primary_key", how) }

// Collations are the collations by which a primary key or a unique constraint compares columns, by their names, where they
// are not those of the columns.
func Collations(collations map[string]string) schema.Option { return option("collate", collations) }

// Descending are the columns of a primary key or a unique constraint by which its index is sorted from the greatest to the
// smallest. With it, a key of one INTEGER is not the number of the row: its column is one with schema.NoAutoIncrement.
// Source: https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
func Descending(columns ...string) schema.Option { return option("desc", columns) }

// Where limits an index to rows for which the condition is true, on SQLite alone. For of the index
// does so everywhere.
func Where(condition expr.Expr) schema.Option { return option("where", condition) }
