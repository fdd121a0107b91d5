package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
)

// A concrete sub-type has all of its columns, those of its base too, in a table of its own, and its objects have
// identities of their own. It is mapped as if it had been written without a base; that it is a sub-type is known by
// queries for the base, which read the tables of all: see united.

// standAlone notes of which type m is a concrete sub-type. What that says about its fields holds for m too.
func (m *mapper) standAlone(base *mapper) {
	m.concreteOf = base
	m.validators = append(slices.Clone(base.validators), m.validators...)
	m.computes = append(base.allComputes(), m.computes...)
}

// allComputes make the expressions of a type, those of its base first.
func (m *mapper) allComputes() []func(m *mapper, meta *schema.MetaData) error {
	if m.base == nil {
		return slices.Clone(m.computes)
	}
	return append(m.base.allComputes(), m.computes...)
}

// joins are the conditions of relationships that are given for a type, those of what it is a concrete sub-type of too.
func (m *mapper) joins() []*written {
	if m.concreteOf == nil {
		return m.model.joins
	}
	var all []*written
	for above := m.concreteOf; above != nil; above = above.parent() {
		for _, w := range above.model.joins {
			own := *w
			all = append(all, &own)
		}
	}
	return append(all, m.model.joins...)
}

// withoutTable has an abstract type describe columns of its concrete sub-types, in a table that no database has.
func (m *mapper) withoutTable(items []schema.TableItem) error {
	if len(m.model.items) > 0 {
		return fmt.Errorf("gild: %s: Items are for a table, which the type has not: give them to its sub-types", m.typ)
	}
	m.tableless = true
	items = slices.DeleteFunc(slices.Clone(items), func(item schema.TableItem) bool { _, is := item.(*schema.Column); return !is })
	m.table = schema.NewTable(schema.NewMetaData(), structtag.Snake(m.typ.Name()), items...)
	return m.table.Err()
}

// top is the type at the top of a hierarchy.
func (m *mapper) top() *mapper {
	for m.parent() != nil {
		m = m.parent()
	}
	return m
}

// concretes are the types whose rows a query for m is about, each for those that share rows with it: the type itself,
// if it has rows, its concrete sub-types and those beneath them.
func (m *mapper) concretes() []*mapper {
	return slices.DeleteFunc(slices.Clone(m.registry.ordered), func(sub *mapper) bool {
		isOne := sub == m || sub.root == sub && sub.isA(m)
		return !isOne || sub.tableless || len(sub.under()) == 0
	})
}

// hasConcrete reports whether a type has concrete sub-types.
func (m *mapper) hasConcrete() bool {
	return slices.ContainsFunc(m.registry.ordered, func(sub *mapper) bool {
		return sub.concreteOf != nil && sub.concreteOf.isA(m)
	})
}

// queried is what queries for the type read: the rows of its concrete sub-types too.
func (m *mapper) queried() *mapper {
	if m.rows != nil {
		return m.rows
	}
	return m
}

// alignConcrete finds mistakes in how a concrete sub-type repeats its base: all that the base has must be there, at
// the same places.
func (m *mapper) alignConcrete() error {
	base := m.concreteOf
	for i := range base.fields {
		if f := &base.fields[i]; i >= len(m.fields) || m.fields[i].offset != f.offset {
			return fmt.Errorf("gild: %s: field %s of %s is hidden by another one with its name or column: a concrete sub-type has all that its base has", m.typ, f.name, base.typ)
		}
	}
	for i, rel := range base.relations {
		if i >= len(m.relations) || m.relations[i].offset != rel.offset {
			return fmt.Errorf("gild: %s: relationship %s of %s is hidden by another one: a concrete sub-type has all that its base has", m.typ, rel.name, base.typ)
		}
	}
	if !slices.Equal(m.key, base.key) {
		return fmt.Errorf("gild: %s: the key is not that of %s: concrete sub-types have the key of their base, each for rows of its own", m.typ, base.typ)
	}
	return nil
}

// takeRelations gives a type without a table what its relationships are in a concrete sub-type.
func (m *mapper) takeRelations() {
	all := m.concretes()
	if len(all) == 0 {
		return
	}
	for i, rel := range m.relations {
		from := all[0].relations[i]
		owner, name := rel.owner, rel.name
		*rel = *from
		rel.owner, rel.name = owner, name
		rel.entire = plannedLoad{of: owner, rel: rel, levels: 1}
	}
}

// alone is a type without its concrete sub-types, for queries of what its own table has.
func (m *mapper) alone() (*mapper, error) {
	own := m.registry.mappers[m.typ]
	if own.tableless {
		return nil, fmt.Errorf("gild: BaseOnly of %s, which has no table: it is the concrete sub-types that have rows", m.typ)
	}
	return own, nil
}

// writable returns what is written for a struct type, which has to be in tables that all of its objects are in.
func (r *Registry) writable(t reflect.Type) (*mapper, error) {
	m, err := r.mapperOf(t)
	if err == nil && m.rows != nil {
		err = m.errUnited("change and lock them")
	}
	return m, err
}

// errUnited is for what cannot be done with rows of several tables at once.
func (m *mapper) errUnited(what string) error {
	own := ""
	if !m.registry.mappers[m.typ].tableless {
		own = ", its own rows with BaseOnly"
	}
	return fmt.Errorf("gild: %s has concrete sub-types, whose rows are in tables of their own: %s one type at a time%s", m.typ, what, own)
}

// reaches fails if the row of an element is not where the relationship's foreign keys lead to.
func (rel *relation) reaches(element *state) error {
	if m := element.m; m.root != rel.target.root {
		return rel.mistake("the row of a %s is in a table of its own, and the foreign key leads to rows of %q: relate the type by one of its own", m.typ, rel.target.root.table.Name())
	}
	return nil
}

// leadToUnion is about a relationship to a type with concrete sub-types: a foreign key leads to rows of one table alone,
// and elements in several tables can be read.
func (rel *relation) leadToUnion() error {
	own := rel.target
	switch _, linked := rel.tag.Get("through"); {
	case rel.shape == shapeRef && !own.tableless:
		return nil
	case rel.shape == shapeRef:
		return rel.mistake("%s has no table, and no foreign key can lead to rows of several: let it lead to one of the concrete types", own.typ)
	case linked || !rel.viewonly:
		return rel.mistake("%s has concrete sub-types, whose rows are in several tables: tag the relationship viewonly, and relate each of the types by one of its own", own.typ)
	}
	rel.target = own.rows
	return nil
}
