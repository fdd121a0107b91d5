package compile

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
)

// HintStyle is where a database takes hints for the optimizer about a table.
type HintStyle int

// The places of hints.
const (
	HintNowhere HintStyle = iota // there are none
	HintBehind                   // behind the table
	HintOnly                     // the word ONLY in front of the table is the one hint there is
	HintComment                  // in a comment behind SELECT
)

// distinct writes DISTINCT.
func (c *Compiler) distinct(q *expr.SelectClauses) {
	switch {
	case len(q.DistinctOn) > 0 && !c.rules.Query.DistinctOn:
		c.fail("there is no DISTINCT ON here, only on PostgreSQL: use Distinct or GroupBy")
	case len(q.DistinctOn) > 0:
		c.WriteString(" DISTINCT ON (")
		c.openList(q.DistinctOn)
		c.writeByte(')')
	case q.Distinct:
		c.WriteString(" DISTINCT")
	}
}

// selectHints writes the hints about tables that stand behind SELECT, and keeps the others for
// the tables.
func (c *Compiler) selectHints(q *expr.SelectClauses) {
	c.tableHints = nil
	var comments []string
	for i, f := range q.Hinted {
		h := q.Hints[i]
		if !c.isFor(h) {
			continue
		}
		if mistake, ok := f.(*expr.Invalid); ok {
			c.Fail(mistake.Err)
			continue
		}
		if c.rules.Query.Hints == HintComment {
			comments = append(comments, c.hintComment(f, h))
			continue
		}
		if c.tableHints == nil {
			c.tableHints = map[expr.From]string{}
		}
		c.tableHints[f] = c.hintAbout(f, h)
	}
	if len(comments) > 0 {
		c.WriteString(" " + strings.Join(comments, " "))
	}
}

// isFor reports whether a hint is for the database.
func (c *Compiler) isFor(h expr.Hint) bool {
	return h.Dialect == "" || h.Dialect == "*" || h.Dialect == c.rules.Dialect
}

// hintComment returns a hint as a comment.
func (c *Compiler) hintComment(f expr.From, h expr.Hint) string {
	text := c.hintAbout(f, h)
	if strings.Contains(text, "*/") {
		c.Fail(fmt.Errorf("the hint %q would end the comment that it stands in", text))
	}
	return "/*+ " + text + " */"
}

// hintAbout returns the text of a hint, with the name that the statement has for the table.
func (c *Compiler) hintAbout(f expr.From, h expr.Hint) string {
	return strings.ReplaceAll(h.Text, "%(name)s", c.rules.Ident.Quoted(c.fromName(f), false))
}

// hinted writes an element of FROM with the hint about it.
func (c *Compiler) hinted(f expr.From) {
	if len(c.tableHints) == 0 {
		c.Node(f)
		return
	}
	text, ok := c.tableHints[f]
	switch {
	case !ok || c.rules.Query.Hints == HintNowhere:
		c.Node(f)
	case c.rules.Query.Hints == HintOnly && strings.EqualFold(text, "only"):
		c.WriteString("ONLY ")
		c.Node(f)
	case c.rules.Query.Hints == HintOnly:
		c.fail("the one hint about a table is ONLY, not " + text)
	default:
		c.Node(f)
		c.WriteString(" " + text)
	}
}
