package mssql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// functions sets how SQL Server writes functions.
func functions(r *compile.Rules, v dialect.Version) {
	r.Func.Write = map[string]func(*compile.Compiler, *expr.Call){
		"now":               compile.FixedCall("CURRENT_TIMESTAMP"),
		"current_date":      currentDate,
		"length":            compile.RenamedCall("LEN"),
		"char_length":       compile.RenamedCall("LEN"),
		"pow":               compile.RenamedCall("POWER"),
		"aggregate_strings": compile.JoinStrings("string_agg"),
	}
	r.Func.Portable = map[string]func(*compile.Compiler, *expr.Call){
		"current_time": compile.FixedCall("CAST(GETDATE() AS TIME)"),
		"merge_action": func(c *compile.Compiler, _ *expr.Call) { c.WriteString("$action") },
		"random":       compile.RenamedCall("RAND"),
		"ceil":         compile.RenamedCall("CEILING"),
		"round":        round,
	}
	if newest := v == (dialect.Version{}); newest || !v.Before(16, 0) {
		r.Func.NamedWindows = true
	} else {
		r.Func.NamedWindows = false
		r.Func.Portable["greatest"] = compile.OrOnly(extreme("max"))
		r.Func.Portable["least"] = compile.OrOnly(extreme("min"))
	}
	r.Func.NextValue = nextValue
	r.Func.OrderWithinGroup = true
	r.Func.FrameLiterals = true
}

// currentDate writes the date of today. GETDATE has the time as well.
func currentDate(c *compile.Compiler, f *expr.Call) {
	if f.Portable {
		c.WriteString("CAST(GETDATE() AS DATE)")
		return
	}
	c.WriteString("GETDATE()")
}

func nextValue(c *compile.Compiler, s *expr.Sequence) {
	c.WriteString("NEXT VALUE FOR ")
	c.SequenceName(s)
}

// round writes ROUND, which needs to be told the digits.
func round(c *compile.Compiler, f *expr.Call) {
	if len(f.Args) != 1 {
		c.Call("round", f)
		return
	}
	c.WriteString("round(")
	c.Node(f.Args[0])
	c.WriteString(", 0)")
}

// extreme writes GREATEST and LEAST, which came with SQL Server 2022, by an aggregate function.
func extreme(function string) func(c *compile.Compiler, f *expr.Call) {
	return func(c *compile.Compiler, f *expr.Call) {
		c.WriteString("(SELECT " + function + "(v) FROM (VALUES (")
		for i, e := range f.Args {
			if i > 0 {
				c.WriteString("), (")
			}
			c.Node(e)
		}
		c.WriteString(")) AS t(v))")
	}
}
