package compile

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
)

// keyword is how a function is written that has a name of its own in SQL.
type keyword struct {
	text   string
	parens bool // parentheses, with arguments or without
}

// keywords are such functions; without arguments most have no parentheses. Source: SQLAlchemy,
// FUNCTIONS in lib/sqlalchemy/sql/compiler.py.
var keywords = map[string]keyword{
	"coalesce":          {"coalesce", true},
	"cube":              {"CUBE", true},
	"current_date":      {"CURRENT_DATE", false},
	"current_time":      {"CURRENT_TIME", false},
	"current_timestamp": {"CURRENT_TIMESTAMP", false},
	"current_user":      {"CURRENT_USER", false},
	"localtime":         {"LOCALTIME", false},
	"localtimestamp":    {"LOCALTIMESTAMP", false},
	"random":            {"random", true},
	"rollup":            {"ROLLUP", true},
	"session_user":      {"SESSION_USER", false},
	"sysdate":           {"sysdate", false},
	"user":              {"USER", false},
}

// call writes a function call: as the dialect's rule for its name says, else by its name.
func (c *Compiler) call(f *expr.Call) {
	if f.Sequence != nil {
		c.nextValue(f.Sequence)
		return
	}
	lower := strings.ToLower(f.Name)
	write := c.rules.Func.Write[lower]
	if write == nil && f.Portable {
		write = c.rules.Func.Portable[lower]
	}
	if write != nil {
		write(c, f)
	} else {
		c.plainCall(f)
	}
	if len(f.OrderBy) > 0 && c.rules.Func.OrderWithinGroup {
		c.WriteString(" WITHIN GROUP (ORDER BY ")
		c.separated(f.OrderBy, ", ")
		c.writeByte(')')
	}
}

// plainCall writes a call by its name.
func (c *Compiler) plainCall(f *expr.Call) {
	if f.Name == "grouping_sets" {
		c.groupingSets(f)
		return
	}
	if k, ok := keywords[f.Name]; ok {
		c.WriteString(k.text)
		if k.parens || len(f.Args) > 0 {
			c.Arguments(f)
		}
		return
	}
	c.functionName(f.Name)
	c.Arguments(f)
}

// groupingSets writes GROUPING SETS, of which a tuple without members is all rows.
func (c *Compiler) groupingSets(f *expr.Call) {
	c.WriteString("GROUPING SETS(")
	for i, e := range f.Args {
		if i > 0 {
			c.WriteString(", ")
		}
		if t, ok := e.(*expr.TupleExpr); ok && len(t.Items) == 0 {
			c.WriteString("()")
			continue
		}
		c.Node(e)
	}
	c.writeByte(')')
}

// functionName writes a name, in which dots separate parts. Names in capitals are left without
// quotes, and so are reserved words: many functions are called like that.
func (c *Compiler) functionName(name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			c.writeByte('.')
		}
		if part == "" {
			c.construct = "function " + name
			c.Fail(fmt.Errorf("a function's name, or a part of it between dots, is empty"))
			return
		}
		if unquotedFunction(part) {
			c.WriteString(part)
			continue
		}
		c.Ident(part)
	}
}

// unquotedFunction reports whether a part of a function's name is written without quotes.
func unquotedFunction(part string) bool {
	for i := range len(part) {
		b := part[i]
		letter := b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_'
		if !letter && (i == 0 || !(b >= '0' && b <= '9' || b == '$')) {
			return false
		}
	}
	return true
}

// Call writes a call of f's arguments under another name, which is SQL.
func (c *Compiler) Call(name string, f *expr.Call) {
	c.WriteString(name)
	c.Arguments(f)
}

// Arguments writes what stands in the parentheses of a call, and these.
func (c *Compiler) Arguments(f *expr.Call) {
	c.writeByte('(')
	if f.Distinct {
		c.WriteString("DISTINCT ")
	}
	if f.Star {
		c.writeByte('*')
	}
	if f.Distinct && len(f.Args) == 1 && isOperation(f.Args[0]) {
		c.Operand(f.Args[0], expr.OpDistinct)
	} else {
		c.argumentList(f)
	}
	c.argumentOrder(f)
	c.writeByte(')')
}

// argumentOrder writes the order of an aggregate's arguments where it stands among these.
func (c *Compiler) argumentOrder(f *expr.Call) {
	if len(f.OrderBy) == 0 || c.rules.Func.OrderWithinGroup {
		return
	}
	c.WriteString(" ORDER BY ")
	c.separated(f.OrderBy, ", ")
}

