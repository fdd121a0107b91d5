package oracle

import "github.com/gildsql/gild/schema"

// options are what there is besides, by what it is of.
var options = map[string][]string{
	"table":  {"on_commit", "compress", "tablespace"},
	"column": {"on_null"},
	"index":  {"bitmap", "compress"},
}

func option(name string, value any) schema.Option { return schema.DialectOption("oracle", name, value) }

// Bitmap keeps an index as bits for each value.
func Bitmap() schema.Option { return option("bitmap", true) }

// Compress keeps a table or an index compressed.
func Compress() schema.Option { return option("compress", true) }

// CompressColumns keeps an index compressed by its first n columns.
func CompressColumns(n int) schema.Option { return option("compress", n) }

// CompressFor keeps a table compressed for a use, as SQL text: "OLTP".
func CompressFor(use string) schema.Option { return option("compress", use) }

// Tablespace is where a table is kept.
func Tablespace(name string) schema.Option { return option("tablespace", name) }

// OnCommit is what happens to the rows of a temporary table at the end of a transaction: "DELETE
// ROWS" or "PRESERVE ROWS".
func OnCommit(how string) schema.Option { return option("on_commit", how) }

// OnNull lets the database number an identity column also where an INSERT gives NULL.
func OnNull() schema.Option { return option("on_null", true) }
