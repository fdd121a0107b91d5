package orm

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/typemap"
)

// united is what queries for a type with concrete sub-types read: the rows of all their tables, by UNION ALL, with NULL
// for the columns that a table does not have, and a column that says which table a row is of. It is immutable after
// configuration.
type united struct {
	types   []*mapper                // that have objects
	members []*mapper                // with tables of their own, one SELECT for each
	columns []unionColumn            // of the result, without:
	kind    string                   // the column that says the member, as kinds does
	kinds   map[*mapper]string       // of the members, by the roots of the types that share rows
	byKind  map[string]*mapper       // and back
	labels  map[*mapper][]string     // of each type's fields, those of bases and abstract types too
	views   map[reflect.Type]*mapper // the types as they are in the union's rows
	query   expr.Query               // the SELECTs
	rows    *expr.Subquery           // of it, under the name that it has where no other one is needed
}

// unionColumn is a column of the union.
type unionColumn struct {
	label string
	typ   typemap.Type
}

// findUnions makes what queries for types with concrete sub-types read.
func (r *Registry) findUnions() []error {
	var errs []error
	for _, m := range r.ordered {
		if m.concreteOf != nil {
			errs = append(errs, m.alignConcrete())
		}
		if m.tableless && len(m.concretes()) == 0 {
			errs = append(errs, fmt.Errorf("gild: %s is abstract and has no table: there must be sub-types, which embed it tagged with a table and concrete", m.typ))
		}
		if m.entity < 0 && m.hasConcrete() {
			errs = append(errs, fmt.Errorf("gild: %s: a type with sub-types embeds orm.Entity", m.typ))
		}
	}
	if slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		return errs
	}
	for _, m := range r.ordered {
		if m.hasConcrete() {
			errs = append(errs, m.unite())
		}
	}
	return errs
}

// unite makes what queries for a type with concrete sub-types read.
func (m *mapper) unite() error {
	u := &united{
		members: m.concretes(), kinds: map[*mapper]string{}, byKind: map[string]*mapper{},
		labels: map[*mapper][]string{}, views: map[reflect.Type]*mapper{},
	}
	for n, member := range u.members {
		u.types = append(u.types, member.under()...)
		kind := cmp.Or(member.kindOfUnion(), member.table.FullName())
		for _, other := range u.members[:n] {
			switch {
			case other.table == member.table:
				return fmt.Errorf("gild: %s: table %q is that of %s already: a concrete sub-type has one of its own", member.typ, member.table.Name(), other.typ)
			case strings.EqualFold(u.kinds[other.root], kind): // which databases may compare as one
				return fmt.Errorf("gild: %s: rows of %s and of %s are called %q: give one of them another kind=", m.typ, other.typ, member.typ, kind)
			}
		}
		u.kinds[member.root], u.byKind[kind] = kind, member
	}
	for _, sub := range m.registry.basesFirst() {
		if sub == m || sub.isA(m) {
			u.label(m, sub)
		}
	}
	for u.kind = "kind"; slices.ContainsFunc(u.columns, func(c unionColumn) bool { return strings.EqualFold(c.label, u.kind) }); {
		u.kind += "_"
	}
	u.query = u.selects()
	u.rows = expr.SubqueryOf(u.query, m.unionName())
	m.rows = m.viewed(u, u.rows)
	m.rows.union = u
	for sub := range u.labels {
		if sub != m {
			u.views[sub.typ] = sub.viewed(u, u.rows)
		}
	}
	return nil
}

// kindOfUnion is what the tag says that the type's rows are called, where no discriminator has it.
func (m *mapper) kindOfUnion() string {
	if m.family != nil {
		return ""
	}
	return m.kindText
}

// label gives the fields of a type names in the union of m: those that its base has there, and new ones for its own.
// Types that do not know each other share a name if their columns have it and are of one type.
func (u *united) label(m, sub *mapper) {
	var labels []string
	if sub != m {
		labels = slices.Clone(u.labels[sub.parent()])
	}
	for i := len(labels); i < len(sub.fields); i++ {
		f := &sub.fields[i]
		name, typ := f.definition.Name(), f.definition.Type()
		for u.isTaken(labels, name, typ) {
			name = f.table.Name() + "_" + name
		}
		if !slices.Contains(u.columns, unionColumn{name, typ}) {
			u.columns = append(u.columns, unionColumn{name, typ})
		}
		labels = append(labels, name)
	}
	u.labels[sub] = labels
}

