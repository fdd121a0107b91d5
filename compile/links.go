package compile

import (
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// leftByForeignKey returns the candidate that a foreign key links to the right side of j, and
// the condition.
func (c *Compiler) leftByForeignKey(j *expr.Join, candidates []expr.From) (expr.From, expr.Expr) {
	var left expr.From
	var on expr.Expr
	ways := 0
	for _, f := range candidates {
		for _, cond := range c.links(f, j.Right) {
			left, on = f, cond
			ways++
		}
	}
	if ways != 1 {
		c.Fail(&JoinError{Left: names(candidates), Right: names([]expr.From{j.Right}), Ambiguous: ways > 1})
	}
	return left, on
}

// links returns the conditions of the foreign keys between two elements, either way. Of a join,
// what was joined last goes first.
func (c *Compiler) links(a, b expr.From) []expr.Expr {
	if j, ok := a.(*expr.Join); ok {
		if conds := c.linksBetween(j.Right, b); len(conds) > 0 {
			return conds
		}
	}
	return c.linksBetween(a, b)
}

// linksBetween finds a key of a table to itself only from the left side: the rows there refer to
// those on the right.
func (c *Compiler) linksBetween(a, b expr.From) []expr.Expr {
	return append(c.linksFrom(b, a, false), c.linksFrom(a, b, true)...)
}

// linksFrom returns the conditions of the foreign keys of child to parent, those of a table to
// itself only with own.
func (c *Compiler) linksFrom(child, parent expr.From, own bool) []expr.Expr {
	var conds []expr.Expr
	parents := tablesBehind(parent)
	for _, t := range tablesBehind(child) {
		if t.Err() != nil {
			c.Fail(t.Err())
			return nil
		}
		for _, fk := range t.ForeignKeys() {
			target, err := fk.Target()
			if err == nil && slices.Contains(parents, target) {
				err = target.Err()
			}
			if err != nil {
				c.Fail(err)
				return nil
			}
			if target == t && !own {
				continue
			}
			if cond := linkBy(fk, t, target, child, parent); cond != nil {
				conds = append(conds, cond)
			}
		}
	}
	return conds
}

// linkBy returns the condition of a foreign key, nil if one of its columns is missing.
func linkBy(fk *schema.ForeignKey, from, to *schema.Table, child, parent expr.From) expr.Expr {
	var parts []expr.Expr
	for i := range fk.Columns {
		p, k := columnBehind(parent, to, fk.RefColumns[i]), columnBehind(child, from, fk.Columns[i])
		if p == nil || k == nil {
			return nil
		}
		parts = append(parts, &expr.Binary{Op: expr.OpEq, Left: p, Right: k})
	}
	return expr.Canonical(expr.And(parts...))
}

// tablesBehind returns the tables that the columns of f come from.
func tablesBehind(f expr.From) []*schema.Table {
	var tables []*schema.Table
	for _, leaf := range leavesOf(f) {
		if t := tableOf(leaf); t != nil && !slices.Contains(tables, t) {
			tables = append(tables, t)
			continue
		}
		for _, col := range leaf.Columns() {
			origin := col.Origin()
			if origin == nil {
				continue
			}
			if t, ok := origin.Table().(*schema.Table); ok && !slices.Contains(tables, t) {
				tables = append(tables, t)
			}
		}
	}
	return tables
}

// columnBehind returns the first column of f that comes from the column of t with that name,
// nil if there is none.
func columnBehind(f expr.From, t *schema.Table, name string) *expr.Column {
	for _, leaf := range leavesOf(f) {
		for _, col := range leaf.Columns() {
			if origin := col.Origin(); origin != nil && origin.Table() == expr.From(t) && origin.Name() == name {
				return col
			}
		}
	}
	return nil
}
