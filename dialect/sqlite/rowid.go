package sqlite

// rowIDs asks about the numbers of a table's rows. They are rowids if the primary key has no index
// of its own, which it has where it is of another type or the table is WITHOUT ROWID. Those of many
// rows follow each other if no trigger inserts rows between them.
// Source: https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
const rowIDs = `SELECT r.alias, r.alias AND r.triggers = 0 FROM (SELECT
	(SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0) = 1
		AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk')
		AND EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE AND sql NOT LIKE 'create virtual%') AS alias,
	(SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)
		+ (SELECT count(*) FROM sqlite_temp_master WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)
		+ (SELECT count(*) FROM sqlite_temp_master WHERE type <> 'trigger' AND name = ?1 COLLATE NOCASE) AS triggers) AS r`
