package orm

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// A type whose base has a table of its own has rows in several tables, one in each: the base's, and those of what
// lies between, with the same key. How the row of one table is written is a mapper of its own, a part: it has the
// fields of the type, with the key bound to the columns of its table, and writes own of them.

// joinTable gives a sub-type a table beside that of its base: of the base's key and of its own fields.
func (m *mapper) joinTable(meta *schema.MetaData, model Mapping, c *collector, columns []schema.TableItem) error {
	name := c.own.Name
	switch m.table = model.table; {
	case m.table != nil:
	case meta.Table(name) != nil:
		m.table = meta.Table(name)
	case model.exists:
		return fmt.Errorf("gild: %s: the MetaData has no table %q, which must exist", m.typ, name)
	default:
		m.table, m.made = schema.NewTable(meta, name, slices.Concat(m.keyItems(c), columns, model.items)...), true
		return m.table.Err()
	}
	if len(model.items) > 0 {
		return fmt.Errorf("gild: %s: table %q is defined already: give Items to its definition", m.typ, m.table.Name())
	}
	if len(m.table.PrimaryKey()) != len(m.key) {
		return fmt.Errorf("gild: %s: table %q has another primary key than that of %s: it needs the same, with a foreign key to %q", m.typ, m.table.Name(), m.base.typ, m.base.table.Name())
	}
	return nil
}

// keyItems are the columns of the base's key in the table of a sub-type.
func (m *mapper) keyItems(c *collector) []schema.TableItem {
	base := m.base.last()
	var items []schema.TableItem
	var names []string
	for _, i := range m.key {
		f := &base.fields[i]
		names = append(names, f.definition.Name())
		items = append(items, schema.NewColumn(f.definition.Name(), f.definition.Type(), schema.PrimaryKey(), schema.NoAutoIncrement()))
	}
	var options []schema.ForeignKeyOption
	if m.passive {
		options = append(options, schema.OnDelete(schema.Cascade))
	}
	if m.auto < 0 { // a key that a program may change
		options = append(options, schema.OnKeyUpdate(schema.Cascade))
	}
	return append(items, schema.NewForeignKey(names, base.table.FullName(), names, options...))
}

// all are the parts of a type: itself, if it has one table.
func (m *mapper) all() []*mapper {
	if m.parts == nil {
		return []*mapper{m}
	}
	return m.parts
}

// first is the part of the table that all have, and last that of the type's own.
func (m *mapper) first() *mapper { return m.all()[0] }
func (m *mapper) last() *mapper  { return m.all()[len(m.all())-1] }

// divide makes the parts of a sub-type.
func (m *mapper) divide() {
	shares := m.table == m.base.table
	if shares && m.base.parts == nil {
		return
	}
	p := &mapper{
		typ: m.typ, table: m.table, entity: m.entity, fields: slices.Clone(m.fields), key: m.key, auto: -1, version: -1,
		root: m.root, snapshot: m.snapshot, snapshots: m.snapshots, objects: m.objects, passive: m.passive,
	}
	if p.node, m.parts = p, append(slices.Clone(m.base.all()), p); shares {
		m.parts = append(slices.Clone(m.base.all()[:len(m.base.parts)-1]), p)
		p.node, p.passive, p.ofKey = m.base.last().node, m.base.last().passive, m.base.last().ofKey
	} else {
		p.ofKey = m.keyOfBase()
	}
	for n, i := range m.key {
		f := &p.fields[i]
		f.table, f.definition = m.table, m.base.last().fields[i].definition
		if !shares {
			f.definition = m.keyColumn(n)
		}
		f.column, f.columnName = f.definition.Column, f.definition.Name()
		f.filled, f.generated, f.omitzero, f.onUpdate, f.foreign = false, false, false, false, true
		p.own = append(p.own, i)
	}
	for i := range m.fields {
		if m.fields[i].table == m.table {
			p.own = append(p.own, i)
		}
	}
}

// keyColumn is the column of the type's own table that has part n of the key.
func (m *mapper) keyColumn(n int) *schema.Column {
	if fk := m.keyOfBase(); fk != nil {
		if at := slices.Index(fk.RefColumns, m.base.last().fields[m.key[n]].definition.Name()); at >= 0 {
			return m.table.Column(fk.Columns[at])
		}
	}
	return m.table.PrimaryKey()[n]
}

// keyOfBase is the foreign key of the type's own table that makes its rows those of a sub-type, nil if the table
// has none.
func (m *mapper) keyOfBase() *schema.ForeignKey {
	for _, fk := range m.table.ForeignKeys() {
		if refersTo(fk, m.base.table) && !slices.ContainsFunc(fk.Columns, func(name string) bool { return !m.table.Column(name).PrimaryKey }) {
			return fk
		}
	}
	return nil
}

