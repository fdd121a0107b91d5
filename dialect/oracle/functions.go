package oracle

import (
	"errors"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// functions sets how Oracle writes functions.
func functions(r *compile.Rules, v dialect.Version) {
	r.Func.Write = map[string]func(*compile.Compiler, *expr.Call){
		"now":               compile.FixedCall("CURRENT_TIMESTAMP"),
		"char_length":       compile.RenamedCall("LENGTH"),
		"pow":               compile.RenamedCall("POWER"),
		"aggregate_strings": compile.JoinStrings("LISTAGG"),
	}
	r.Func.Portable = map[string]func(*compile.Compiler, *expr.Call){
		"concat":       concat,
		"current_date": compile.FixedCall("TRUNC(CURRENT_DATE)"), // a DATE has a time of day
		"current_time": noTime,
		"random":       compile.FixedCall("DBMS_RANDOM.VALUE"),
		"substring":    compile.RenamedCall("substr"),
	}
	r.Func.NextValue = nextValue
	r.Func.OrderWithinGroup = true
	r.Func.NamedWindows = v == (dialect.Version{}) || !v.Before(20, 0)
}

func nextValue(c *compile.Compiler, s *expr.Sequence) {
	c.SequenceName(s)
	c.WriteString(".nextval")
}

// concat writes CONCAT, which takes two texts.
func concat(c *compile.Compiler, f *expr.Call) {
	c.WriteString("(")
	for i, e := range f.Args {
		if i > 0 {
			c.WriteString(" || ")
		}
		c.Operand(e, expr.OpConcat)
	}
	c.WriteString(")")
}

func noTime(c *compile.Compiler, _ *expr.Call) {
	c.Fail(errors.New("there is no type for the time of day: use CurrentTimestamp"))
}