// Inline writes e with its values as literals, for places where a database takes no parameter.
func (c *Compiler) Inline(e expr.Expr) {
	defer func(inline bool) { c.inline = inline }(c.inline)
	c.inline = true
	c.Node(e)
}

// JoinStrings returns how aggregate_strings is written under that name, separator before the
// second argument.
func JoinStrings(name string) func(c *Compiler, f *expr.Call) {
	return func(c *Compiler, f *expr.Call) {
		if !c.joinStrings(name, f) {
			return
		}
		c.WriteString(", ")
		c.Inline(f.Args[1])
		c.argumentOrder(f)
		c.writeByte(')')
	}
}

// JoinStringsSeparator is JoinStrings for databases with the word SEPARATOR.
func JoinStringsSeparator(name string) func(c *Compiler, f *expr.Call) {
	return func(c *Compiler, f *expr.Call) {
		if !c.joinStrings(name, f) {
			return
		}
		c.argumentOrder(f)
		c.WriteString(" SEPARATOR ")
		c.Inline(f.Args[1])
		c.writeByte(')')
	}
}

// joinStrings writes the beginning of aggregate_strings, with the first argument.
func (c *Compiler) joinStrings(name string, f *expr.Call) bool {
	if len(f.Args) != 2 {
		c.construct = "function " + f.Name
		c.fail("it takes an expression and a separator: use expr.StringAgg")
		return false
	}
	c.WriteString(name)
	c.writeByte('(')
	if f.Distinct {
		c.WriteString("DISTINCT ")
		c.Operand(f.Args[0], expr.OpDistinct)
		return true
	}
	c.Node(f.Args[0])
	return true
}

// nextValue writes the next value of a sequence.
func (c *Compiler) nextValue(s *expr.Sequence) {
	if c.rules.Func.NextValue == nil {
		c.construct = "next value of " + s.Name
		c.fail("the database has no sequences: use an integer primary key, which numbers itself")
		return
	}
	c.rules.Func.NextValue(c, s)
}

// SequenceName writes the name of a sequence.
func (c *Compiler) SequenceName(s *expr.Sequence) {
	c.Qualified(s.Schema, s.Name)
}

// SequenceLiteral writes the name of a sequence as a text literal.
func (c *Compiler) SequenceLiteral(s *expr.Sequence) {
	start := len(c.buf)
	c.SequenceName(s)
	name := string(c.buf[start:])
	c.buf = append(c.buf[:start], '\'')
	c.WriteString(strings.ReplaceAll(name, "'", "''"))
	c.writeByte('\'')
}

// filterExpr writes FILTER.
func (c *Compiler) filterExpr(f *expr.FilterExpr) {
	c.Node(f.Func)
	c.WriteString(" FILTER (WHERE ")
	c.open(f.Where)
	c.writeByte(')')
}

// withinGroup writes WITHIN GROUP.
func (c *Compiler) withinGroup(w *expr.WithinGroup) {
	if len(w.OrderBy) == 0 {
		c.construct = "WITHIN GROUP"
		c.fail("nothing to order by")
		return
	}
	c.Node(w.Func)
	c.WriteString(" WITHIN GROUP (ORDER BY ")
	for i, e := range w.OrderBy {
		if i > 0 {
			c.WriteString(", ")
		}
		c.groupOrder(e)
	}
	c.writeByte(')')
}

// groupOrder writes what WITHIN GROUP orders by, which is an argument of the function.
func (c *Compiler) groupOrder(e expr.Expr) {
	o, directed := e.(*expr.Order)
	if directed {
		if _, ok := parameter(o.Expr); ok {
			c.Untyped(o.Expr)
			c.direction(o)
			return
		}
	}
	if _, ok := parameter(e); ok {
		c.Untyped(e)
		return
	}
	c.Node(e)
}

// FixedCall returns how a function is written that is the same SQL whatever its arguments.
func FixedCall(sql string) func(c *Compiler, f *expr.Call) {
	return func(c *Compiler, _ *expr.Call) { c.WriteString(sql) }
}

// RenamedCall returns how a function is written that has that name.
func RenamedCall(name string) func(c *Compiler, f *expr.Call) {
	return func(c *Compiler, f *expr.Call) { c.Call(name, f) }
}

// OrOnly returns write for calls with more than one argument; of others it writes the argument.
func OrOnly(write func(c *Compiler, f *expr.Call)) func(c *Compiler, f *expr.Call) {
	return func(c *Compiler, f *expr.Call) {
		if len(f.Args) != 1 {
			write(c, f)
			return
		}
		c.parens(f.Args[0])
	}
}
