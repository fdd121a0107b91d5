package sqlite

import (
	"strings"

	"github.com/gildsql/gild/schema"
)

// parsedTable is what a CREATE TABLE says and no pragma tells. Constraints are in the order in
// which SQLite counts them: as they are written.
type parsedTable struct {
	key           schema.KeyInfo // without its columns
	autoincrement bool
	descending    bool // a PRIMARY KEY DESC in a column, which is no name for the row's number
	uniques       []schema.KeyInfo
	foreignKeys   []schema.ForeignKeyInfo
	checks        []schema.CheckInfo
	computed      map[string]string // by column
	collations    map[string]string // by column
	notNull       map[string]string // what NOT NULL of a column does, where that is not an error
	withoutRowid  bool
	strict        bool
	using         string // the module of a virtual table, with its arguments
}

// parseTable reads the text of a CREATE TABLE, which SQLite keeps as it was written. Only texts
// that SQLite has taken come here; of any other it finds less.
// Source: https://www.sqlite.org/lang_createtable.html
func parseTable(sql string) *parsedTable {
	p := &parsedTable{computed: map[string]string{}, collations: map[string]string{}, notNull: map[string]string{}}
	t := tokenize(sql)
	t.take("CREATE")
	if t.take("VIRTUAL", "TABLE") {
		for len(t.list) > 0 && !t.take("USING") {
			t.next()
		}
		p.using = t.text()
		return p
	}
	for len(t.list) > 0 && !t.opens() {
		t.next()
	}
	body := t.group()
	for _, item := range body.items() {
		p.item(item)
	}
	for len(t.list) > 0 {
		switch {
		case t.take("WITHOUT", "ROWID"):
			p.withoutRowid = true
		case t.take("STRICT"):
			p.strict = true
		default:
			t.next()
		}
	}
	return p
}

// item reads a column, or constraints of the table.
func (p *parsedTable) item(t tokens) {
	if t.isAny("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN") {
		for len(t.list) > 0 {
			p.constraint(&t, "")
		}
		return
	}
	column := t.name()
	for len(t.list) > 0 && !t.isAny("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS") {
		if t.opens() {
			t.group()
			continue
		}
		t.next() // of the type
	}
	for len(t.list) > 0 {
		p.constraint(&t, column)
	}
}

// constraint reads one constraint, of a column or, without a name of one, of the table.
func (p *parsedTable) constraint(t *tokens, column string) {
	name := ""
	if t.take("CONSTRAINT") {
		name = t.name()
	}
	switch {
	case t.take("PRIMARY", "KEY"):
		p.key.Name = name
		if column == "" {
			p.key.Parts = p.keyParts(t)
		} else {
			p.descending = t.is("DESC")
			p.key.Parts = []schema.IndexPart{{Column: column, Desc: p.descending}}
		}
		_ = t.take("ASC") || t.take("DESC")
		p.key.OnConflict = conflict(t)
		p.autoincrement = t.take("AUTOINCREMENT") || p.autoincrement
	case t.take("UNIQUE"):
		parts := []schema.IndexPart{{Column: column}}
		if column == "" {
			parts = p.keyParts(t)
		}
		p.uniques = append(p.uniques, schema.KeyInfo{Name: name, Parts: parts, OnConflict: conflict(t)})
	case t.take("NOT", "NULL"):
		if how := conflict(t); how != "" {
			p.notNull[column] = how
		}
	case t.take("CHECK"):
		condition := t.group()
		p.checks = append(p.checks, schema.CheckInfo{Name: name, SQL: condition.text()})
	case t.take("FOREIGN", "KEY"):
		columns := t.names()
		t.take("REFERENCES")
		p.reference(t, name, columns)
	case t.take("REFERENCES"):
		p.reference(t, name, []string{column})
	case t.take("GENERATED", "ALWAYS", "AS"), t.take("AS"):
		expression := t.group()
		p.computed[column] = expression.text()
	case t.take("COLLATE"):
		p.collations[column] = t.name()
	case t.take("DEFAULT"), t.take("ON", "CONFLICT"):
		skipValue(t)
	default: // STORED: pragmas tell it
		t.next()
	}
}

