package orm

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// configure finds the target and the columns of the relationship.
func (rel *relation) configure(r *Registry) error {
	if rel.face != nil {
		var err error
		if rel.target, err = r.byInterface(rel.face); err != nil {
			return rel.mistake("%w", err)
		}
		rel.elem = rel.target.typ
	}
	if rel.target = r.mappers[rel.elem]; rel.target == nil {
		return rel.mistake("%s is not mapped: give orm.Model[%s]() to NewRegistry", rel.elem, rel.elem.Name())
	}
	if rel.target.rows != nil {
		if err := rel.leadToUnion(); err != nil {
			return err
		}
	}
	rel.target.incoming = append(rel.target.incoming, rel)
	if table, given := rel.tag.Get("through"); given {
		if rel.shape.scalar() {
			return rel.mistake("through=%s is for collections: a Ref or One leads to one entity", table)
		}
		if rel.cascade.orphan {
			return rel.mistake("cascade=delete-orphan is not for through=%s: an element may have other owners; cascade=delete deletes elements with their owner", table)
		}
		if err := rel.configureLink(r.meta, table); err != nil {
			return err
		}
	}
	if err := rel.configureKey(); err != nil {
		return err
	}
	if err := rel.configureOrder(); err != nil {
		return err
	}
	if rel.tag.Has("position") {
		r.positions = true
	}
	return rel.configurePosition()
}

// configureKey finds the columns of the two sides, unless they are those of a table between.
func (rel *relation) configureKey() error {
	switch {
	case rel.written != nil:
		if via, given := rel.tag.Get("via"); given && rel.link == nil {
			return rel.mistake("via=%s chooses a foreign key, but the condition is given by On", via)
		}
		return rel.configureWritten()
	case rel.link != nil:
		return nil
	}
	child, parent := rel.childMapper(), rel.parentMapper()
	if child.union != nil {
		child = child.union.members[0] // as the others are
	}
	key, err := rel.findKey(child, parent)
	if err != nil {
		return err
	}
	childFields, err := key.child.fieldIndexes(key.fk.Columns)
	if err != nil {
		return rel.mistake("%w", err)
	}
	rel.leadsTable = key.parent.table
	parentFields, err := key.parent.fieldIndexes(key.fk.RefColumns)
	if err != nil {
		return rel.mistake("%w", err)
	}
	if rel.shape == shapeRef {
		rel.ownerFields, rel.targetFields = childFields, parentFields
		rel.toKey = slices.Equal(parentFields, parent.key)
	} else {
		rel.ownerFields, rel.targetFields = parentFields, childFields
	}
	return nil
}

// foundKey is a foreign key, with the parts of the two types that have its columns and those it leads to.
type foundKey struct {
	fk            *schema.ForeignKey
	child, parent *mapper
}

// keysBetween returns the foreign keys of child's tables to those of parent.
func keysBetween(child, parent *mapper, via string) []foundKey {
	var found []foundKey
	for _, part := range child.all() {
		for _, fk := range part.table.ForeignKeys() {
			if via != "" && !slices.Contains(fk.Columns, via) || part.isOfKey(fk) {
				continue
			}
			for _, to := range parent.all() {
				if refersTo(fk, to.table) {
					found = append(found, foundKey{fk, part, to})
				}
			}
		}
	}
	return found
}

// findKey returns the foreign key of child that refers to parent's table.
func (rel *relation) findKey(child, parent *mapper) (foundKey, error) {
	via, given := rel.tag.Get("via")
	found := keysBetween(child, parent, via)
	if len(found) > 1 { // what the types have in tables of their own goes before what is inherited
		own := slices.DeleteFunc(slices.Clone(found), func(k foundKey) bool { return k.child != child.last() || k.parent != parent.last() })
		if len(own) == 1 {
			found = own
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && given:
		return foundKey{}, rel.mistake("%s has no foreign key via column %q to %q", child.typ, via, parent.table.Name())
	case len(found) == 0:
		return foundKey{}, rel.mistake("%s has no foreign key to %q: tag its field with fk=%s.column, or give a condition by orm.On", child.typ, parent.table.Name(), parent.table.Name())
	}
	var columns []string
	for _, fk := range found {
		columns = append(columns, fk.fk.Columns[0])
	}
	return foundKey{}, rel.mistake("%s has more than one foreign key to %q: choose with via=%s", child.typ, parent.table.Name(), strings.Join(columns, " or via="))
}

// configureOrder reads order=column, with "desc" behind it for the reverse; several are
// separated by semicolons. Without it elements come in the order of their primary key.
func (rel *relation) configureOrder() error {
	text, given := rel.tag.Get("order")
	if !given {
		for _, i := range rel.target.key {
			rel.order = append(rel.order, rel.target.fields[i].column)
		}
		if rel.target.union != nil {
			rel.order = append(rel.order, (&probe{m: rel.target}).unionKind())
		}
		return nil
	}
	for part := range strings.SplitSeq(text, ";") {
		name, direction, _ := strings.Cut(strings.TrimSpace(part), " ")
		column := rel.target.columnOf(name)
		switch {
		case column == nil:
			return rel.mistake("order=%s: table %q has no column %q", text, rel.target.table.Name(), name)
		case direction == "":
			rel.order = append(rel.order, column)
		case direction == "desc":
			rel.order = append(rel.order, expr.ColOf[any](column).Desc())
		default:
			return rel.mistake("order=%s: a column is followed by desc or by nothing, not by %q", text, direction)
		}
	}
	return nil
}

// columnOf returns the column of a name in the type's tables, the last that has one, nil if there is none.
func (m *mapper) columnOf(name string) (column *expr.Column) {
	if m.union != nil {
		return expr.ColumnNamed(m.union.rows, name)
	}
	for _, part := range m.all() {
		if c := part.table.Column(name); c != nil {
			column = c.Column
		}
	}
	return column
}

// pair finds the other side of the relationship, once all are configured.
func (rel *relation) pair() error {
	name, given := rel.tag.Get("back")
	if !given {
		return nil
	}
	back := rel.target.relation(name)
	switch {
	case back == nil:
		return rel.mistake("back=%s: %s has no relationship of that name", name, rel.target.typ)
	case rel.viewonly || back.viewonly:
		return rel.mistake("back=%s: a viewonly relationship has no other side", name)
	case back.target != rel.owner:
		return rel.mistake("back=%s: that leads to %s, not back to %s", name, back.target.typ, rel.owner.typ)
	case rel.link != nil:
		if back.link == nil || back.link.table != rel.link.table {
			return rel.mistake("back=%s: both sides of a many-to-many relationship go through one table", name)
		}
	case back.link != nil || !rel.isKeyed() || !back.sameKey(rel):
		return rel.mistake("back=%s: that is not the other side of the same foreign key: choose with via=column", name)
	case (rel.shape == shapeRef) == (back.shape == shapeRef):
		return rel.mistake("back=%s: one of the two sides is a Ref, the other a collection or a One", name)
	}
	if name, given := back.tag.Get("back"); given && back.owner.relation(back.name).target.relation(name) != rel {
		return rel.mistake("back=%s: the other side says back=%s", back.name, name)
	}
	rel.back, back.back = back, rel
	return nil
}

// sameKey reports whether two relationships are written in the same columns.
func (rel *relation) sameKey(other *relation) bool {
	return rel.isKeyed() && other.isKeyed() && rel.childMapper() == other.childMapper() && rel.parentMapper() == other.parentMapper() &&
		slices.Equal(rel.childFields(), other.childFields()) && slices.Equal(rel.parentFields(), other.parentFields())
}
