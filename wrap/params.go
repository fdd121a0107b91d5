package wrap

import (
	"database/sql/driver"
	"strings"

	"github.com/gildsql/gild/internal/lru"
	"github.com/gildsql/gild/internal/params"
	"github.com/gildsql/gild/internal/sqltext"
)

// A program's own text reaches the driver as it is, except where the driver could not
// have run it: with named arguments, with a slice for the members of IN, and, if the
// program has asked for it, with question marks where the database numbers its parameters.

// templatesKept is how many rewritten texts a connection remembers.
const templatesKept = 128

// portable returns text and arguments as the driver takes them, and whether the text is
// another than the program's.
func (c *conn) portable(query string, args []driver.NamedValue) (string, []driver.NamedValue, bool, error) {
	lists := c.lists && len(args) > 0
	if c.connector.style == nil || !lists && !c.rewrites(query, args) {
		return query, args, false, nil
	}
	t := c.template(query)
	if !t.Rewrites(args, lists) {
		return query, args, false, c.convertLists(args)
	}
	query, args, err := t.Fill(args, c.convert)
	return query, args, err == nil, err
}

// convertLists does what CheckNamedValue has put off: these slices are no members of IN.
func (c *conn) convertLists(args []driver.NamedValue) error {
	for i := range args {
		if params.IsList(args[i].Value) {
			if err := c.convert(&args[i]); err != nil {
				return params.ArgumentError(args[i], err)
			}
		}
	}
	return nil
}

// rewrites reports whether the text may have to be rewritten.
func (c *conn) rewrites(query string, args []driver.NamedValue) bool {
	if !c.shield.traits.NamedArgs {
		for i := range args {
			if args[i].Name != "" {
				return true
			}
		}
	}
	return c.connector.config.QuestionMarks && strings.IndexByte(query, '?') >= 0
}

func (c *conn) template(query string) *params.Template {
	if len(query) > longestKept {
		return params.Parse(query, c.info.lexis, c.connector.style)
	}
	if c.templates == nil {
		c.templates = lru.New[string, *params.Template](templatesKept, nil)
	}
	t, ok := c.templates.Get(query)
	if !ok {
		t = params.Parse(query, c.info.lexis, c.connector.style)
		c.templates.Put(query, t)
	}
	return t
}

// newStyle returns nil if nothing is known of the database.
func newStyle(config Config) *params.Style {
	if config.Dialect == nil {
		return nil
	}
	rules, err := rulesOf(config.Dialect, zeroVersion)
	if err != nil {
		return nil
	}
	q := rules.Query
	own := string(q.Placeholder(nil, 1)) == "?"
	return &params.Style{
		Placeholder: q.Placeholder,
		Numbered:    string(q.Placeholder(nil, 1)) != string(q.Placeholder(nil, 2)),
		Native:      config.Traits.NamedArgs,
		Arrays:      q.ArrayBinds,
		EmptyList:   q.EmptyList,
		Marks:       own || config.QuestionMarks,
		Questions:   config.QuestionMarks && !own,
	}
}

// preparable returns the text to prepare for a program's own, and the names of the
// arguments of its placeholders in their order, nil if it has no names to be replaced.
func (c *conn) preparable(query string) (text string, order []string) {
	s := c.connector.style
	if s == nil || !(!s.Native && strings.IndexByte(query, ':') >= 0 || s.Questions && strings.IndexByte(query, '?') >= 0) {
		return query, nil
	}
	switch sqltext.EffectOf(query, c.info.lexis) {
	case sqltext.Read, sqltext.Write, sqltext.Return: // in others, a colon may be a label's
	default:
		return query, nil
	}
	if text, order, changed := params.Parse(query, c.info.lexis, s).Prepared(); changed {
		return text, order
	}
	return query, nil
}
