package compile

import (
	"strings"

	"github.com/gildsql/gild/schema"
)

func (c *Compiler) view(operation string, v *schema.View) bool {
	c.begin(operation)
	switch {
	case v == nil:
		c.fail("no view")
		return false
	case v.Err() != nil:
		c.Fail(v.Err())
		return false
	}
	c.checkOptions("view", v.Options)
	c.collection = v.Name
	return true
}

func viewWord(v *schema.View) string {
	if v.Materialized {
		return "MATERIALIZED VIEW "
	}
	return "VIEW "
}

func (c *Compiler) createView(s *schema.CreateView) {
	v := s.View
	if !c.view("CREATE VIEW", v) {
		return
	}
	c.WriteString("CREATE ")
	c.phrase(s.OrReplace, c.rules.DDL.ReplaceView+" ")
	c.phrase(v.Temporary, "TEMPORARY ")
	c.viewOptions(c.rules.DDL.ViewPrefix, v)
	c.WriteString(viewWord(v))
	c.phrase(s.IfNotExists, "IF NOT EXISTS ")
	c.Qualified(v.Schema, v.Name)
	c.viewOptions(c.rules.DDL.ViewOptions, v)
	c.WriteString(" AS ")
	if v.SQL != "" {
		c.WriteString(v.SQL)
	} else {
		c.WriteString(c.Literals(v.Query, false))
	}
	c.viewOptions(c.rules.DDL.ViewSuffix, v)
}

func (c *Compiler) viewOptions(write func(c *Compiler, v *schema.View), v *schema.View) {
	if write != nil {
		write(c, v)
	}
}

func (c *Compiler) dropView(s *schema.DropView) {
	if s.View == nil || s.View.Name == "" {
		c.begin("DROP VIEW")
		c.fail("no view")
		return
	}
	c.begin("DROP VIEW")
	c.WriteString("DROP " + viewWord(s.View))
	c.phrase(s.IfExists, "IF EXISTS ")
	c.Qualified(s.View.Schema, s.View.Name)
	if s.View.Materialized {
		c.phrase(s.Cascade, c.rules.DDL.KeptCascade)
		return
	}
	c.phrase(s.Cascade, c.rules.DDL.Cascade)
}

func (c *Compiler) refreshView(s *schema.RefreshView) {
	if !c.view("REFRESH MATERIALIZED VIEW", s.View) {
		return
	}
	if !c.rules.DDL.Abilities.Materialized {
		c.fail("the database has no views that keep their rows")
		return
	}
	if c.rules.DDL.Refresh != nil {
		c.rules.DDL.Refresh(c, s)
		return
	}
	c.WriteString("REFRESH MATERIALIZED VIEW ")
	c.phrase(s.Concurrently, "CONCURRENTLY ")
	c.Qualified(s.View.Schema, s.View.Name)
}

func (c *Compiler) createTableAs(s *schema.CreateTableAs) {
	c.begin("CREATE TABLE")
	if s.Name == "" || s.Query == nil {
		c.fail("a table made from a query needs a name and the query")
		return
	}
	c.collection = s.Name
	query := c.Literals(s.Query, false)
	if c.rules.DDL.TableInto {
		c.selectInto(s, query)
		return
	}
	c.WriteString("CREATE ")
	c.phrase(s.Temporary, "TEMPORARY ")
	c.WriteString("TABLE ")
	c.phrase(s.IfNotExists, "IF NOT EXISTS ")
	c.Qualified(s.Schema, s.Name)
	c.WriteString(" AS ")
	c.WriteString(query)
}

// selectInto puts INTO before the first FROM of a query that is not in parentheses.
func (c *Compiler) selectInto(s *schema.CreateTableAs, query string) {
	depth := 0
	for i := range len(query) {
		switch {
		case query[i] == '(':
			depth++
		case query[i] == ')':
			depth--
		case depth == 0 && (query[i] == ' ' || query[i] == '\n') && strings.HasPrefix(query[i+1:], "FROM "):
			c.WriteString(query[:i])
			c.WriteString(" INTO ")
			c.Qualified(s.Schema, s.Name)
			c.WriteString(query[i:])
			return
		}
	}
	c.fail("SELECT ... INTO needs a query from a table")
}
