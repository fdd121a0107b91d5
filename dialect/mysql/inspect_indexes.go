package mysql

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

// indexRow is a column of an index.
type indexRow struct {
	Table, Name, Column, Direction, Method, Comment, Expression string
	Unique, Hidden                                              bool
	Length                                                      int
}

func readIndexes(r *dialect.Reading) (map[schema.Name][]schema.IndexInfo, error) {
	expression, hidden := "''", "false"
	switch {
	case isMariaDB(r.Version) && !r.Version.Before(10, 6):
		hidden = "s.ignored = 'YES'"
	case !isMariaDB(r.Version) && !r.Version.Before(8, 0):
		expression, hidden = "coalesce(s.expression, '')", "s.is_visible = 'NO'"
	}
	rows, err := dialect.Rows[indexRow](r, "SELECT s.table_name AS `table`, s.index_name AS name, coalesce(s.column_name, '') AS `column`, coalesce(s.collation, '') AS direction,"+`
	s.index_type AS method, s.index_comment AS comment, s.non_unique = 0 AS `+"`unique`, "+expression+" AS expression, "+hidden+` AS hidden, coalesce(s.sub_part, 0) AS length
FROM information_schema.statistics s`+of(r, "s")+" AND s.index_name <> 'PRIMARY' ORDER BY s.table_name, s.index_name, s.seq_in_index")
	if err != nil {
		return nil, err
	}
	found := map[schema.Name][]schema.IndexInfo{}
	for i := range rows {
		row := &rows[i]
		name := r.Name(row.Table)
		n := len(found[name])
		if n == 0 || found[name][n-1].Name != row.Name {
			found[name] = append(found[name], row.index())
			n++
		}
		found[name][n-1].Parts = append(found[name][n-1].Parts, row.part())
	}
	return found, markForeignKeys(r, found)
}

func (row *indexRow) index() schema.IndexInfo {
	info := schema.IndexInfo{Name: row.Name, Unique: row.Unique, Comment: row.Comment}
	if row.Method != "BTREE" {
		info.Method = strings.ToLower(row.Method)
	}
	if row.Unique { // which is a constraint here
		info.Constraint = row.Name
	}
	if row.Hidden {
		info.Options = map[string]string{"invisible": "true"}
	}
	return info
}

func (row *indexRow) part() schema.IndexPart {
	part := schema.IndexPart{Column: row.Column, SQL: row.Expression, Desc: row.Direction == "D", Length: row.Length}
	if row.Method == "FULLTEXT" || row.Method == "SPATIAL" {
		part.Length = 0
	}
	return part
}

// markForeignKeys says of indexes that foreign keys have made for themselves that they have.
// Source: https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
func markForeignKeys(r *dialect.Reading, found map[schema.Name][]schema.IndexInfo) error {
	keys, err := keyRows(r)
	if err != nil {
		return err
	}
	columns := map[schema.Name]map[string][]string{}
	for _, k := range keys {
		if k.Target == "" {
			continue
		}
		name := r.Name(k.Table)
		if columns[name] == nil {
			columns[name] = map[string][]string{}
		}
		columns[name][k.Name] = append(columns[name][k.Name], k.Column)
	}
	for name, all := range found {
		for i := range all {
			if of := columns[name][all[i].Name]; of != nil && slices.Equal(of, all[i].Columns()) {
				all[i].Constraint = all[i].Name
			}
		}
	}
	return nil
}