// isTaken reports whether a column cannot have a name beside those that its type has.
func (u *united) isTaken(labels []string, name string, typ typemap.Type) bool {
	return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, name) }) ||
		slices.ContainsFunc(u.columns, func(c unionColumn) bool {
			return strings.EqualFold(c.label, name) && c != unionColumn{name, typ}
		})
}

// selects is the query.
func (u *united) selects() expr.Query {
	all := make([]expr.Query, len(u.members))
	for n, m := range u.members {
		p := &probe{m: m}
		for _, sub := range m.under() {
			p.inline = m.withTables(p.inline, sub)
		}
		var list []expr.Item
		for _, c := range u.columns {
			list = append(list, u.item(p, c))
		}
		list = append(list, expr.Inline(u.kinds[m.root]).As(u.kind))
		all[n] = p.selecting(list...).Where(p.kinds()...)
	}
	if len(all) == 1 {
		return all[0]
	}
	return expr.UnionAll(all...)
}

// item is a column of the union, of the rows of one member.
func (u *united) item(p *probe, c unionColumn) expr.Item {
	for _, sub := range p.m.under() {
		if i := slices.Index(u.labels[sub], c.label); i >= 0 {
			of := *p
			of.m = sub
			if sub.fields[i].definition.Name() == c.label {
				return of.columnAt(i)
			}
			return of.columnAt(i).As(c.label)
		}
	}
	return expr.Cast[any](nil, c.typ).As(c.label)
}

// unionName is what the union is called in queries: as the type's table, or as the type if it has none.
func (m *mapper) unionName() string {
	if !m.tableless {
		return m.table.Name()
	}
	name := structtag.Snake(m.typ.Name())
	for m.registry.meta.Table(name) != nil {
		name += "_"
	}
	return name
}

// viewed is a type as it is in rows of a union: with columns of these.
func (m *mapper) viewed(u *united, rows *expr.Subquery) *mapper {
	v := &mapper{
		typ: m.typ, registry: m.registry, model: m.model, index: m.index, concreteOf: m.concreteOf, base: m.base, abstract: m.abstract,
		table: m.table, tableless: m.tableless, entity: m.entity, fields: slices.Clone(m.fields), key: m.key, reads: m.reads,
		deferred: m.deferred, computes: m.allComputes(), auto: -1, version: m.version, relations: m.relations,
		snapshot: m.snapshot, snapshots: m.snapshots, objects: m.objects,
	}
	v.root, v.node = v, v
	for i := range v.fields {
		f := &v.fields[i]
		f.label = u.labels[m][i]
		f.column, _ = expr.Canonical(rows.C(f.label)).(*expr.Column)
		f.table = m.table
	}
	return v
}

// named is another name for the union, with a number behind, or, for 0, such that the compiler makes it.
func (u *united) named(n int) *expr.Subquery {
	if n == 0 {
		return expr.SubqueryOf(u.query, "")
	}
	return expr.SubqueryOf(u.query, fmt.Sprintf("%s_%d", u.rows.FromName(), n))
}

// unionKind is the column that says which table a row is of.
func (p *probe) unionKind() expr.X[any] {
	rows, _ := p.names.of(p.m, p.m.table).(derived)
	return rows.C(p.m.union.kind)
}

// areOf is the condition that rows of the union are of a type, or of a sub-type of it.
func (p *probe) areOf(sub *mapper) expr.Expr {
	u := p.m.union
	sub = sub.registry.mappers[sub.typ] // as it is in its own tables
	var kinds []any
	shares := !sub.tableless && len(sub.under()) > 0 // the rows of a member, with other types
	for _, member := range u.members {
		if member.isA(sub) {
			kinds = append(kinds, u.kinds[member.root])
			shares = shares && member.root != sub.root
		}
	}
	var conds []expr.Expr
	if len(kinds) > 0 {
		conds = append(conds, p.unionKind().In(kinds...))
	}
	if shares {
		view := *p
		view.m = u.views[sub.typ]
		conds = append(conds, expr.And(p.unionKind().Eq(u.kinds[sub.root]), view.columnAt(sub.family.kind).In(sub.kindsOf()...)))
	}
	return expr.Or(conds...)
}

// typeOf returns the type that a row of the union is of, nil if there is none.
func (u *united) typeOf(kind driver.Value, discriminator func(m *mapper) driver.Value) *mapper {
	var member *mapper
	switch kind := kind.(type) {
	case string:
		member = u.byKind[kind]
	case []byte:
		member = u.byKind[string(kind)]
	}
	if member == nil || member.family == nil {
		return member
	}
	return member.family.typeOf(discriminator(member))
}