// isOfKey reports whether a foreign key of a part is the one by which its rows are those of a sub-type.
func (m *mapper) isOfKey(fk *schema.ForeignKey) bool { return m.ofKey != nil && fk == m.ofKey }

// partOf is the part that has a field.
func (m *mapper) partOf(i int) *mapper {
	for _, p := range m.parts {
		if p.table == m.fields[i].table {
			return p
		}
	}
	return m
}

// partAt is the part that has a table, nil if there is none.
func (m *mapper) partAt(t *schema.Table) *mapper {
	for _, p := range m.all() {
		if p.table == t {
			return p
		}
	}
	return nil
}

// isLedTo reports whether a foreign key leads to a table of the type, and fieldsOf are the fields that it leads to.
func (m *mapper) isLedTo(fk *schema.ForeignKey) bool {
	return slices.ContainsFunc(m.all(), func(p *mapper) bool { return refersTo(fk, p.table) })
}

func (m *mapper) fieldsOf(fk *schema.ForeignKey) ([]int, error) {
	for _, p := range m.all() {
		if refersTo(fk, p.table) {
			return p.fieldIndexes(fk.RefColumns)
		}
	}
	return nil, nil
}

// names are other names for the tables of a type; it has none where alias is nil.
type names struct {
	alias derived      // of the first table
	more  []tableAlias // of those of sub-types
}

type tableAlias struct {
	table *schema.Table
	alias *expr.Alias
}

// named are names for the tables of a type and its sub-types: with a number behind, or, for 0, such that the compiler
// makes them.
func (m *mapper) named(n int) names {
	as := func(t *schema.Table) *expr.Alias {
		if n == 0 {
			return expr.As(t, "")
		}
		return expr.As(t, fmt.Sprintf("%s_%d", t.Name(), n))
	}
	if m.union != nil {
		return names{alias: m.union.named(n)}
	}
	out := names{alias: as(m.first().table)}
	for _, t := range m.tables()[1:] {
		out.more = append(out.more, tableAlias{t, as(t)})
	}
	return out
}

// tables are those of a type and of its sub-types, its own first.
func (m *mapper) tables() []*schema.Table {
	var all []*schema.Table
	add := func(m *mapper) {
		for _, p := range m.all() {
			if !slices.Contains(all, p.table) {
				all = append(all, p.table)
			}
		}
	}
	add(m)
	if m.family != nil {
		for _, sub := range m.under() {
			add(sub)
		}
	}
	return all
}

// of is the name of a table of m.
func (n names) of(m *mapper, t *schema.Table) expr.From {
	switch {
	case n.alias == nil && m.union != nil:
		return m.union.rows
	case n.alias == nil:
		return t
	case m.parts == nil && len(n.more) == 0, t == m.first().table:
		return n.alias
	}
	for _, o := range n.more {
		if o.table == t {
			return o.alias
		}
	}
	return n.alias
}

// from is what the probe's fields are columns of.
func (p *probe) from() expr.From {
	if p.exprs || p.given { // a subquery has what all tables have
		return p.alias
	}
	from := p.names.of(p.m, p.m.first().table)
	for n, part := range p.m.all()[1:] {
		from = expr.JoinedOn(expr.InnerJoin, from, p.names.of(p.m, part.table), p.sameKey(part, p.m.all()[n]))
	}
	for _, sub := range p.inline {
		from = expr.JoinedOn(expr.LeftJoin, from, p.names.of(p.m, sub.table), p.sameKey(sub.last(), sub.base.last()))
	}
	return from
}

// name is that of its first table.
func (p *probe) name() string { return p.names.of(p.m, p.m.first().table).FromName() }

// sameKey is the condition that the rows of two parts are of one object.
func (p *probe) sameKey(a, b *mapper) expr.Expr {
	var conds []expr.Expr
	for _, i := range a.key {
		conds = append(conds, p.partColumn(a, i).EqExpr(p.partColumn(b, i)))
	}
	return expr.And(conds...)
}

// partColumn is the column of a part's field.
func (p *probe) partColumn(part *mapper, i int) expr.X[any] {
	f := &part.fields[i]
	if p.alias == nil {
		return expr.ColOf[any](f.column)
	}
	a, _ := p.names.of(p.m, f.table).(derived)
	if name, renamed := p.renamed[f.column]; renamed {
		return a.C(name)
	}
	return a.C(f.rowName())
}

// selecting selects items of the rows that the probe stands for.
func (p *probe) selecting(items ...expr.Item) *expr.SelectStmt {
	stmt := expr.Select(items...)
	if !p.exprs && !p.given && (p.m.parts != nil || p.inline != nil) {
		stmt = stmt.From(p.from())
	}
	return stmt
}
