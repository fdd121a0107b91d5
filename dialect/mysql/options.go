package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// options are what there is besides, by what it is of.
var options = map[string][]string{
	"table":       append(slices.Clone(tableOptions), partitionOptions...),
	"column":      {"invisible"},
	"index":       {"prefix", "length", "using", "with_parser", "invisible"},
	"view":        {"algorithm", "sql_security", "check_option"},
	"primary key": {"using"},
}

// tableOptions are those of CREATE TABLE, without those of partitions.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/create-table.html,
// https://mariadb.com/kb/en/create-table/#table-options
var tableOptions = []string{
	"engine", "auto_increment", "avg_row_length", "default_charset", "charset", "default_character_set", "character_set",
	"checksum", "default_collate", "collate", "comment", "compression", "connection", "data_directory", "delay_key_write",
	"encryption", "encrypted", "encryption_key_id", "engine_attribute", "index_directory", "insert_method", "key_block_size",
	"max_rows", "min_rows", "pack_keys", "page_checksum", "page_compressed", "page_compression_level", "password", "row_format",
	"sequence", "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "system_versioning", "tablespace", "transactional", "union",
}

var partitionOptions = []string{"partition_by", "partitions", "subpartition_by", "subpartitions"}

// textOptions have a text literal as their value.
var textOptions = []string{"comment", "data_directory", "index_directory", "password", "connection"}

// sqlOptions have SQL text as their value, which is not for values from outside.
var sqlOptions = []string{"partition_by", "subpartition_by", "union"}

func option(name string, value any) schema.Option { return schema.DialectOption("mysql", name, value) }

// Engine is the storage engine of a table.
func Engine(name string) schema.Option { return option("engine", name) }

// Charset is the character set of a table's text.
func Charset(name string) schema.Option { return option("charset", name) }

// Collate is the collation of a table's text.
func Collate(name string) schema.Option { return option("collate", name) }

// RowFormat is how the rows of a table are kept, such as DYNAMIC.
func RowFormat(name string) schema.Option { return option("row_format", name) }

// AutoIncrementFrom is the first number that a table's AUTO_INCREMENT column gets.
func AutoIncrementFrom(n int64) schema.Option { return option("auto_increment", fmt.Sprint(n)) }

// SystemVersioned has a table of MariaDB keep what its rows were.
// Source: https://mariadb.com/kb/en/system-versioned-tables/
func SystemVersioned() schema.Option { return option("system_versioning", true) }

// Invisible leaves a column out of SELECT * and of INSERT without a list of columns, and an index out of the plans of queries.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/invisible-columns.html, https://mariadb.com/kb/en/invisible-columns/,
// https://dev.mysql.com/doc/refman/8.4/en/invisible-indexes.html, https://mariadb.com/kb/en/ignored-indexes/
func Invisible() schema.Option { return option("invisible", true) }

// PartitionBy is how the rows of a table are divided, as SQL text: "KEY(a)".
func PartitionBy(sql string) schema.Option { return option("partition_by", sql) }

// Partitions is into how many parts the rows of a table are divided.
func Partitions(n int) schema.Option { return option("partitions", fmt.Sprint(n)) }

// TableOption is another option of CREATE TABLE, by its name in small letters: "key_block_size". The
// value is a word, a number or text in quotes; of "union" it is SQL text.
func TableOption(name, value string) schema.Option { return option(name, value) }

// Length is how many characters or bytes of each column an index holds.
func Length(n int) schema.Option { return option("length", n) }

// Lengths is how many characters or bytes of columns an index holds, by their names.
func Lengths(n map[string]int) schema.Option { return option("length", n) }

// FullText makes an index one for MATCH.
func FullText() schema.Option { return option("prefix", "FULLTEXT") }

// Spatial makes an index one of geometries.
func Spatial() schema.Option { return option("prefix", "SPATIAL") }

// Using is the method of an index or of a primary key: BTREE or HASH.
func Using(method string) schema.Option { return option("using", method) }

// WithParser is the parser of an index that is FullText.
func WithParser(name string) schema.Option { return option("with_parser", name) }

// SQLSecurity tells by whose rights a view reads: DEFINER, which is usual, or INVOKER.
func SQLSecurity(who string) schema.Option { return option("sql_security", who) }

// ViewAlgorithm is how a view is evaluated: UNDEFINED, which is usual, MERGE or TEMPTABLE.
func ViewAlgorithm(how string) schema.Option { return option("algorithm", how) }

// CheckOption refuses rows that are written through a view which it would not show: LOCAL, or CASCADED for the views
// below it, too.
func CheckOption(how string) schema.Option { return option("check_option", how) }

// tableEnd writes the options of a table: those about partitions last, and the character set before
// the collation.
func tableEnd(c *compile.Compiler, t *schema.Table) {
	names, given := optionsIn(t.Options(), c.Rules().DDL.OptionsOf, c.Rules().Dialect)
	if t.Comment() != "" {
		if _, twice := given["comment"]; !twice {
			names = append(names, "comment")
		}
		given["comment"] = t.Comment()
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	for i, name := range names {
		if i > 0 {
			c.WriteString(" ")
		}
		tableOption(c, name, given[name])
	}
}

// optionsIn are the options of some dialects, each once: by the last that has it.
func optionsIn(o schema.Options, dialects ...string) (names []string, given map[string]any) {
	given = map[string]any{}
	for _, dialect := range dialects {
		for name, value := range o.Of(dialect) {
			if _, twice := given[name]; !twice {
				names = append(names, name)
			}
			given[name] = value
		}
	}
	return names, given
}

// rank puts options behind those that they need.
func rank(name string) int {
	if i := slices.Index(partitionOptions, name); i >= 0 {
		return 2 + i
	}
	if name == "collate" {
		return 1
	}
	return 0
}

func tableOption(c *compile.Compiler, name string, value any) {
	if name == "system_versioning" {
		c.WriteString("WITH SYSTEM VERSIONING")
		return
	}
	words, joiner := strings.ToUpper(name), "="
	switch name {
	case "data_directory", "index_directory", "default_charset", "default_collate":
		words = strings.ReplaceAll(words, "_", " ")
	case "default_character_set", "character_set", "partition_by", "subpartition_by":
		words, joiner = strings.ReplaceAll(words, "_", " "), " "
	case "tablespace", "collate", "partitions", "subpartitions":
		joiner = " "
	}
	c.WriteString(words + joiner)
	text := fmt.Sprint(value)
	switch {
	case slices.Contains(textOptions, name):
		c.TextLiteral(text)
	case slices.Contains(sqlOptions, name):
		c.WriteString(text)
	default:
		c.OneWord("the option "+name, text)
	}
}
