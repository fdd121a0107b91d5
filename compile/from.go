package compile

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// scope is what a SELECT selects from, as the SELECTs inside it see it.
type scope struct{ froms []expr.From }

func (c *Compiler) enter(froms []expr.From) {
	var leaves []expr.From
	for _, f := range froms {
		leaves = append(leaves, leavesOf(f)...)
	}
	c.scopes = append(c.scopes, scope{leaves})
}

func (c *Compiler) leave() { c.scopes = c.scopes[:len(c.scopes)-1] }

// froms returns the FROM list of a SELECT: what its items mention, what its conditions
// mention, then what was given; without what a join already holds, and, inside another
// SELECT, without what that one selects from.
func (c *Compiler) froms(q *expr.SelectClauses) []expr.From {
	var fromItems []expr.From
	for _, e := range q.Items {
		fromItems = addTables(fromItems, e)
	}
	given := c.resolveJoins(q.Froms, fromItems)
	all := slices.Clone(fromItems)
	for _, e := range q.Where {
		all = addTables(all, e)
	}
	for _, f := range given {
		all = addFrom(all, f)
	}
	return c.correlate(hideJoined(all))
}

// addTables appends the tables that the columns in e belong to. A SELECT inside e
// looks after itself.
func addTables(list []expr.From, e expr.Expr) []expr.From {
	expr.Walk(e, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Column:
			list = addFrom(list, n.Table())
		case *expr.SelectStmt:
			return false
		}
		return true
	})
	return list
}

func addFrom(list []expr.From, f expr.From) []expr.From {
	if slices.Contains(list, f) {
		return list
	}
	return append(list, f)
}

// leavesOf returns the tables of a join tree, f itself if it is none.
func leavesOf(f expr.From) []expr.From {
	if j, ok := f.(*expr.Join); ok {
		return append(leavesOf(j.Left), leavesOf(j.Right)...)
	}
	return []expr.From{f}
}

// hideJoined removes the elements that stand inside a join of the list.
func hideJoined(list []expr.From) []expr.From {
	var joined []expr.From
	for _, f := range list {
		if _, ok := f.(*expr.Join); ok {
			joined = append(joined, leavesOf(f)...)
		}
	}
	if joined == nil {
		return list
	}
	return slices.DeleteFunc(list, func(f expr.From) bool { return slices.Contains(joined, f) })
}

// correlate drops what enclosing SELECTs select from, if anything is left then.
func (c *Compiler) correlate(list []expr.From) []expr.From {
	if len(c.scopes) == 0 || len(list) < 2 {
		return list
	}
	var outer []expr.From
	for _, s := range c.scopes {
		outer = append(outer, s.froms...)
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(f expr.From) bool { return slices.Contains(outer, f) })
	if len(kept) == 0 {
		c.fail("a nested SELECT selects only from tables of the SELECT around it: alias one of them with expr.As")
	}
	return kept
}

// resolveJoins gives each join without a left side the one it belongs to, and each
// without a condition that of the foreign key.
func (c *Compiler) resolveJoins(given, fromItems []expr.From) []expr.From {
	var out []expr.From
	for _, f := range given {
		j, ok := f.(*expr.Join)
		if !ok {
			out = addFrom(out, f)
			continue
		}
		if j.Left != nil {
			out = addFrom(out, c.completeJoin(j))
			continue
		}
		candidates := out
		if len(candidates) == 0 {
			candidates = slices.DeleteFunc(slices.Clone(fromItems), func(f expr.From) bool { return f == j.Right })
		}
		left, on := c.leftSide(j, candidates)
		if c.err != nil {
			return nil
		}
		joined := &expr.Join{Kind: j.Kind, Left: left, Right: j.Right, On: on}
		if i := slices.Index(out, left); i >= 0 {
			out[i] = joined
		} else {
			out = append(out, joined)
		}
	}
	return out
}

// completeJoin gives a join of two sides its condition.
func (c *Compiler) completeJoin(j *expr.Join) *expr.Join {
	if j.On != nil {
		return j
	}
	_, on := c.leftSide(j, []expr.From{j.Left})
	return &expr.Join{Kind: j.Kind, Left: j.Left, Right: j.Right, On: on}
}

