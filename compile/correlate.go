package compile

import (
	"slices"

	"github.com/gildsql/gild/expr"
)

// correlate drops from the FROM list of a nested SELECT what the statements around it bring:
// what it was told to, of all of them. Told nothing, it drops what the statement directly
// around it brings, unless the list has a single element or the SELECT stands in FROM.
func (c *Compiler) correlate(list []expr.From, q *expr.SelectClauses, where role) []expr.From {
	c.refuse(q.Correlate...)
	c.refuse(q.CorrelateExcept...)
	if len(c.scopes) == 0 {
		return list
	}
	around := c.scopes[len(c.scopes)-1].froms
	if q.Correlate != nil || q.CorrelateExcept != nil {
		var bring []expr.From
		for _, s := range c.scopes {
			bring = append(bring, s.froms...)
		}
		return slices.DeleteFunc(slices.Clone(list), func(f expr.From) bool {
			if where == asFrom && slices.Contains(around, f) || !slices.Contains(bring, f) {
				return false
			}
			if q.Correlate != nil && slices.Contains(q.Correlate, f) {
				return true
			}
			return q.CorrelateExcept != nil && !slices.Contains(q.CorrelateExcept, f)
		})
	}
	if where == asFrom || len(list) < 2 {
		return list
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(f expr.From) bool { return slices.Contains(around, f) })
	if len(kept) == 0 {
		c.fail("a nested SELECT selects only from tables of the statement around it: alias one of them with expr.As, or name with Correlate those that are not its own")
	}
	return kept
}
