package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// scope is what a statement selects from or writes to, as the SELECTs inside it see it, and what
// names in its clauses refer to.
type scope struct {
	froms []expr.From
	items []expr.Expr    // the SELECT list
	all   []expr.From    // what columns come from, what belongs to a statement around included
	names []*expr.Column // the results of a set operation
}

func (c *Compiler) enter(froms []expr.From) {
	c.scopes = append(c.scopes, scope{froms: withJoins(froms)})
}

func (c *Compiler) leave() { c.scopes = c.scopes[:len(c.scopes)-1] }

// froms returns what a SELECT is from: what was given, what its items mention, then what its
// conditions mention; without what a join already holds.
func (c *Compiler) froms(q *expr.SelectClauses) []expr.From {
	var fromItems []expr.From
	for _, e := range q.Items {
		fromItems = addTables(fromItems, e)
	}
	candidates := fromItems
	for _, e := range q.Where {
		candidates = addTables(candidates, e)
	}
	all := c.resolveJoins(q.Froms, candidates)
	if c.err != nil {
		return nil
	}
	for _, f := range q.Selected {
		all = addFrom(all, c.completeJoin(f))
	}
	for _, f := range candidates {
		all = addFrom(all, f)
	}
	return hideJoined(all)
}

// addTables appends the tables that the columns in e belong to. A SELECT inside e
// looks after itself.
func addTables(list []expr.From, e expr.Expr) []expr.From {
	expr.Walk(e, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Column:
			if n.Table() != nil {
				list = addFrom(list, n.Table())
			}
		case *expr.RowValue:
			list = addFrom(list, n.Of)
			return false
		case expr.Query, *expr.ValuesTable:
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
	if isNil(f) { // the left side of a join that is still to be found
		return nil
	}
	if j, ok := f.(*expr.Join); ok {
		return append(leavesOf(j.Left), leavesOf(j.Right)...)
	}
	return []expr.From{f}
}

func allLeaves(froms []expr.From) []expr.From {
	var leaves []expr.From
	for _, f := range froms {
		leaves = append(leaves, leavesOf(f)...)
	}
	return leaves
}

// withJoins returns the elements of a FROM list, and those inside joins.
func withJoins(froms []expr.From) []expr.From {
	var all []expr.From
	for _, f := range froms {
		if j, ok := f.(*expr.Join); ok && !isNil(f) {
			all = append(all, j)
			all = append(all, withJoins([]expr.From{j.Left, j.Right})...)
		} else if !isNil(f) {
			all = append(all, f)
		}
	}
	return all
}

// hideJoined removes the elements that stand inside a join of the list.
func hideJoined(list []expr.From) []expr.From {
	var joined []expr.From
	for _, f := range list {
		if j, ok := f.(*expr.Join); ok {
			joined = append(joined, withJoins([]expr.From{j.Left, j.Right})...)
		}
	}
	if joined == nil {
		return list
	}
	return slices.DeleteFunc(list, func(f expr.From) bool { return slices.Contains(joined, f) })
}

// resolveJoins gives each join without a left side the one it belongs to, and each
// without a condition that of the foreign key.
func (c *Compiler) resolveJoins(given, fromItems []expr.From) []expr.From {
	var out []expr.From
	first := beforeJoins(given, fromItems)
	for _, f := range given {
		j, ok := f.(*expr.Join)
		if ok && j.Left == nil {
			out = c.attachJoin(out, first, j)
		} else {
			out = addFrom(out, c.completeJoin(f))
		}
		if c.err != nil {
			return nil
		}
	}
	return out
}

// beforeJoins returns what the items mention and no join brings.
func beforeJoins(given, fromItems []expr.From) []expr.From {
	var joined []expr.From
	for _, f := range given {
		if j, ok := f.(*expr.Join); ok {
			joined = append(joined, leavesOf(j)...)
		}
	}
	return slices.DeleteFunc(slices.Clone(fromItems), func(f expr.From) bool { return slices.Contains(joined, f) })
}

// attachJoin joins j to one of list or, while that is empty, to one of first.
func (c *Compiler) attachJoin(list, first []expr.From, j *expr.Join) []expr.From {
	joined := &expr.Join{Kind: j.Kind, Right: c.completeJoin(j.Right), On: j.On}
	candidates := list
	if len(candidates) == 0 {
		candidates = first
	}
	if c.err == nil {
		joined.Left, joined.On = c.leftSide(joined, candidates)
	}
	if i := slices.Index(list, joined.Left); i >= 0 {
		list[i] = joined
		return list
	}
	return append(list, joined)
}

// completeJoin gives a join of two sides, and the joins inside, their conditions. What is
// no join is returned as it is.
func (c *Compiler) completeJoin(f expr.From) expr.From {
	if isNil(f) {
		c.fail("a join with a side missing")
		return f
	}
	j, ok := f.(*expr.Join)
	if !ok {
		return f
	}
	complete := &expr.Join{Kind: j.Kind, Left: c.completeJoin(j.Left), Right: c.completeJoin(j.Right), On: j.On}
	if complete.On == nil && c.err == nil {
		_, complete.On = c.leftSide(complete, []expr.From{complete.Left})
	}
	return complete
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

// firstTable returns the name of the first table, by which telemetry names a statement.
func firstTable(froms []expr.From) string {
	leaves := allLeaves(froms)
	if len(leaves) == 0 {
		return ""
	}
	if t := tableOf(leaves[0]); t != nil {
		return t.Name()
	}
	return ""
}

func names(froms []expr.From) string {
	var names []string
	for _, leaf := range allLeaves(froms) {
		names = append(names, leaf.FromName())
	}
	return strings.Join(names, ", ")
}

func (c *Compiler) table(t *schema.Table) {
	if err := t.Err(); err != nil {
		c.Fail(err)
		return
	}
	if t.Schema() != "" {
		c.Schema(t.Schema())
		c.writeByte('.')
	}
	c.Ident(t.Name())
}

func (c *Compiler) alias(a *expr.Alias) {
	if _, ok := a.Of().(*expr.Join); ok {
		c.Fail(fmt.Errorf("a join has no other name: alias its tables instead of naming it %q", a.FromName()))
		return
	}
	c.aliased(a.Of(), c.fromName(a))
}

func (c *Compiler) join(j *expr.Join) {
	c.hinted(j.Left)
	switch j.Kind {
	case expr.LeftJoin:
		c.WriteString(" LEFT OUTER JOIN ")
	case expr.FullJoin:
		c.WriteString(" FULL OUTER JOIN ")
	default:
		c.WriteString(c.rules.Query.Join)
	}
	if _, nested := j.Right.(*expr.Join); nested {
		c.writeByte('(')
		c.Node(j.Right)
		c.writeByte(')')
	} else {
		c.hinted(j.Right)
	}
	c.clause(" ON ", []expr.Expr{j.On}, expr.OpAnd)
}
