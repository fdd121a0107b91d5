package sqlite

import (
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type indexRow struct {
	Table, Name, SQL, Parts string
	Unique                  bool
}

// indexPart is a column of an index as the pragma tells it; an expression has no name.
type indexPart struct {
	Column *string
	Desc   int
}

func readIndexes(r *dialect.Reading) (map[schema.Name][]schema.IndexInfo, error) {
	list := "main"
	if r.Schema != "" {
		list = r.Schema
	}
	texts := catalog(list)
	if r.Schema == "" {
		texts += " UNION ALL " + catalog("temp")
	}
	rows, err := read[indexRow](r, `SELECT m.name AS "table", i.name, i."unique", x.sql,
	(SELECT json_group_array(json_object('Column', c.name, 'Desc', c."desc")) FROM (
		SELECT * FROM pragma_index_xinfo(i.name, m.db) WHERE "key" = 1 ORDER BY seqno) c) AS parts `+
		relations(r, " JOIN pragma_index_list(m.name, m.db) i JOIN ("+texts+") x ON x.type = 'index' AND x.name = i.name AND x.db = m.db")+
		" AND m.type = 'table' AND i.origin = 'c' ORDER BY m.name, i.name")
	if err != nil {
		return nil, err
	}
	found := map[schema.Name][]schema.IndexInfo{}
	for _, row := range rows {
		info, err := row.info()
		if err != nil {
			return nil, err
		}
		found[r.Name(row.Table)] = append(found[r.Name(row.Table)], info)
	}
	return found, nil
}

func (row *indexRow) info() (schema.IndexInfo, error) {
	info := schema.IndexInfo{Name: row.Name, Unique: row.Unique}
	var parts []indexPart
	if err := dialect.ReadJSON(row.Parts, &parts); err != nil {
		return info, err
	}
	var written []indexItem
	written, info.Where = parseIndex(row.SQL)
	for i, p := range parts {
		part := schema.IndexPart{Desc: p.Desc == 1}
		if i < len(written) {
			part.Collation = written[i].collation
		}
		switch {
		case p.Column != nil:
			part.Column = *p.Column
		case i < len(written):
			part.SQL = written[i].sql
		}
		info.Parts = append(info.Parts, part)
	}
	return info, nil
}
