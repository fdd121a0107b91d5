package orm

import (
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
)

// link is the table between the two sides of a many-to-many relationship.
type link struct {
	table         *schema.Table
	owner, target *schema.ForeignKey
	ownerColumns  []*schema.Column // of the table
	targetColumns []*schema.Column
}

// configureLink finds the two foreign keys of the table between. A table that the MetaData
// does not have is made: of a column for each part of the two primary keys.
func (rel *relation) configureLink(meta *schema.MetaData, name string) error {
	table := meta.Table(name)
	if table == nil {
		var err error
		if table, err = rel.makeLink(meta, name); err != nil {
			return err
		}
	}
	l := &link{table: table}
	via, _ := rel.tag.Get("via")
	for _, fk := range table.ForeignKeys() {
		toOwner, toTarget := rel.owner.isLedTo(fk), rel.target.isLedTo(fk)
		switch {
		case toOwner && toTarget: // a type linked with itself: the key to the owner comes first, or is named
			if (via == "" && l.owner == nil) || (via != "" && fk.Columns[0] == via) {
				l.owner = fk
			} else {
				l.target = fk
			}
		case toOwner:
			l.owner = fk
		case toTarget:
			l.target = fk
		}
	}
	if l.owner == nil || l.target == nil {
		return rel.mistake("through=%s: the table needs a foreign key to %q and one to %q", name, rel.owner.table.Name(), rel.target.table.Name())
	}
	var err error
	if rel.ownerFields, err = rel.owner.fieldsOf(l.owner); err != nil {
		return rel.mistake("%w", err)
	}
	if rel.targetFields, err = rel.target.fieldsOf(l.target); err != nil {
		return rel.mistake("%w", err)
	}
	for _, c := range l.owner.Columns {
		l.ownerColumns = append(l.ownerColumns, table.Column(c))
	}
	for _, c := range l.target.Columns {
		l.targetColumns = append(l.targetColumns, table.Column(c))
	}
	rel.link = l
	return nil
}

// makeLink defines the table between the two types.
func (rel *relation) makeLink(meta *schema.MetaData, name string) (*schema.Table, error) {
	var items []schema.TableItem
	side := func(m *mapper, prefix string) {
		var columns, refs []string
		for _, i := range m.key {
			f := &m.fields[i]
			column := prefix + "_" + f.definition.Name()
			items = append(items, schema.NewColumn(column, f.definition.Type(), schema.PrimaryKey()))
			columns, refs = append(columns, column), append(refs, f.definition.Name())
		}
		items = append(items, schema.NewForeignKey(columns, m.first().table.Name(), refs))
	}
	owner, target := singular(rel.owner), singular(rel.target)
	if owner == target {
		return nil, rel.mistake("through=%s: the table is not defined, and its columns cannot be named after %s twice: define it", name, rel.owner.typ)
	}
	side(rel.owner, owner)
	side(rel.target, target)
	t := schema.NewTable(meta, name, items...)
	if err := t.Err(); err != nil {
		return nil, fault.Errorf("%s.%s: through=%s: %w", rel.owner.typ, rel.name, name, err)
	}
	return t, nil
}

// singular is what columns that lead to a type are named after: the type.
func singular(m *mapper) string { return structtag.Snake(m.typ.Name()) }
