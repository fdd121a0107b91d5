package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// functions sets how MySQL and MariaDB write functions.
func functions(r *compile.Rules, v dialect.Version) {
	r.Func.Write = map[string]func(*compile.Compiler, *expr.Call){
		"random":            compile.RenamedCall("rand"),
		"rollup":            rollup,
		"sysdate":           compile.FixedCall("SYSDATE()"),
		"aggregate_strings": compile.JoinStringsSeparator("group_concat"),
	}
	r.Func.Portable = map[string]func(*compile.Compiler, *expr.Call){
		"length":   compile.RenamedCall("char_length"), // length counts bytes
		"greatest": compile.OrOnly(compile.RenamedCall("greatest")),
		"least":    compile.OrOnly(compile.RenamedCall("least")),
	}
	r.Func.NextValue = nextValue
	r.Func.NoSequences = !isMariaDB(v)
	r.Func.NamedWindows = !isMariaDB(v)
	r.Func.FrameLiterals = isMariaDB(v) // MySQL takes parameters there
}

// nextValue writes what MariaDB has; MySQL has no sequences, and says so itself.
func nextValue(c *compile.Compiler, s *expr.Sequence) {
	c.WriteString("nextval(")
	c.SequenceName(s)
	c.WriteString(")")
}

// rollup writes ROLLUP behind the expressions.
func rollup(c *compile.Compiler, f *expr.Call) {
	for i, e := range f.Args {
		if i > 0 {
			c.WriteString(", ")
		}
		c.Node(e)
	}
	c.WriteString(" WITH ROLLUP")
}