// keyParts reads the columns of a table's PRIMARY KEY, where AUTOINCREMENT may stand, too, or UNIQUE.
// Source: https://www.sqlite.org/syntax/indexed-column.html
func (p *parsedTable) keyParts(t *tokens) []schema.IndexPart {
	var parts []schema.IndexPart
	columns := t.group()
	for _, c := range columns.items() {
		part := schema.IndexPart{Column: c.name()}
		for len(c.list) > 0 {
			switch {
			case c.take("COLLATE"):
				part.Collation = c.name()
			case c.take("DESC"):
				part.Desc = true
			case c.take("AUTOINCREMENT"):
				p.autoincrement = true
			default:
				c.next()
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// keyInfo is a key as it was written, with the columns as the table has them. Their order and collation are told where
// one is not as usual.
func (p *parsedTable) keyInfo(written schema.KeyInfo, columns []string) schema.KeyInfo {
	info := schema.KeyInfo{Name: written.Name, Columns: columns, OnConflict: written.OnConflict}
	parts, more := make([]schema.IndexPart, len(columns)), false
	for i, column := range columns {
		parts[i].Column = column
		if i >= len(written.Parts) {
			continue
		}
		parts[i].Desc = written.Parts[i].Desc
		if collation := written.Parts[i].Collation; !sameCollation(collation, p.collations[column]) {
			parts[i].Collation = collation
		}
		more = more || parts[i].Desc || parts[i].Collation != ""
	}
	if more {
		info.Parts = parts
	}
	return info
}

// conflict reads what becomes of a row that does not fit, empty for an error.
func conflict(t *tokens) string {
	if !t.take("ON", "CONFLICT") {
		return ""
	}
	how := strings.ToUpper(t.name())
	if how == "ABORT" {
		return ""
	}
	return how
}

// skipValue passes over the value of DEFAULT, in which words are not constraints.
func skipValue(t *tokens) {
	if t.opens() {
		t.group()
		return
	}
	if token, ok := t.next(); ok && strings.Contains("+-", token.Text(t.src)) {
		t.next()
	}
}

// reference reads what follows REFERENCES.
// Source: https://www.sqlite.org/syntax/foreign-key-clause.html
func (p *parsedTable) reference(t *tokens, name string, columns []string) {
	fk := schema.ForeignKeyInfo{Name: name, Columns: columns, Target: schema.Name{Name: t.name()}}
	if t.opens() {
		fk.RefColumns = t.names()
	}
	for {
		switch {
		case t.take("ON", "DELETE"):
			fk.OnDelete = action(t)
		case t.take("ON", "UPDATE"):
			fk.OnUpdate = action(t)
		case t.take("MATCH"):
			fk.Match = strings.ToUpper(t.name())
		case t.take("NOT", "DEFERRABLE"):
			fk.Timing = timing(t, false)
		case t.take("DEFERRABLE"):
			fk.Timing = timing(t, true)
		default:
			if fk.Match == "SIMPLE" {
				fk.Match = ""
			}
			p.foreignKeys = append(p.foreignKeys, fk)
			return
		}
	}
}

func timing(t *tokens, deferrable bool) schema.Timing {
	deferred := t.take("INITIALLY", "DEFERRED")
	t.take("INITIALLY", "IMMEDIATE")
	return schema.Timing{Deferrable: deferrable, Deferred: deferred && deferrable}
}

func action(t *tokens) schema.Action {
	for _, words := range [][]string{{"SET", "NULL"}, {"SET", "DEFAULT"}, {"CASCADE"}, {"RESTRICT"}} {
		if t.take(words...) {
			return schema.Action(strings.Join(words, " "))
		}
	}
	t.take("NO", "ACTION")
	return schema.NoAction
}

// indexItem is a part of an index as it was written, without its direction.
type indexItem struct{ sql, collation string }

// parseIndex reads the text of a CREATE INDEX: its parts, and the condition of a partial one.
// Source: https://www.sqlite.org/lang_createindex.html
func parseIndex(sql string) (parts []indexItem, where string) {
	t := tokenize(sql)
	for len(t.list) > 0 && !t.take("ON") {
		t.next()
	}
	t.name()
	list := t.group()
	for _, item := range list.items() {
		if n := len(item.list); n > 1 && (isWord(&item, n-1, "ASC") || isWord(&item, n-1, "DESC")) {
			item.list = item.list[:n-1]
		}
		part := indexItem{}
		if n := len(item.list); n > 2 && isWord(&item, n-2, "COLLATE") {
			collation := tokens{item.src, item.list[n-1:]}
			part.collation = collation.name()
			item.list = item.list[:n-2]
		}
		part.sql = item.text()
		parts = append(parts, part)
	}
	if t.take("WHERE") {
		where = t.text()
	}
	return parts, where
}

func isWord(t *tokens, i int, word string) bool {
	return strings.EqualFold(t.list[i].Text(t.src), word)
}

// parseView reads the text of a CREATE VIEW: its query. Names of columns that stand in front of it
// become those of a common table expression.
// Source: https://www.sqlite.org/lang_createview.html
func parseView(sql string) string {
	t := tokenize(sql)
	columns := ""
	for len(t.list) > 0 && !t.take("AS") {
		if t.opens() {
			list := t.group()
			columns = list.text()
			continue
		}
		t.next()
	}
	query := strings.TrimSuffix(t.text(), ";")
	if columns == "" {
		return query
	}
	return "WITH _v (" + columns + ") AS (" + query + ") SELECT * FROM _v"
}
