package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/schema"
)

// baseOf returns the struct that t is a sub-type of: the mapped one that it embeds, nil if there is none.
func baseOf(t reflect.Type, mapped func(reflect.Type) bool) (reflect.Type, error) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil, nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case !f.Anonymous || !mapped(f.Type):
		case i > 0:
			return nil, fmt.Errorf("gild: %s embeds the mapped %s, which makes it a sub-type: embed it first", t, f.Type)
		default:
			return f.Type, nil
		}
	}
	return nil, nil
}

// inherit gives a sub-type what its base has: the same fields and relationships, at the same places.
func (m *mapper) inherit(base *mapper) {
	m.base, m.root, m.entity = base, base.root, base.entity
	m.fields, m.relations = slices.Clone(base.fields), slices.Clone(base.relations)
	m.validators = append(slices.Clone(base.validators), m.validators...)
	m.key, m.auto, m.version, m.number = base.key, base.auto, base.version, base.number
}

// declared are the relationships that the type has itself.
func (m *mapper) declared() []*relation {
	if m.base == nil {
		return m.relations
	}
	return m.relations[len(m.base.relations):]
}

// stored are the declared relationships of a type, none if it has no rows that could be related.
func (m *mapper) stored() []*relation {
	if m.tableless {
		return nil
	}
	return m.declared()
}

// shareTable adds the columns of a sub-type to the table of its base, where rows of other kinds have NULL.
func (m *mapper) shareTable(columns []schema.TableItem, model Mapping) []error {
	m.table, m.made = m.base.table, m.base.made
	if m.base.parts == nil {
		m.node = m.base.node
	}
	var errs []error
	for i := len(m.base.fields); i < len(m.fields); i++ {
		f := &m.fields[i]
		for n := range m.base.fields {
			if other := &m.base.fields[n]; other.table == m.table && other.columnName == f.columnName {
				errs = append(errs, fmt.Errorf("gild: %s.%s: column %q is that of %s already: name another in the tag", m.typ, f.name, f.columnName, other.name))
			}
		}
	}
	if len(errs) > 0 || !m.made {
		return errs
	}
	for _, item := range columns {
		c, isColumn := item.(*schema.Column)
		switch {
		case !isColumn:
			m.table.Add(item)
			continue
		case m.table.Column(c.Name()) == nil:
			m.table.Add(c, schema.Amend(c.Name(), schema.Nullable()))
		case m.table.Column(c.Name()).Type() != c.Type():
			errs = append(errs, fmt.Errorf("gild: %s: column %q of table %q is declared with another type by another sub-type: name another column in the tag", m.typ, c.Name(), m.table.Name()))
		}
	}
	m.table.Add(model.items...)
	return errs
}

// upTo is a base of m as it is in rows of m, whose columns it has there.
func (m *mapper) upTo(base *mapper) *mapper {
	if base.typ == m.typ {
		return m
	}
	if m.union == nil && base.root == m.root {
		return base
	}
	return &mapper{
		typ: base.typ, registry: m.registry, index: m.index, base: m.base, concreteOf: m.concreteOf, root: m.root, family: m.family,
		union: m.union, node: m.node, parts: m.parts, table: m.table, entity: m.entity, key: m.key, auto: m.auto, version: m.version,
		fields: m.fields[:len(base.fields)], exprs: m.exprs[:len(base.exprs)], relations: m.relations[:len(base.relations)],
	}
}

// seenFrom is upTo by the base's struct type.
func (m *mapper) seenFrom(t reflect.Type) *mapper {
	if base := m.ancestor(t); base != nil {
		return m.upTo(base)
	}
	return m
}
