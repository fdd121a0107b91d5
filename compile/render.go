package compile

import (
	"database/sql/driver"

	"github.com/gildsql/gild/expr"
)

// Render returns the text of a statement and its encoded arguments, as Bind does. It is for a
// statement that is compiled once: nothing of it is kept.
func Render(rules *Rules, stmt expr.Statement, params Params) (text string, args []any, err error) {
	key := keys.Get().(*expr.Key)
	defer func() {
		key.Reset()
		keys.Put(key)
	}()
	if len(params) > 0 {
		key.Add(stmt) // so that one of a condition that is left out is known
	} else {
		key.Undeclare()
	}
	c := newCompiler(rules, stmt, key)
	c.once = true
	c.Node(stmt)
	if err = c.err; err == nil {
		text, args, err = c.render(params)
	}
	c.release()
	return text, args, err
}

// render is Bind of what was compiled, in the memory of the compiler.
func (c *Compiler) render(params Params) (string, []any, error) {
	m := c.mem
	out := &m.once
	c.fill(out, c.slots)
	defer func() {
		out.slots, out.raw, out.cuts, out.rules, out.twice, out.sql = nil, nil, nil, nil, nil, ""
		out.expands, out.literals, out.repeats = false, false, false
	}()
	if out.literals {
		text, list, err := out.bindLiterals(arguments{binds: c.key.Binds, params: params, rules: out.rules})
		return text, values(list), err
	}
	a := arguments{binds: c.key.Binds, params: params, list: m.args[:0], rules: out.rules}
	if err := out.arguments(&a); err != nil {
		clear(a.list)
		return "", nil, err
	}
	text := out.expand(m.text[:0], &a.lengths)
	m.text = text.b[:0]
	args := values(a.list)
	clear(a.list)
	m.args = a.list[:0]
	return string(text.b), args, nil
}

// values returns the arguments alone, nil if there are none.
func values(list []driver.NamedValue) []any {
	if len(list) == 0 {
		return nil
	}
	args := make([]any, len(list))
	for i := range list {
		args[i] = list[i].Value
	}
	return args
}
