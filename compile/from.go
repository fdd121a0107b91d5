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

	renamed int // how many tables have another name around it
}

func (c *Compiler) enter(froms []expr.From) {
	c.scopes = append(c.scopes, scope{froms: withJoins(c.fromList(), froms), renamed: len(c.renamed)})
}

func (c *Compiler) leave() {
	last := len(c.scopes) - 1
	c.renamed = c.renamed[:c.scopes[last].renamed]
	c.scopes = c.scopes[:last]
}

// froms returns what a SELECT is from: what was given, what its items mention, then what its
// conditions mention; without what a join already holds.
func (c *Compiler) froms(q *expr.SelectClauses) []expr.From {
	candidates := c.fromList()
	for _, e := range q.Items {
		candidates = c.addTables(candidates, e)
	}
	for _, e := range q.Where {
		candidates = c.addTables(candidates, e)
	}
	all := c.resolveJoins(q.Froms, q.Selected, candidates)
	if c.err != nil {
		return nil
	}
	for _, f := range q.Selected {
		if !slices.Contains(q.Froms, f) && !isPartOfJoin(f, q.Froms, q.Selected) {
			all = addFrom(all, c.completeJoin(f))
		}
	}
	all = hideJoined(all)
	for _, f := range candidates {
		if !slices.ContainsFunc(all, func(other expr.From) bool { return is(other, f) }) {
			all = append(all, f)
		}
	}
	return all
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

// withJoins appends the elements of a FROM list, and those inside joins.
func withJoins(all, froms []expr.From) []expr.From {
	for _, f := range froms {
		all = withJoin(all, f)
	}
	return all
}

func withJoin(all []expr.From, f expr.From) []expr.From {
	if isNil(f) {
		return all
	}
	all = append(all, f)
	if j, ok := f.(*expr.Join); ok {
		all = withJoin(withJoin(all, j.Left), j.Right)
	}
	return all
}

// holds reports whether f is inside the join j.
func holds(j *expr.Join, f expr.From) bool {
	return is(j.Left, f) || is(j.Right, f)
}

// is reports whether f is other, or other is a join with f inside.
func is(other, f expr.From) bool {
	if other == f {
		return !isNil(f)
	}
	j, ok := other.(*expr.Join)
	return ok && j != nil && holds(j, f)
}

// isPartOfJoin reports whether f is a join that stands inside another one of the lists, before
// their conditions are known.
func isPartOfJoin(f expr.From, lists ...[]expr.From) bool {
	if !isJoin(f) {
		return false
	}
	for _, list := range lists {
		for _, other := range list {
			if j, ok := other.(*expr.Join); ok && j != nil && holds(j, f) {
				return true
			}
		}
	}
	return false
}

// hideJoined removes the elements that stand inside a join of the list.
func hideJoined(list []expr.From) []expr.From {
	if len(list) < 2 {
		return list
	}
	return slices.DeleteFunc(list, func(f expr.From) bool {
		for _, other := range list {
			if j, ok := other.(*expr.Join); ok && j != nil && holds(j, f) {
				return true
			}
		}
		return false
	})
}

// resolveJoins gives each join without a left side the one it belongs to, and each
// without a condition that of the foreign key. Joins that are part of another one, or of one that is
// selected, are left out.
func (c *Compiler) resolveJoins(given, selected, fromItems []expr.From) []expr.From {
	out := c.fromList()
	if len(given) == 0 {
		return out
	}
	first := c.beforeJoins(given, fromItems)
	for _, f := range given {
		j, ok := f.(*expr.Join)
		if ok && j.Left == nil {
			out = c.attachJoin(out, first, j)
		} else if !isPartOfJoin(f, given, selected) {
			out = addFrom(out, c.completeJoin(f))
		}
		if c.err != nil {
			return nil
		}
	}
	return out
}

// beforeJoins returns what the items mention and no join brings.
func (c *Compiler) beforeJoins(given, fromItems []expr.From) []expr.From {
	first := c.fromList()
	for _, f := range fromItems {
		if !slices.ContainsFunc(given, func(g expr.From) bool { return isJoin(g) && hasLeaf(g, f) }) {
			first = append(first, f)
		}
	}
	return first
}

func isJoin(f expr.From) bool {
	_, ok := f.(*expr.Join)
	return ok
}

// hasLeaf reports whether table is one of the tables of the join tree f, or f itself.
func hasLeaf(f, table expr.From) bool {
	if j, ok := f.(*expr.Join); ok && j != nil {
		return hasLeaf(j.Left, table) || hasLeaf(j.Right, table)
	}
	return f == table && !isNil(f)
}

// hasLeafAmong reports whether one of tables is a leaf of f.
func hasLeafAmong(f expr.From, tables []expr.From) bool {
	for _, t := range tables {
		if hasLeaf(f, t) {
			return true
		}
	}
	return false
}

// attachJoin joins j to one of list or, while that is empty, to one of first.
func (c *Compiler) attachJoin(list, first []expr.From, j *expr.Join) []expr.From {
	joined := c.newJoin(expr.Join{Kind: j.Kind, Right: c.completeJoin(j.Right), On: j.On})
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
	c.refuse(f)
	j, ok := f.(*expr.Join)
	if !ok {
		return f
	}
	complete := c.newJoin(expr.Join{Kind: j.Kind, Left: c.completeJoin(j.Left), Right: c.completeJoin(j.Right), On: j.On})
	if complete.On == nil && c.err == nil {
		_, complete.On = c.leftSide(complete, []expr.From{complete.Left})
	}
	return complete
}

// leftSide chooses among candidates what j joins to, and the condition.
func (c *Compiler) leftSide(j *expr.Join, candidates []expr.From) (expr.From, expr.Expr) {
	c.refuse(candidates...)
	if len(candidates) == 0 {
		c.Fail(fmt.Errorf("there is nothing to join %q to: select a column of another table or name it with From", j.Right.FromName()))
		return nil, nil
	}
	if j.On != nil {
		return c.leftByCondition(j, candidates), j.On
	}
	return c.leftByForeignKey(j, candidates)
}

// leftByCondition returns the candidate that the ON condition mentions; one alone whether it does
// or not.
func (c *Compiler) leftByCondition(j *expr.Join, candidates []expr.From) expr.From {
	if len(candidates) == 1 {
		return candidates[0]
	}
	mentioned := c.addTables(c.fromList(), j.On)
	found := c.fromList()
	for _, f := range candidates {
		if hasLeafAmong(f, mentioned) {
			found = append(found, f)
		}
	}
	if len(found) == 1 {
		return found[0]
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
	for _, f := range froms {
		if leaf := firstLeaf(f); leaf != nil {
			if t := tableOf(leaf); t != nil {
				return t.Name()
			}
			return ""
		}
	}
	return ""
}

// firstLeaf returns the leftmost table of a join tree, f itself if it is none.
func firstLeaf(f expr.From) expr.From {
	if isNil(f) {
		return nil
	}
	if j, ok := f.(*expr.Join); ok {
		if leaf := firstLeaf(j.Left); leaf != nil {
			return leaf
		}
		return firstLeaf(j.Right)
	}
	return f
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
	c.kept(t, func() { c.TableName(t) })
	c.otherName(t)
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
	c.WriteString(" ON ")
	c.allOf(j.On)
}

// refuse fails at what of a list is a mistake.
func (c *Compiler) refuse(list ...expr.From) {
	for _, f := range list {
		if mistake, ok := f.(*expr.Invalid); ok {
			c.Fail(mistake.Err)
		}
	}
}
