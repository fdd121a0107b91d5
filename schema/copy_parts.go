package schema

import (
	"maps"
	"slices"

	"github.com/gildsql/gild/expr"
)

// column copies a column, without what else it is part of.
func (c *tableCopy) column(from *Column) *Column {
	to := *from
	to.Column, to.references, to.checks, to.errs = nil, nil, nil, nil
	to.unique, to.index = false, false // which would make a constraint and an index
	to.typ = from.typ.Moved(c.moved)
	to.Options, to.Info = append(Options{}, from.Options...), maps.Clone(from.Info)
	if from.Identity != nil {
		identity := *from.Identity
		to.Identity = &identity
	}
	return &to
}

// columnParts completes the columns of the copy when all of them and all constraints are there.
func (c *tableCopy) columnParts(t *Table) {
	for i, from := range c.from.columns {
		to := t.columns[i]
		to.unique, to.index = from.unique, from.index
		to.ServerDefaultExpr, to.onInsert, to.onUpdate = c.expr(from.ServerDefaultExpr), c.expr(from.onInsert), c.expr(from.onUpdate)
		if from.Computed != nil {
			to.Computed = &Computed{SQL: from.Computed.SQL, Expr: c.expr(from.Computed.Expr), Persistence: from.Computed.Persistence}
		}
		for _, check := range from.checks {
			to.checks = append(to.checks, c.checks[check])
		}
	}
}

// constraint copies a constraint, once the copy has columns.
func (c *tableCopy) constraint(from Constraint) TableItem {
	return tableOption(func(t *Table) {
		switch from := from.(type) {
		case *PrimaryKeyConstraint:
			(&PrimaryKeyConstraint{c.base(from), slices.Clone(from.Columns)}).addTo(t)
		case *Unique:
			(&Unique{c.base(from), slices.Clone(from.Columns)}).addTo(t)
		case *ForeignKey:
			c.foreignKey(from).addTo(t)
		case *Check:
			check := &Check{ConstraintBase: c.base(from), SQL: from.SQL, Expr: c.expr(from.Expr), Column: from.Column}
			if from.ValuesOf != nil {
				check.ValuesOf = t.Column(from.ValuesOf.name)
			}
			c.checks[from] = check
			check.addTo(t)
		case *Exclude:
			e := &Exclude{ConstraintBase: c.base(from), SQL: from.SQL, Using: from.Using, Where: c.expr(from.Where)}
			for _, p := range from.Parts {
				p.Expr = c.expr(p.Expr)
				e.Parts = append(e.Parts, p)
			}
			e.addTo(t)
		}
	})
}

// base copies what constraints of all kinds have.
func (c *tableCopy) base(from Constraint) ConstraintBase {
	base := *from.Base()
	if base.made {
		base.Name, base.made = base.given, false
	}
	base.table = nil
	base.Dialects, base.Options, base.Info = slices.Clone(base.Dialects), append(Options{}, base.Options...), maps.Clone(base.Info)
	return base
}

func (c *tableCopy) foreignKey(from *ForeignKey) *ForeignKey {
	to := *from
	to.ConstraintBase = c.base(from)
	to.Columns, to.RefColumns, to.OnDeleteColumns = slices.Clone(from.Columns), slices.Clone(from.RefColumns), slices.Clone(from.OnDeleteColumns)
	schema, name, inSchema := cutLast(from.RefTable, ".")
	if !inSchema {
		schema, name = c.from.meta.schema, from.RefTable
	}
	if target, err := from.Target(); err == nil {
		schema, name = target.schema, target.name
		if target == c.from {
			name = c.name
		}
	}
	schema = c.moved(schema)
	if c.referred != nil {
		schema = c.referred(from, schema)
	}
	to.RefTable = fullName(schema, name)
	return &to
}

// index copies an index, once the copy has columns.
func (c *tableCopy) index(from *Index) TableItem {
	return tableOption(func(t *Table) {
		to := &Index{Name: from.Name, Unique: from.Unique, Where: c.expr(from.Where), Inherited: from.Inherited, Comment: from.Comment, local: from.local}
		if from.made {
			to.Name = ""
		}
		to.Dialects, to.Options, to.Info = slices.Clone(from.Dialects), append(Options{}, from.Options...), maps.Clone(from.Info)
		for _, p := range from.Parts {
			p.Expr = c.expr(p.Expr)
			to.Parts = append(to.Parts, p)
		}
		to.addTo(t)
	})
}

// expr copies an expression: its columns are those of the copy, and its sequences and types are where
// those of the copy are.
func (c *tableCopy) expr(e expr.Expr) expr.Expr {
	if e == nil {
		return nil
	}
	return expr.Rewrite(e, func(n expr.Node) expr.Node {
		switch n := n.(type) {
		case *Table:
			if n == c.from {
				return c.to
			}
		case *expr.Column:
			if column := c.to.Column(n.Name()); n.Table() == expr.From(c.from) && column != nil {
				return column.Column
			}
		case *expr.Bind:
			bind := *n
			bind.Typ = n.Typ.Moved(c.moved)
			return &bind
		case *expr.CastExpr:
			cast := *n
			cast.Typ, cast.Expr = n.Typ.Moved(c.moved), c.expr(n.Expr)
			return &cast
		case *expr.Call:
			if n.Sequence != nil {
				call := *n
				call.Sequence = n.Sequence.In(c.moved(n.Sequence.Schema))
				return &call
			}
		}
		return nil
	})
}