// leftSide chooses among candidates what j joins to, and the condition.
func (c *Compiler) leftSide(j *expr.Join, candidates []expr.From) (expr.From, expr.Expr) {
	if len(candidates) == 0 {
		c.Fail(fmt.Errorf("there is nothing to join %q to: select a column of another table or name it with From", j.Right.FromName()))
		return nil, nil
	}
	if j.On != nil {
		return c.leftByCondition(j, candidates), j.On
	}
	return c.leftByForeignKey(j, candidates)
}

// leftByCondition returns the candidate that the ON condition mentions.
func (c *Compiler) leftByCondition(j *expr.Join, candidates []expr.From) expr.From {
	mentioned := addTables(nil, j.On)
	var found []expr.From
	for _, f := range candidates {
		if slices.ContainsFunc(leavesOf(f), func(t expr.From) bool { return slices.Contains(mentioned, t) }) {
			found = append(found, f)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) == 0 && len(candidates) == 1:
		return candidates[0]
	}
	c.Fail(fmt.Errorf("it is not clear which of %s %q is joined to: name the left side with From", names(candidates), j.Right.FromName()))
	return candidates[0]
}

func (c *Compiler) leftByForeignKey(j *expr.Join, candidates []expr.From) (expr.From, expr.Expr) {
	var left expr.From
	var on expr.Expr
	ways := 0
	for _, f := range candidates {
		for _, l := range leavesOf(f) {
			for _, cond := range c.links(l, j.Right) {
				left, on = f, cond
				ways++
			}
		}
	}
	if ways != 1 {
		c.Fail(&JoinError{Left: names(candidates), Right: names([]expr.From{j.Right}), Ambiguous: ways > 1})
	}
	return left, on
}

// links returns the conditions of all foreign keys between two elements, either way.
func (c *Compiler) links(a, b expr.From) []expr.Expr {
	conds := c.linksFrom(a, b)
	if tableOf(a) != tableOf(b) { // a key of a table to itself was found above
		conds = append(conds, c.linksFrom(b, a)...)
	}
	return conds
}

func (c *Compiler) linksFrom(child, parent expr.From) []expr.Expr {
	childTable, parentTable := tableOf(child), tableOf(parent)
	if childTable == nil || parentTable == nil {
		return nil
	}
	var conds []expr.Expr
	for _, fk := range childTable.ForeignKeys() {
		target, err := fk.Target()
		if err != nil {
			c.Fail(err)
			return nil
		}
		if target != parentTable {
			continue
		}
		var parts []expr.Expr
		for i := range fk.Columns {
			p, k := expr.ColumnNamed(parent, fk.RefColumns[i]), expr.ColumnNamed(child, fk.Columns[i])
			parts = append(parts, &expr.Binary{Op: expr.OpEq, Left: p, Right: k})
		}
		conds = append(conds, expr.Canonical(expr.And(parts...)))
	}
	return conds
}

// tableOf returns the table behind f, nil if there is none.
func tableOf(f expr.From) *schema.Table {
	switch f := f.(type) {
	case *schema.Table:
		return f
	case *expr.Alias:
		return tableOf(f.Of())
	}
	return nil
}

// onlyTable returns the name of the first table, as telemetry names a statement by.
func onlyTable(froms []expr.From) string {
	if len(froms) == 0 {
		return ""
	}
	if t := tableOf(leavesOf(froms[0])[0]); t != nil {
		return t.Name()
	}
	return ""
}

func names(froms []expr.From) string {
	var out string
	for _, f := range froms {
		for _, l := range leavesOf(f) {
			if out != "" {
				out += ", "
			}
			out += l.FromName()
		}
	}
	return out
}

func (c *Compiler) table(t *schema.Table) {
	if err := t.Err(); err != nil {
		c.Fail(err)
		return
	}
	c.Ident(t.Name())
}

func (c *Compiler) alias(a *expr.Alias) {
	c.Node(a.Of())
	c.as(a.FromName())
}

func (c *Compiler) join(j *expr.Join) {
	c.Node(j.Left)
	switch j.Kind {
	case expr.LeftJoin:
		c.WriteString(" LEFT OUTER JOIN ")
	default:
		c.WriteString(" JOIN ")
	}
	if _, nested := j.Right.(*expr.Join); nested {
		c.writeByte('(')
		c.Node(j.Right)
		c.writeByte(')')
	} else {
		c.Node(j.Right)
	}
	c.WriteString(" ON ")
	c.Node(j.On)
}
