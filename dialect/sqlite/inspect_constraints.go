package sqlite

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

type constraintRow struct {
	Name, SQL, Key, ForeignKeys, Uniques string
	KeyIndex                             bool // the primary key has one
}

// pragmaKey is a foreign key as constraints reads it from its pragma.
type pragmaKey struct {
	Target             string
	From, To           []string
	OnDelete, OnUpdate string
}

func readConstraints(r *dialect.Reading) (map[schema.Name]schema.Constraints, error) {
	rows, err := read[constraintRow](r, `SELECT m.name, m.sql,
	(SELECT json_group_array(name) FROM (SELECT k.name FROM pragma_table_xinfo(m.name, m.db) k WHERE k.pk > 0 ORDER BY k.pk)) AS "key",
	EXISTS (SELECT 1 FROM pragma_index_list(m.name, m.db) i WHERE i.origin = 'pk') AS key_index,
	(SELECT json_group_array(json(item)) FROM (SELECT json_object('Target', `+targetOf(r)+`, 'OnDelete', f.on_delete, 'OnUpdate', f.on_update,
		'From', json_group_array(f."from"), 'To', CASE WHEN f."to" IS NULL
			THEN json((SELECT json_group_array(name) FROM (SELECT k.name FROM pragma_table_xinfo(f."table", m.db) k WHERE k.pk > 0 ORDER BY k.pk)))
			ELSE json_group_array(coalesce((SELECT k.name FROM pragma_table_xinfo(f."table", m.db) k WHERE k.name = f."to" COLLATE NOCASE), f."to")) END) AS item
		FROM (SELECT * FROM pragma_foreign_key_list(m.name, m.db) ORDER BY id DESC, seq) f GROUP BY f.id ORDER BY f.id DESC)) AS foreign_keys,
	(SELECT json_group_array(json(item)) FROM (SELECT (SELECT json_group_array(name) FROM (SELECT c.name FROM pragma_index_info(i.name, m.db) c ORDER BY c.seqno)) AS item
		FROM pragma_index_list(m.name, m.db) i WHERE i.origin = 'u' ORDER BY i.seq DESC)) AS uniques `+
		relations(r, "")+" AND m.type = 'table'")
	if err != nil {
		return nil, err
	}
	found := map[schema.Name]schema.Constraints{}
	for _, row := range rows {
		all, err := row.constraints(r)
		if err != nil {
			return nil, err
		}
		found[r.Name(row.Name)] = all
	}
	return found, nil
}

func (row *constraintRow) constraints(r *dialect.Reading) (all schema.Constraints, err error) {
	p := parseTable(row.SQL)
	all.Checks = p.checks
	if key := dialect.List(row.Key); len(key) > 0 {
		info := p.keyInfo(p.key, key)
		if !row.KeyIndex && !p.withoutRowid { // the number of the row has no order of its own
			info.Parts = nil
		}
		all.PrimaryKey = &info
	}
	var uniques [][]string
	if err := dialect.ReadJSON(row.Uniques, &uniques); err != nil {
		return all, err
	}
	all.Uniques = p.named(uniques)
	var keys []pragmaKey
	if err := dialect.ReadJSON(row.ForeignKeys, &keys); err != nil {
		return all, err
	}
	for i, k := range keys {
		fk := schema.ForeignKeyInfo{Columns: k.From, Target: r.Name(k.Target), RefColumns: k.To, OnDelete: actionOf(k.OnDelete), OnUpdate: actionOf(k.OnUpdate)}
		// The pragma counts them backwards, and does not tell all.
		if len(p.foreignKeys) == len(keys) {
			written := p.foreignKeys[i]
			fk.Name, fk.Match, fk.Timing = written.Name, written.Match, written.Timing
		}
		all.ForeignKeys = append(all.ForeignKeys, fk)
	}
	return all, nil
}

// named gives the unique constraints that SQLite has made the names that they were written with,
// in the order of the text.
func (p *parsedTable) named(made [][]string) []schema.KeyInfo {
	var keys []schema.KeyInfo
	for _, written := range p.uniques {
		i := slices.IndexFunc(made, func(columns []string) bool { return isAbout(written, columns) })
		if i < 0 { // the same as another one
			same := slices.IndexFunc(keys, func(k schema.KeyInfo) bool { return isAbout(written, k.Columns) })
			if same >= 0 && written.OnConflict != "" {
				keys[same].OnConflict = written.OnConflict
			}
			continue
		}
		keys = append(keys, p.keyInfo(written, made[i]))
		made = slices.Delete(slices.Clone(made), i, i+1)
	}
	for _, columns := range made {
		keys = append(keys, schema.KeyInfo{Columns: columns})
	}
	return keys
}

// isAbout reports whether a key that was written is one of the columns.
func isAbout(written schema.KeyInfo, columns []string) bool {
	return slices.EqualFunc(written.Parts, columns, func(p schema.IndexPart, column string) bool { return strings.EqualFold(p.Column, column) })
}

func actionOf(text string) schema.Action {
	if text == "NO ACTION" {
		return schema.NoAction
	}
	return schema.Action(text)
}
